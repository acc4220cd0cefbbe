import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { hrefOf } from '../../client/router.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import { stateLook } from '../../parts/looks.ts'
import { stateText } from '../../parts/message-words.ts'

const MOST_SHOWN = 6

const Related = ({ id, current }: { id: string; current: MessageDetail }) => {
  const { t } = useTranslation()
  const { formats, today } = useHotel()
  const now = useNow()
  const isThis = id === current.id
  const asked = useCall('messages.get', { id }, { enabled: !isThis })
  const item = isThis ? current : asked.data
  if (!item) return null
  const look = stateLook(item, now)
  const what = [t(`kind.${item.kind}`), formats.stay(item.arrival, item.departure, today)].filter(Boolean).join(', ')
  const state =
    item.state === 'delivered' && item.deliveredAt !== null
      ? t('related.delivered', { at: formats.moment(item.deliveredAt, now) })
      : stateText(t, look, formats, now)
  return (
    <li aria-current={isThis || undefined}>
      <span className="state">
        <Mark {...look} />
        {isThis ? <strong>{t('related.this', { what })}</strong> : <a href={hrefOf({ name: 'message', id })}>{what}</a>}
      </span>
      <span className="quiet num">{state}</span>
    </li>
  )
}

/** Every message about the same reservation, in the order in which they were captured. */
export const RelatedList = ({ detail }: { detail: MessageDetail }) => {
  const { t } = useTranslation()
  const ids = detail.related.includes(detail.id) ? detail.related : [...detail.related, detail.id]
  if (ids.length < 2) return null
  const heldBy = detail.heldBy?.kind === 'message' ? detail.heldBy.id : null
  return (
    <div className="related">
      <div className="card-head">
        <h2 id="related">
          {t(detail.kind === 'availability' || detail.kind === 'rates' ? 'related.titleUpdates' : 'related.title')}
        </h2>
        <span className="quiet">
          {heldBy ? <a href={hrefOf({ name: 'message', id: heldBy })}>{t('related.heldBy')}</a> : t('related.free')}
        </span>
      </div>
      <ul aria-labelledby="related">
        {ids.slice(-MOST_SHOWN).map((id) => (
          <Related key={id} id={id} current={detail} />
        ))}
      </ul>
    </div>
  )
}

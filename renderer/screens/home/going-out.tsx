import { useTranslation } from 'react-i18next'
import type { MessageItem } from '../../../main/contract/message.ts'
import { findHref, hrefOf } from '../../client/router.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import { stateLook } from '../../parts/looks.ts'
import { arrivesOn, nameOf } from '../../parts/message-words.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { useStill } from '../../parts/still.ts'

const MOST_SHOWN = 8

/** What comes next for a message, as a sentence in a row. */
const Next = ({ item }: { item: MessageItem }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const now = useNow()
  const look = stateLook(item, now)
  const text = () => {
    if (look.word === 'again' && look.at !== null) return t('next.again', { at: formats.moment(look.at, now) })
    if (look.word === 'held') return t('next.held')
    if (look.word === 'sending') return t('next.sending')
    if (look.word === 'confirming') return t('state.confirming')
    return item.attempts > 0 ? t('next.soon') : t('next.first')
  }
  return (
    <span className="state">
      <Mark {...look} />
      {text()}
    </span>
  )
}

/** The bookings that nobody has to do anything about. */
export const GoingOut = ({ items }: { items: readonly MessageItem[] }) => {
  const { t } = useTranslation()
  const { health, formats, today } = useHotel()
  const still = useStill(items, ({ id }) => id)
  const shown = still.items.slice(0, MOST_SHOWN)
  const count = health.reservations.onTheWay
  const title = (
    <>
      {t('going.title')} {count > 0 && <span className="head-count num">{t('going.count', { count })}</span>}
    </>
  )
  return (
    <PartOfScreen id="going-out" title={title} beside={<span className="quiet">{t('going.nothingToDo')}</span>} isFlush>
      <table {...still.handlers}>
        <thead>
          <tr>
            <th scope="col">{t('column.guest')}</th>
            <th scope="col">{t('column.what')}</th>
            <th scope="col">{t('column.stay')}</th>
            <th scope="col">{t('column.next')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((item) => (
            <tr key={item.id}>
              <th scope="row">
                <a className="plain" href={hrefOf({ name: 'message', id: item.id })}>
                  {nameOf(t, item)}
                </a>
              </th>
              <td>{t(`kind.${item.kind}`)}</td>
              <td className="num nowrap">
                {formats.stay(item.arrival, item.departure, today)}
                {arrivesOn(item, today) && <span className="tag">{t('common.arrivesToday')}</span>}
              </td>
              <td className="num">
                <Next item={item} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length > shown.length && (
        <p className="card-foot">
          <a href={findHref({ show: 'on-the-way' })}>{t('going.showAll')}</a>
        </p>
      )}
    </PartOfScreen>
  )
}

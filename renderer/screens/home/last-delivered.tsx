import { useTranslation } from 'react-i18next'
import { findHref, hrefOf } from '../../client/router.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import { nameOf } from '../../parts/message-words.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { Pending } from '../../parts/pending.tsx'

/**
 * What arrived last, as the proof behind the green sentence; before the first export, where Night Porter
 * looks.
 */
export const LastDelivered = () => {
  const { t } = useTranslation()
  const { health, formats, today } = useHotel()
  const now = useNow()
  const delivered = useCall('messages.list', { state: 'delivered', limit: 8 })
  const labelOf = (id: string) => health.connections.find((connection) => connection.id === id)?.label ?? id
  if (!delivered.data) return <Pending />
  if (delivered.data.items.length === 0) {
    const path = health.folders.map((folder) => folder.path).join(', ')
    return (
      <section className="card empty">
        <p>{t('home.empty')}</p>
        <p className="quiet">{t('home.lookingInto', { path })}</p>
      </section>
    )
  }
  return (
    <PartOfScreen
      id="last-delivered"
      title={t('home.lastDelivered')}
      beside={<a href={findHref({ show: 'delivered' })}>{t('home.allDeliveries')}</a>}
      isFlush
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('column.delivered')}</th>
            <th scope="col">{t('column.guest')}</th>
            <th scope="col">{t('column.what')}</th>
            <th scope="col">{t('column.stay')}</th>
            <th scope="col" className="drops">
              {t('column.number')}
            </th>
            <th scope="col">{t('column.acceptedBy')}</th>
          </tr>
        </thead>
        <tbody>
          {delivered.data.items.map((item) => (
            <tr key={item.id}>
              <td className="num">{item.deliveredAt === null ? '–' : formats.moment(item.deliveredAt, now)}</td>
              <th scope="row">
                <a className="plain" href={hrefOf({ name: 'message', id: item.id })}>
                  {nameOf(t, item)}
                </a>
              </th>
              <td className="nowrap">{t(`kind.${item.kind}`)}</td>
              <td className="num nowrap">{formats.stay(item.arrival, item.departure, today) || '–'}</td>
              <td className="num nowrap drops">{item.reservationId ?? '–'}</td>
              <td>
                <span className="state">
                  <Mark glyph="tick" tone="ok" />
                  {labelOf(item.connection)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </PartOfScreen>
  )
}

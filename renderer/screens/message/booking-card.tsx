import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { type Formats, nightsOf } from '../../i18n/formats.ts'
import { arrivesOn, spokenName } from '../../parts/message-words.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { RelatedList } from './related-list.tsx'

type Fact = { label: string; value: string }

/** What staff recognise a booking by; what the export does not say is left out. */
const factsOf = (t: TFunction, formats: Formats, { booking, card: kept }: MessageDetail): Fact[] => {
  const isRemoved = kept === 'removed'
  if (!booking) return []
  const { rooms, roomTypes, ratePlans, adults, children, total, wishes, card } = booking
  const guests = [
    adults && t('booking.adults', { count: adults }),
    children && t('booking.children', { count: children }),
  ]
  const room = [roomTypes.join(', '), rooms && t('booking.rooms', { count: rooms })]
  const rate = [ratePlans.join(', '), total && t('booking.total', { amount: formats.money(total) })]
  const cardText = card && [
    card.brand ?? t('booking.cardOnly'),
    card.lastFour && t('booking.ending', { digits: card.lastFour }),
  ]
  const join = (parts: readonly (string | number | null)[]) => parts.filter(Boolean).join(', ')
  return [
    { label: t('booking.room'), value: join(room) },
    { label: t('booking.guests'), value: join(guests) },
    { label: t('booking.rate'), value: join(rate) },
    { label: t('booking.wish'), value: wishes.join(', ') },
    { label: t('booking.card'), value: cardText ? cardText.filter(Boolean).join(' ') : '' },
    { label: t('booking.cardNumber'), value: isRemoved ? t('booking.cardRemoved') : '' },
  ].filter(({ value }) => value)
}

const Stay = ({ detail }: { detail: MessageDetail }) => {
  const { t } = useTranslation()
  const { formats, today } = useHotel()
  const { arrival, departure } = detail
  const nights = nightsOf(arrival, departure)
  const days =
    arrival && departure ? t('booking.fromTo', { from: formats.weekday(arrival), to: formats.weekday(departure) }) : ''
  return (
    <>
      {days || formats.stay(arrival, departure, today)}
      {nights !== null && nights > 0 && `, ${t('booking.nights', { count: nights })}`}
      {arrivesOn(detail, today) && <span className="tag">{t('common.arrivesToday')}</span>}
    </>
  )
}

/** The booking as the PMS exported it, and the other messages about the same reservation. */
export const BookingCard = ({ detail }: { detail: MessageDetail }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const facts = factsOf(t, formats, detail)
  const isFile = detail.kind === 'other'
  return (
    <PartOfScreen
      id="booking"
      title={t(isFile ? 'booking.fileTitle' : 'booking.title')}
      beside={detail.reservationId && <span className="quiet num">{detail.reservationId}</span>}
    >
      <dl className="facts">
        {detail.guest && (
          <>
            <dt>{t('booking.guest')}</dt>
            <dd>{spokenName(detail.guest)}</dd>
          </>
        )}
        {!isFile && (
          <>
            <dt>{t('booking.what')}</dt>
            <dd>{t(`kind.${detail.kind}`)}</dd>
          </>
        )}
        {(detail.arrival || detail.departure) && (
          <>
            <dt>{t('booking.stay')}</dt>
            <dd className="num">
              <Stay detail={detail} />
            </dd>
          </>
        )}
        {facts.map(({ label, value }) => (
          <div key={label} className="fact">
            <dt>{label}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
        {detail.hotelCode && (
          <>
            <dt>{t('booking.hotelCode')}</dt>
            <dd className="num">{detail.hotelCode}</dd>
          </>
        )}
        {detail.rewrittenFrom && (
          <>
            <dt>{t('booking.exportedAs')}</dt>
            <dd>{t('booking.rewritten', { type: detail.rewrittenFrom })}</dd>
          </>
        )}
        <dt>{t('booking.file')}</dt>
        <dd className="mono">
          {detail.fileName}
          {detail.part.of > 1 && ` ${t('booking.part', { n: detail.part.n, of: detail.part.of })}`}
        </dd>
      </dl>
      <RelatedList detail={detail} />
    </PartOfScreen>
  )
}

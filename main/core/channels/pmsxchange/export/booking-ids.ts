import type { BookingId, IdRank } from '../../../queue/booking-ids.ts'
import { attribute, children, descendants, findAll } from '../../../xml/find.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { LONGEST_VALUE, mostKept } from '../../export.ts'

/**
 * The ids of a booking: 14 is the PMS's own number, 40 a confirmation (docs/channels/pmsxchange.md#pmsx-22).
 */

/** Types of UniqueID that name a person, a company or a hotel and no booking (OpenTravel code list UIT). */
const ofOthers = new Set('1 2 3 4 5 6 7 8 9 10 11 12 13 17 19 20 21 22'.split(' '))

/**
 * A reference, which may be one of the message or of its file: it names the booking only where nothing else
 * does.
 */
const REFERENCE = '16'

const rankOfType = (type: string | null): IdRank => (type === '14' ? 0 : type === '40' ? 1 : 2)

/** Those of the whole reservation before those of its rooms. */
const reservationIds = (item: SourceElement): SourceElement[] => [
  ...findAll(item, 'ResGlobalInfo/HotelReservationIDs/HotelReservationID'),
  ...descendants(item, 'HotelReservationID'),
]

/** The UniqueIDs that name the booking. */
const uniqueIds = (item: SourceElement): SourceElement[] =>
  children(item, 'UniqueID').filter((element) => !ofOthers.has(attribute(element, 'Type') ?? ''))

/**
 * Every id of a HotelReservation, a HotelResModify or an OTA_CancelRQ, each once, the strongest first: the
 * PMS's own wherever it stands, then confirmations, then the others, at most `mostKept.ids`. `leftOut`:
 * UniqueIDs that are of another booking.
 */
export const bookingIdsOf = (item: SourceElement, leftOut: ReadonlySet<SourceElement> = new Set()): BookingId[] => {
  const written = [
    ...reservationIds(item).map((id) => ({
      type: attribute(id, 'ResID_Type'),
      value: attribute(id, 'ResID_Value'),
      isUnique: false,
    })),
    ...uniqueIds(item)
      .filter((element) => !leftOut.has(element))
      .map((id) => ({ type: attribute(id, 'Type'), value: attribute(id, 'ID'), isUnique: true })),
  ]
  // Of the weakest ids UniqueIDs go first, and references last.
  const places = written.flatMap(({ type, value, isUnique }) => {
    const rank = rankOfType(type)
    const place = rank < 2 ? rank : type === REFERENCE ? 4 : isUnique ? 2 : 3
    return value === null || value.length > LONGEST_VALUE ? [] : [{ value, rank, place }]
  })
  const sorted = places.toSorted((a, b) => a.place - b.place)
  const kept = sorted.some(({ place }) => place < 4) ? sorted.filter(({ place }) => place < 4) : sorted
  // Of equal ids the first, which is the strongest.
  const byValue = new Map(kept.toReversed().map(({ value, rank }) => [value, rank]))
  const values = [...new Set(kept.map(({ value }) => value))].slice(0, mostKept.ids)
  return values.map((value) => ({ value, rank: byValue.get(value) ?? 2 }))
}

/** The id that staff know the booking by. */
export const reservationIdOf = (item: SourceElement): string | null => bookingIdsOf(item)[0]?.value ?? null

/**
 * The UniqueIDs of a cancellation that each name a booking of their own: several of the strongest type that
 * is there, of one source. Ids that name different systems as their source (`ID_Context`) are names of one
 * booking. Empty where it cancels one booking only.
 */
export const cancelledBookings = (root: SourceElement): SourceElement[] => {
  const ids = uniqueIds(root).filter((element) => attribute(element, 'ID') !== null)
  // An id without a type is the PMS's own number.
  const strongest =
    ['14', '40', null]
      .map((type) => ids.filter((element) => attribute(element, 'Type') === type))
      .find((some) => some.length > 0) ?? []
  const source = strongest[0] && attribute(strongest[0], 'ID_Context')
  const named = new Map(
    strongest
      .filter((element) => attribute(element, 'ID_Context') === source)
      .map((element) => [attribute(element, 'ID'), element]),
  )
  return named.size > 1 ? [...named.values()] : []
}

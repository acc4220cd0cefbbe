import { attribute, child, children, descendants, findAll, textOf } from '../../../xml/find.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { dayAfter, readDay } from '../../moment.ts'

/** Reads a HotelReservation, a HotelResModify or an OTA_CancelRQ. */

const firstOf = (elements: SourceElement[], name: string): string | null => {
  for (const element of elements) {
    const value = attribute(element, name)
    if (value !== null) return value
  }
  return null
}

/** The hotel of the rooms, else of the whole reservation, else any that is named. */
export const hotelCodeOf = (item: SourceElement): string | null =>
  firstOf(findAll(item, 'RoomStays/RoomStay/BasicPropertyInfo'), 'HotelCode') ??
  firstOf(findAll(item, 'ResGlobalInfo/BasicPropertyInfo'), 'HotelCode') ??
  firstOf(descendants(item, 'BasicPropertyInfo'), 'HotelCode')

/**
 * Every hotel code in an element: attributes and elements named HotelCode, and UniqueIDs of a hotel (type
 * 10).
 */
export const hotelCodesIn = (element: SourceElement): string[] => {
  const { name } = element
  const own =
    attribute(element, 'HotelCode') ??
    (name === 'HotelCode' ? textOf(element) : null) ??
    (name === 'UniqueID' && attribute(element, 'Type') === '10' ? attribute(element, 'ID') : null)
  return [...(own === null ? [] : [own]), ...element.children.flatMap(hotelCodesIn)]
}

/**
 * The hotel that stands outside the reservations, in the head of a message: in its attributes, its POS, its
 * TPA_Extensions, or around it. Null where it names none, or several.
 */
export const headHotelOf = (root: SourceElement, items: readonly SourceElement[], around: readonly SourceElement[]) => {
  const own = attribute(root, 'HotelCode')
  const parts = [
    ...root.children.filter((part) => !items.some(({ start }) => part.start <= start && start < part.end)),
    ...around,
  ]
  const [code, ...others] = new Set([...(own === null ? [] : [own]), ...parts.flatMap(hotelCodesIn)])
  return others.length === 0 ? (code ?? null) : null
}

type Span = { start: string | null; end: string | null }

const spanOf = (element: SourceElement): Span => {
  const window = child(element, 'StartDateWindow')
  const endWindow = child(element, 'EndDateWindow')
  const written = attribute(element, 'Start') ?? attribute(window, 'EarliestDate')
  const start = readDay(written)
  const end = readDay(attribute(element, 'End')) ?? dayAfter(written, attribute(element, 'Duration'))
  return { start, end: end ?? readDay(attribute(endWindow, 'LatestDate') ?? attribute(endWindow, 'EarliestDate')) }
}

/**
 * The days of a rate. Where it begins and ends on one day that is its last night, else the day of departure.
 */
const rateSpanOf = (rate: SourceElement): Span => {
  const start = readDay(attribute(rate, 'EffectiveDate'))
  const end = readDay(attribute(rate, 'ExpireDate'))
  const isLastNight = end !== null && (end === start || attribute(rate, 'ExpireDateExclusiveIndicator') === 'false')
  return { start, end: isLastNight ? dayAfter(end, '1') : end }
}

/** Where the days of a room may stand, the surest first. */
const ratePaths = ['RoomRates/RoomRate', 'RoomRates/RoomRate/Rates/Rate', 'RatePlans/RatePlan', 'RoomTypes/RoomType']

const roomSpanOf = (room: SourceElement): Span => {
  const spans = [
    children(room, 'TimeSpan').map(spanOf),
    ...ratePaths.map((path) => findAll(room, path).map(rateSpanOf)),
  ]
  const firstKnown = (days: (string | null)[]) => days.find((day) => day !== null) ?? null
  return {
    start: firstKnown(spans.map((some) => earliest(some.map(({ start }) => start)))),
    end: firstKnown(spans.map((some) => latest(some.map(({ end }) => end)))),
  }
}

const earliest = (days: (string | null)[]): string | null => days.filter((day) => day !== null).sort()[0] ?? null
const latest = (days: (string | null)[]): string | null =>
  days
    .filter((day) => day !== null)
    .sort()
    .at(-1) ?? null

/**
 * Whether it says what was booked. One that does not is about something else of the reservation, whatever its
 * type promises.
 */
export const hasRooms = (item: SourceElement): boolean => findAll(item, 'RoomStays/RoomStay').length > 0

/**
 * First arrival and last departure over all rooms, `yyyy-mm-dd`; those of the whole reservation where the
 * rooms name none, and of a cancellation those by which it says which stay it means.
 */
export const stayOf = (item: SourceElement): { arrival: string | null; departure: string | null } => {
  const rooms = findAll(item, 'RoomStays/RoomStay').map(roomSpanOf)
  const global = [...findAll(item, 'ResGlobalInfo/TimeSpan'), ...findAll(item, 'Verification/ReservationTimeSpan')].map(
    spanOf,
  )
  return {
    arrival: earliest(rooms.map(({ start }) => start)) ?? earliest(global.map(({ start }) => start)),
    departure: latest(rooms.map(({ end }) => end)) ?? latest(global.map(({ end }) => end)),
  }
}

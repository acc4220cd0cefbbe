import type { ConnectionSettings } from '../../contract/settings.ts'
import type { ExportedMessage } from '../../core/channels/export.ts'
import { type BookingId, joinBookings } from '../../core/queue/booking-ids.ts'
import { orderKeyOf } from '../../core/queue/keys.ts'
import type { CaptureDeps } from './deps.ts'

/**
 * Which booking an exported message is about, by all its ids (docs/architecture.md#identity-of-a-booking).
 */

type Tables = Pick<CaptureDeps['store'], 'bookingIds' | 'messages'>

type About = { connection: ConnectionSettings; message: ExportedMessage; id: string }

/** What is kept of a message's ids: those that lead to it, and those that lead nowhere any more. */
export type KeptIds = { owner: { connection: string; hotelCode: string | null }; ids: BookingId[]; shared: string[] }

/**
 * The hotel of a message that names none (a cancellation often does not): that of the booking it is about.
 * Null where nobody knows the booking, and where bookings of several hotels fit.
 */
export const hotelOfBooking = (
  { bookingIds }: Pick<Tables, 'bookingIds'>,
  { connection, message }: Omit<About, 'id'>,
): string | null => {
  const known = message.bookingIds
    .map(({ value }) => bookingIds.hotelsOf(connection.id, value))
    .filter(({ size }) => size > 0)
  const [hotel, ...others] = [...(known[0] ?? [])].filter((code) => known.every((codes) => codes.has(code)))
  return others.length === 0 ? (hotel ?? null) : null
}

/**
 * The order key of a message. Order keys that turn out to be of one booking become one. Part of the capture
 * transaction; `kept` goes to `keepIds` once the message is written.
 */
export const placeInOrder = (
  { bookingIds, messages }: Tables,
  { connection, message, id, hotelCode, now }: About & { hotelCode: string | null; now: number },
): { orderKey: string; kept: KeptIds } => {
  const owner = { connection: connection.id, hotelCode }
  const keyOf = (reservationId: string | null) =>
    orderKeyOf({ connection, hotelCode, kind: message.kind, reservationId, id })
  const newKey = keyOf(message.reservationId)
  if (message.bookingIds.length === 0) return { orderKey: newKey, kept: { owner, ids: [], shared: [] } }
  const ids = bookingIds.marksOf(connection.id, message.bookingIds)
  const { orderKey, merged, shared, others } = joinBookings(ids, bookingIds.known(owner, message.bookingIds, keyOf))
  if (orderKey !== null) messages.mergeKeys(orderKey, merged, now)
  const kept = { owner, ids: ids.filter(({ value }) => !shared.includes(value) && !others.includes(value)), shared }
  // The name may be another booking's already: of one that has the same number of another kind.
  const free = messages.newestOfKey(newKey) === null ? newKey : `${newKey}|shared`
  return { orderKey: orderKey ?? free, kept }
}

/** From now on these ids lead to the message. Part of the capture transaction. */
export const keepIds = ({ bookingIds }: Pick<Tables, 'bookingIds'>, kept: KeptIds, messageId: string): void => {
  bookingIds.remember(kept.owner, kept.ids, messageId)
  bookingIds.share(kept.owner, kept.shared)
}

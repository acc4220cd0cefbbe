import type { BookingId, IdRank, KnownBooking } from '../../core/queue/booking-ids.ts'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'

/**
 * By which ids each booking of a connection and hotel is known. Ids stand here as keyed hashes; `value` is
 * one in hexadecimal.
 */

/** Whose ids they are. `hotelCode` null: a booking of which no message named its hotel. */
type Owner = { connection: string; hotelCode: string | null }

export const createBookingIds = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const lookUp = db.prepare<[Buffer, string], { orderKey: string; isShared: number }>(`
    SELECT m.order_key AS orderKey, b.is_shared AS isShared FROM booking_ids b JOIN messages m ON m.seq = b.seq
    WHERE b.mark = ? AND b.hotel_code = ?`)
  const idsOf = db.prepare<[{ orderKey: string }], { mark: Buffer; rank: IdRank }>(`
    SELECT b.mark, b.rank FROM messages m INDEXED BY messages_by_order
      CROSS JOIN booking_ids b INDEXED BY booking_ids_by_message ON b.seq = m.seq
      WHERE m.order_key = @orderKey AND m.state <> 'duplicate' AND b.is_shared = 0
    UNION ALL SELECT b.mark, b.rank FROM messages m INDEXED BY messages_duplicates
      CROSS JOIN booking_ids b INDEXED BY booking_ids_by_message ON b.seq = m.seq
      WHERE m.order_key = @orderKey AND m.state = 'duplicate' AND b.is_shared = 0`)
  const firstOf = db.prepare<[{ orderKey: string }], { seq: number | null }>(`
    SELECT min(seq) AS seq FROM (
      SELECT min(seq) AS seq FROM messages INDEXED BY messages_by_order WHERE order_key = @orderKey AND state <> 'duplicate'
      UNION ALL
      SELECT min(seq) FROM messages INDEXED BY messages_duplicates WHERE order_key = @orderKey AND state = 'duplicate')`)
  const hotelsByMark = db.prepare<[Buffer], { hotelCode: string }>(
    "SELECT hotel_code AS hotelCode FROM booking_ids WHERE mark = ? AND hotel_code <> ''",
  )
  const hotelsByNumber = db.prepare<[string, string], { hotelCode: string }>(`
    SELECT DISTINCT hotel_code AS hotelCode FROM messages
    WHERE reservation_id = ? AND connection = ? AND hotel_code IS NOT NULL`)
  const put = db.prepare(`
    INSERT INTO booking_ids (mark, hotel_code, rank, seq) SELECT @mark, @hotelCode, @rank, seq FROM messages WHERE id = @id
    ON CONFLICT (mark, hotel_code) DO UPDATE SET seq = excluded.seq, rank = min(rank, excluded.rank)`)
  const share = db.prepare<[Buffer, string]>('UPDATE booking_ids SET is_shared = 1 WHERE mark = ? AND hotel_code = ?')

  const markOf = (connection: string, value: string): Buffer =>
    vault.mark(JSON.stringify([connection, value]), 'booking-id')
  const bufferOf = (mark: string): Buffer => Buffer.from(mark, 'hex')

  const bookingOf = (orderKey: string, ids: readonly BookingId[]): KnownBooking | null => {
    const seq = firstOf.get({ orderKey })?.seq ?? null
    if (seq === null) return null
    const known = idsOf.all({ orderKey }).map(({ mark, rank }) => ({ value: mark.toString('hex'), rank }))
    return { orderKey, firstSeq: seq, ids: [...known, ...ids] }
  }

  return {
    /** The ids as they stand here. */
    marksOf: (connection: string, ids: readonly BookingId[]): BookingId[] =>
      ids.map(({ value, rank }) => ({ value: markOf(connection, value).toString('hex'), rank })),

    /**
     * The bookings that these ids (as written by the PMS) lead to. `legacyKey` names the order key that a
     * message with this id had before ids were kept here.
     */
    known(owner: Owner, ids: readonly BookingId[], legacyKey: (id: string) => string): KnownBooking[] {
      const found = new Map<string, BookingId[]>()
      for (const { value, rank } of ids) {
        const mark = markOf(owner.connection, value)
        const row = lookUp.get(mark, owner.hotelCode ?? '')
        if (row?.isShared === 1) continue
        const orderKey = row?.orderKey ?? legacyKey(value)
        const extra = row === undefined ? [{ value: mark.toString('hex'), rank }] : []
        found.set(orderKey, [...(found.get(orderKey) ?? []), ...extra])
      }
      return [...found].map(([orderKey, extra]) => bookingOf(orderKey, extra)).filter((booking) => booking !== null)
    },

    /** The hotels in which a booking with this id (as written by the PMS) is known. */
    hotelsOf: (connection: string, id: string): Set<string> =>
      new Set(
        [...hotelsByMark.all(markOf(connection, id)), ...hotelsByNumber.all(id, connection)].map(
          ({ hotelCode }) => hotelCode,
        ),
      ),

    /**
     * From now on these ids (marks) lead to this message, but for those that several bookings bear. Part of
     * the capture transaction.
     */
    remember(owner: Owner, ids: readonly BookingId[], messageId: string): void {
      for (const { value, rank } of ids)
        put.run({ mark: bufferOf(value), hotelCode: owner.hotelCode ?? '', rank, id: messageId })
    },

    /** From now on these ids (marks) lead to no booking. */
    share(owner: Owner, ids: readonly string[]): void {
      for (const value of ids) share.run(bufferOf(value), owner.hotelCode ?? '')
    },
  }
}

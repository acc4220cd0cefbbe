/**
 * Which messages are about one booking (docs/architecture.md#identity-of-a-booking). PMSs name a booking by
 * several ids, and not always by the same ones, so any id in common leads to it.
 */

/** 0: the PMS's own id; 1: a confirmation number; 2: any other id of the booking. */
export type IdRank = 0 | 1 | 2

/**
 * An id by which a booking is known. `value` is compared as it stands, so it may be a keyed hash of the id.
 */
export type BookingId = { value: string; rank: IdRank }

/**
 * A booking that messages are known of: its order key, the number of its first message, and the ids they
 * named.
 */
export type KnownBooking = { orderKey: string; firstSeq: number; ids: readonly BookingId[] }

/** `orderKey` null: a booking nobody knew. */
export type Joined = {
  orderKey: string | null
  /** Order keys that turned out to be of the same booking. */
  merged: string[]
  /** Ids that another booking bears as well, so that they lead to none of them. */
  shared: string[]
  /** Ids that go on leading to another booking, which bears them as a stronger kind of id. */
  others: string[]
}

const ranks = [0, 1, 2] as const

const valuesOf = (ids: readonly BookingId[], rank: IdRank): Set<string> =>
  new Set(ids.filter((id) => id.rank === rank).map(({ value }) => value))

/**
 * Whether two sets of ids name one booking. The strongest kind of id that both have decides: two different
 * reservation numbers are two bookings, though a travel agent gave them one confirmation number. Where they
 * share no kind, any id in common is enough.
 */
export const isSameBooking = (some: readonly BookingId[], others: readonly BookingId[]): boolean => {
  for (const rank of ranks) {
    const own = valuesOf(some, rank)
    const other = valuesOf(others, rank)
    if (own.size > 0 && other.size > 0) return [...own].some((value) => other.has(value))
  }
  const all = new Set(others.map(({ value }) => value))
  return some.some(({ value }) => all.has(value))
}

/** The strongest rank in which a booking bears an id; Infinity where it does not. */
const rankIn = (booking: KnownBooking, id: string): number =>
  Math.min(...booking.ids.filter(({ value }) => value === id).map(({ rank }) => rank))

/** The strongest rank in which a known booking has an id of the message. */
const rankOf = (ids: readonly BookingId[], known: KnownBooking): number => {
  const values = new Set(known.ids.map(({ value }) => value))
  return Math.min(...ids.filter(({ value }) => values.has(value)).map(({ rank }) => rank))
}

/**
 * The booking that a message with these ids belongs to, of those that have an id in common with it. Where it
 * names the ids of several order keys they were one booking all along, and the one that began first takes in
 * the others. An id that another booking bears as well is a name of the one that bears it as the stronger
 * kind: a confirmation that happens to be the number of another booking is not it.
 */
export const joinBookings = (ids: readonly BookingId[], known: readonly KnownBooking[]): Joined => {
  const nearest = known.toSorted((a, b) => rankOf(ids, a) - rankOf(ids, b) || a.firstSeq - b.firstSeq)
  const joined: KnownBooking[] = []
  const shared = new Set<string>()
  const others = new Set<string>()
  let all = [...ids]
  for (const booking of nearest) {
    if (isSameBooking(all, booking.ids)) {
      joined.push(booking)
      all = [...all, ...booking.ids]
    } else {
      for (const { value, rank } of ids) {
        const their = rankIn(booking, value)
        if (their === rank) shared.add(value)
        if (their < rank) others.add(value)
      }
    }
  }
  const [first, ...merged] = joined.toSorted((a, b) => a.firstSeq - b.firstSeq)
  return {
    orderKey: first?.orderKey ?? null,
    merged: merged.map(({ orderKey }) => orderKey),
    shared: [...shared],
    others: [...others],
  }
}

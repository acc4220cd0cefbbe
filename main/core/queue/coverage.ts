import type { MessageKind } from '../../contract/words.ts'

/**
 * What an availability or rates message says: about which room, rate and property, for which days. By this a
 * later message replaces an earlier failed one, and an earlier one is known to be stale. Each channel reads
 * it from its own messages; here stands how two of them meet (docs/architecture.md#order-and-healing). Pure.
 */

/**
 * Kinds whose messages of a hotel follow each other as one series; in every other kind an order key holds one
 * booking.
 */
export const isOfSeries = ({ kind }: { kind: MessageKind }): boolean => kind === 'availability' || kind === 'rates'

/** All seven days; the bit of a day is counted from Monday. */
export const EVERY_DAY = 0b111_1111

/** Where a range has no readable end, it may reach any day. */
export const FIRST_DAY = -1_000_000
export const LAST_DAY = 1_000_000

/** One statement. `null` in a field that names something means that the message leaves it open. */
export type Statement = {
  /** What is set, `limit`, `stop-sell` or `price` for example; null: it could not be told. */
  property: string | null
  /** What makes two values of a property differ in kind, a currency for one; empty where nothing does. */
  variant: string
  /** Null: all rooms of the rate. */
  room: string | null
  /** Null: all rates of the room. */
  rate: string | null
  /** One selling channel; null: all of them. */
  channel: string | null
  /** The guests that a price is for; null: the price is for any number. */
  guests: string | null
  /** Days since 1970, both ends included. */
  from: number
  to: number
  /** Weekdays it may be about, and those it is about beyond doubt: bits from Monday on. */
  days: number
  sureDays: number
  /** Whether every field was read beyond doubt; else it may meet another statement, and replaces none. */
  isSure: boolean
}

/** Said of a message that nobody could read: it may be about anything. */
export const anything: Statement = {
  property: null,
  variant: '',
  room: null,
  rate: null,
  channel: null,
  guests: null,
  from: FIRST_DAY,
  to: LAST_DAY,
  days: EVERY_DAY,
  sureDays: 0,
  isSure: false,
}

/** The bit of a day's weekday. The first day of 1970 was a Thursday. */
export const weekdayBit = (day: number): number => 1 << ((((day + 3) % 7) + 7) % 7)

/** The first day of the range that has one of the weekdays; null where none has. */
const firstDay = (from: number, to: number, weekdays: number): number | null => {
  for (let day = from; day <= to && day < from + 7; day++) if ((weekdayBit(day) & weekdays) !== 0) return day
  return null
}

/** Whether it is about any day at all: weekday flags may leave none of the range. */
export const hasDay = ({ from, to, days }: Statement): boolean => firstDay(from, to, days) !== null

const isSame = (one: string | null, other: string | null): boolean => one === null || other === null || one === other

/** Whether both may speak of the same value of the same cell. An open field meets everything. */
export const meets = (one: Statement, other: Statement): boolean =>
  isSame(one.property, other.property) &&
  isSame(one.room, other.room) &&
  isSame(one.rate, other.rate) &&
  isSame(one.channel, other.channel) &&
  isSame(one.guests, other.guests) &&
  firstDay(Math.max(one.from, other.from), Math.min(one.to, other.to), one.days & other.days) !== null

/** Whether the later message may say something of the earlier one anew. */
export const overlaps = (later: readonly Statement[], earlier: readonly Statement[]): boolean =>
  earlier.some((old) => later.some((one) => meets(one, old)))

/**
 * Whether the later statement names all rooms and rates of the earlier one. One that names neither is not
 * known to mean the whole hotel, so it replaces only its like.
 */
const reaches = (later: Statement, earlier: Statement): boolean => {
  if (later.room === null && later.rate === null) return earlier.room === null && earlier.rate === null
  return (later.room === null || later.room === earlier.room) && (later.rate === null || later.rate === earlier.rate)
}

const replaces = (later: Statement, earlier: Statement): boolean =>
  later.isSure &&
  earlier.property !== null &&
  later.property === earlier.property &&
  later.variant === earlier.variant &&
  reaches(later, earlier) &&
  (later.channel === null || later.channel === earlier.channel) &&
  later.guests === earlier.guests

/** Whether the pieces hold every day of the range that has this weekday. */
const fillWeekday = (pieces: readonly Statement[], { from, to }: Statement, weekday: number): boolean => {
  const first = firstDay(from, to, weekday)
  if (first === null) return true
  let next = first
  for (const piece of pieces) {
    if ((piece.sureDays & weekday) === 0 || piece.from > next || piece.to < next) continue
    next += 7 * (Math.floor((piece.to - next) / 7) + 1)
  }
  return next > to
}

/**
 * Whether the later ones say everything of the earlier message anew, perhaps in several pieces. In doubt they
 * do not.
 */
export const covers = (later: readonly Statement[], earlier: readonly Statement[]): boolean => {
  const old = earlier.filter(hasDay)
  return (
    old.length > 0 &&
    old.every((statement) => {
      const pieces = later.filter((one) => replaces(one, statement)).sort((a, b) => a.from - b.from)
      return [0, 1, 2, 3, 4, 5, 6]
        .map((n) => 1 << n)
        .every((weekday) => (statement.days & weekday) === 0 || fillWeekday(pieces, statement, weekday))
    })
  )
}

const keyOf = ({ from: _from, to: _to, ...subject }: Statement): string => JSON.stringify(subject)

/** The same in as few statements as ranges that touch allow, without those that are about no day. */
export const compact = (statements: readonly Statement[]): Statement[] => {
  const groups = new Map<string, Statement[]>()
  for (const statement of statements.filter(hasDay)) {
    const key = keyOf(statement)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [statement])
    else group.push(statement)
  }
  return [...groups.values()].flatMap((group) => {
    const joined: Statement[] = []
    for (const statement of group.toSorted((a, b) => a.from - b.from)) {
      const last = joined.at(-1)
      if (last !== undefined && statement.from <= last.to + 1)
        joined[joined.length - 1] = { ...last, to: Math.max(last.to, statement.to) }
      else joined.push(statement)
    }
    return joined
  })
}

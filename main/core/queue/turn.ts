import type { ConnectionSettings } from '../../contract/settings.ts'
import { dueAtWithinHour } from './ladder.ts'
import type { LinkRecord, MessageRecord } from './records.ts'

const TEN_MINUTES = 600_000
const NO_PACE_CONCURRENT = 8

/** The heads of a lane that may go now, one of each class. */
export type Heads = {
  asked: MessageRecord | null
  availability: MessageRecord | null
  /** Bookings and cancellations of the business day. */
  today: MessageRecord | null
  rest: (MessageRecord | null)[]
  rates: MessageRecord | null
}

/**
 * Whose turn it is in a lane (docs/architecture.md#whose-turn): what a person asked for; anything that has
 * waited ten minutes, or was captured by a clock that was ahead, oldest first; then availability alternating
 * with the bookings of the business day; then the rest; then rates.
 */
export const chooseTurn = (heads: Heads, lastWasAvailability: boolean, now: number): MessageRecord | null => {
  if (heads.asked) return heads.asked
  const all = [heads.availability, heads.today, ...heads.rest, heads.rates].filter((head) => head !== null)
  const overdue = oldest(all.filter(({ capturedAt }) => now - capturedAt >= TEN_MINUTES || capturedAt > now))
  if (overdue) return overdue
  const [first, second] = lastWasAvailability ? [heads.today, heads.availability] : [heads.availability, heads.today]
  return first ?? second ?? oldest(heads.rest.filter((head) => head !== null)) ?? heads.rates
}

const oldest = (messages: MessageRecord[]): MessageRecord | null =>
  messages.reduce<MessageRecord | null>((best, message) => (best && best.seq <= message.seq ? best : message), null)

/**
 * What a connection may do now: nothing until `untilAt` (null: until something changes), one probe of its
 * outage, or normal sending.
 */
export type LinkTurn = { kind: 'blocked'; untilAt: number | null } | { kind: 'probe' } | { kind: 'open'; slots: number }

/**
 * Reads pause, throttle, outage and pace of a connection. `claims` are the times of its requests in the last
 * minute.
 */
export const linkTurn = (
  link: LinkRecord,
  pace: ConnectionSettings['pace'],
  moment: { now: number; inFlight: number; claims: readonly number[] },
): LinkTurn => {
  const { now, inFlight, claims } = moment
  if (link.pauseCause !== null && (!link.isOnTrial || inFlight > 0)) return { kind: 'blocked', untilAt: null }
  const throttledUntil = dueAtWithinHour(link.throttledUntilAt, now)
  if (throttledUntil !== null) return { kind: 'blocked', untilAt: throttledUntil }
  if (link.outageCause !== null) {
    if (inFlight > 0) return { kind: 'blocked', untilAt: null }
    return link.nextProbeAt !== null && link.nextProbeAt > now
      ? { kind: 'blocked', untilAt: link.nextProbeAt }
      : { kind: 'probe' }
  }
  const slots = (link.isOnTrial ? 1 : (pace?.concurrent ?? NO_PACE_CONCURRENT)) - inFlight
  if (slots <= 0) return { kind: 'blocked', untilAt: null }
  if (pace === null) return { kind: 'open', slots }
  const left = pace.perMinute - claims.length
  const freesAt = (claims[0] ?? now) + 60_000
  return left > 0 ? { kind: 'open', slots: Math.min(slots, left) } : { kind: 'blocked', untilAt: freesAt }
}

import type { LaneRecord, LinkRecord } from './records.ts'

/**
 * What setting the wall clock does to waits. They are kept as times of the wall clock, since people read
 * them; how long each still lasts must follow the time that passes. So whatever waits is moved by as much as
 * the clock was. Rules: docs/architecture.md#time.
 */

/** Smaller steps are a clock being corrected little by little. */
const SMALLEST_MS = 1_000

/** How far the wall clock is ahead of the awake time of all senders, as noted last; null: never. */
export type ClockOffset = number | null

/**
 * A moment by the wall clock, by the awake time of all senders, and by the time since this computer was
 * started.
 */
export type Moment = { now: number; awakeMs: number; sinceBootMs: number }

/**
 * Compares a moment with the one before in the same process (null: there was none) and with what was noted.
 * `movedMs`: by how much the clock was set, back where it is negative. `offset`: what is to be noted; null:
 * what is noted stays. Without a moment before, a clock that is ahead says nothing: the computer may have
 * been off.
 */
export const clockChange = (
  noted: ClockOffset,
  before: Moment | null,
  { now, awakeMs, sinceBootMs }: Moment,
): { movedMs: number; offset: number | null } => {
  const offset = Math.round(now - awakeMs)
  const shiftMs = before === null ? 0 : Math.round(now - before.now - (sinceBootMs - before.sinceBootMs))
  if (noted === null) return { movedMs: 0, offset }
  const isNew = Math.abs(offset - noted) >= SMALLEST_MS
  if (Math.abs(shiftMs) >= SMALLEST_MS) return { movedMs: shiftMs, offset: isNew ? offset : null }
  return { movedMs: isNew ? Math.min(0, offset - noted) : 0, offset: isNew ? offset : null }
}

const moved = (at: number | null, byMs: number): number | null => (at === null ? null : at + byMs)

/** The link in the time of a clock that was set: what it waits for, and what it compares with the clock. */
export const linkMoved = (link: LinkRecord, byMs: number): LinkRecord => ({
  ...link,
  outageSinceAt: moved(link.outageSinceAt, byMs),
  nextProbeAt: moved(link.nextProbeAt, byMs),
  pausedSinceAt: moved(link.pausedSinceAt, byMs),
  pauseUntilAt: moved(link.pauseUntilAt, byMs),
  nextTestAt: moved(link.nextTestAt, byMs),
  lastPauseAt: moved(link.lastPauseAt, byMs),
  throttledUntilAt: moved(link.throttledUntilAt, byMs),
  throttledSinceAt: moved(link.throttledSinceAt, byMs),
  slowedAt: moved(link.slowedAt, byMs),
  lastAnswerAt: moved(link.lastAnswerAt, byMs),
})

/** The same for the lane of a hotel; null where nothing is to be moved. */
export const laneMoved = (lane: LaneRecord, byMs: number): LaneRecord | null =>
  lane.heldSinceAt === null && lane.nextProbeAt === null
    ? null
    : { ...lane, heldSinceAt: moved(lane.heldSinceAt, byMs), nextProbeAt: moved(lane.nextProbeAt, byMs) }

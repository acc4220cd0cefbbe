import type { LaneRecord, LinkRecord } from './records.ts'

/**
 * What a wall clock that is set back does to waits. They are kept as times of the wall clock, since people
 * read them; how long each still lasts must follow the time this computer is awake. So whatever waits is
 * moved by as much as the clock was. Rules: docs/architecture.md#time.
 */

/** Smaller steps are a clock being corrected little by little; they lengthen a wait by as much at most. */
const SMALLEST_MS = 1_000

/** How far the wall clock is ahead of the awake time of all senders, as noted last; null: never. */
export type ClockOffset = number | null

/**
 * Compares that with now. `backMs`: by how much the clock was set back. `offset`: what is to be noted; null:
 * what is noted stays. A clock that is ahead was set forward, or the computer slept: waits that are over by
 * it are over.
 */
export const clockChange = (
  noted: ClockOffset,
  { now, awakeMs }: { now: number; awakeMs: number },
): { backMs: number; offset: number | null } => {
  const offset = Math.round(now - awakeMs)
  if (noted === null) return { backMs: 0, offset }
  if (Math.abs(offset - noted) < SMALLEST_MS) return { backMs: 0, offset: null }
  return { backMs: Math.max(0, noted - offset), offset }
}

const earlier = (at: number | null, backMs: number): number | null => (at === null ? null : at - backMs)

/**
 * The link in the time of a clock that was set back: what it waits for, and what it compares with the clock.
 */
export const linkSetBack = (link: LinkRecord, backMs: number): LinkRecord => ({
  ...link,
  outageSinceAt: earlier(link.outageSinceAt, backMs),
  nextProbeAt: earlier(link.nextProbeAt, backMs),
  pausedSinceAt: earlier(link.pausedSinceAt, backMs),
  pauseUntilAt: earlier(link.pauseUntilAt, backMs),
  nextTestAt: earlier(link.nextTestAt, backMs),
  lastPauseAt: earlier(link.lastPauseAt, backMs),
  throttledUntilAt: earlier(link.throttledUntilAt, backMs),
  throttledSinceAt: earlier(link.throttledSinceAt, backMs),
  slowedAt: earlier(link.slowedAt, backMs),
  lastAnswerAt: earlier(link.lastAnswerAt, backMs),
})

/** The same for the lane of a hotel. */
export const laneSetBack = (lane: LaneRecord, backMs: number): LaneRecord | null =>
  lane.heldSinceAt === null && lane.nextProbeAt === null
    ? null
    : {
        ...lane,
        heldSinceAt: earlier(lane.heldSinceAt, backMs),
        nextProbeAt: earlier(lane.nextProbeAt, backMs),
      }

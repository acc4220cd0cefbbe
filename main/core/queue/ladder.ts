const MINUTE = 60_000

/** The longest wish of a channel in an outage (Retry-After) that a probe waits for. */
export const LONGEST_WISH_MS = 10 * MINUTE

/**
 * Seconds of the ladder as milliseconds for the `step`-th repeat (0-based); the last one repeats. pmsXchange:
 * 5, 10, 20, 40, then every 60 s.
 */
export const stepMs = (steps: readonly number[], step: number): number =>
  (steps[Math.min(step, steps.length - 1)] ?? 60) * 1000

/**
 * A time of the ladder that lies further away than now plus the last step or the longest wish cannot be
 * meant: the clock was set back. It is due now. Gives the time to wait for, or null when it is due.
 */
export const dueAt = (at: number | null, now: number, steps: readonly number[]): number | null => {
  if (at === null || at <= now) return null
  const furthest = now + Math.max(...steps.map((s) => s * 1000), LONGEST_WISH_MS)
  return at > furthest ? null : at
}

const HOUR = 60 * MINUTE

/**
 * The same for times that are never more than an hour away: a throttle's wish, the hourly probe of a lane,
 * the self-test of a pause.
 */
export const dueAtWithinHour = (at: number | null, now: number): number | null =>
  at === null || at <= now || at > now + HOUR ? null : at

/** The self-tests of a pause: 5, 15, 30, then every 60 minutes. */
export const pauseTestMs = (step: number): number => ([5, 15, 30][step] ?? 60) * MINUTE

/**
 * Start of the next clock minute, when the channel counts requests anew
 * (docs/channels/pmsxchange.md#pmsx-49).
 */
export const nextClockMinute = (now: number): number => (Math.floor(now / MINUTE) + 1) * MINUTE

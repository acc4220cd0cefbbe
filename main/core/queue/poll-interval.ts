const LONGEST_MS = 60_000
const GROWTH = 1.5

/**
 * Milliseconds until a job is asked about again, after `polls` answers that were not the last: from
 * `everySeconds` half as long again each time, up to a minute. Settings that ask more seldom than that are
 * kept as they are.
 */
export const pollMs = (everySeconds: number, polls: number): number => {
  const firstMs = everySeconds * 1000
  return Math.round(Math.min(firstMs * GROWTH ** Math.min(polls, 60), longestPollMs(everySeconds)))
}

/**
 * The longest step of the growing interval, in milliseconds. A time further ahead than that means that the
 * clock was set back.
 */
export const longestPollMs = (everySeconds: number): number => Math.max(LONGEST_MS, everySeconds * 1000)

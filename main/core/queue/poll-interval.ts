const LONGEST_MS = 60_000
const GROWTH = 1.5

/**
 * Milliseconds until a job is asked about again, after `polls` answers that were not the last: from `pollSeconds` half as long again each
 * time, up to a minute. Settings that ask more seldom than that are kept as they are.
 */
export const pollMs = (pollSeconds: number, polls: number): number => {
  const firstMs = pollSeconds * 1000
  return Math.round(Math.min(firstMs * GROWTH ** Math.min(polls, 60), longestPollMs(pollSeconds)))
}

/** The longest step of the growing interval, in milliseconds. A time further ahead than that means that the clock was set back. */
export const longestPollMs = (pollSeconds: number): number => Math.max(LONGEST_MS, pollSeconds * 1000)

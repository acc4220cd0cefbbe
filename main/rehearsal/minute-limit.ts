import type { Clock } from '../core/ports/clock.ts'

export type MinuteLimit = {
  /** Counts one request; true where it is within `perMinute` of this clock minute. */
  take(perMinute: number | undefined): boolean
}

/** Whole seconds from `now` (epoch ms) to the next clock minute, at least 1. */
export const secondsToNextMinute = (now: number): number => Math.max(1, Math.ceil((60_000 - (now % 60_000)) / 1000))

/** A limit that starts anew with each minute on the clock, as the channel's does; not a sliding window. */
export const createMinuteLimit = (clock: Clock): MinuteLimit => {
  let minute = -1
  let taken = 0
  return {
    take: (perMinute) => {
      const now = Math.floor(clock.now() / 60_000)
      if (now !== minute) [minute, taken] = [now, 0]
      taken += 1
      return perMinute === undefined || taken <= perMinute
    },
  }
}

import type { ConnectionSettings } from '../../../contract/settings.ts'

/** What a job API's connection has left for now, and who wants it. */
export type ShareInput = {
  slots: number
  /** A write may go now. */
  isWriteDue: boolean
  /** Questions and writes of the last minute. */
  polls: number
  writes: number
}

/**
 * How many of the free slots go to questions about jobs. Only one write is ever in flight, so the rest is theirs; the last slot goes to
 * whichever has had less of the last minute, so that neither a full queue nor many open jobs starve the other.
 */
export const pollSlots = ({ slots, isWriteDue, polls, writes }: ShareInput): number => {
  if (slots <= 0) return 0
  if (!isWriteDue) return slots
  return slots > 1 ? slots - 1 : polls <= writes ? 1 : 0
}

/** Requests a minute that polls and writes leave free, so that a person's test call stays within the limit as well. */
const SPARE = 2

/** The pace for polls and writes of a job API, whose limit counts every request. */
export const paceOf = (pace: ConnectionSettings['pace']): ConnectionSettings['pace'] =>
  pace !== null && pace.perMinute >= 20 ? { ...pace, perMinute: pace.perMinute - SPARE } : pace

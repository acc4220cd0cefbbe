/** What a connection that is asked about jobs has left for now, and who wants it. */
export type ShareInput = {
  slots: number
  /** A write may go now. */
  isWriteDue: boolean
  /** Questions and writes of the last minute. */
  polls: number
  writes: number
}

/**
 * How many of the free slots go to questions about jobs. Only one write is ever in flight, so the rest is
 * theirs; the last slot goes to whichever has had less of the last minute, so that neither a full queue nor
 * many open jobs starve the other.
 */
export const pollSlots = ({ slots, isWriteDue, polls, writes }: ShareInput): number => {
  if (slots <= 0) return 0
  if (!isWriteDue) return slots
  return slots > 1 ? slots - 1 : polls <= writes ? 1 : 0
}

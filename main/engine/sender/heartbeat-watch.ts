import type { Clock } from '../../core/ports/clock.ts'

/**
 * What the row of the sender says: which term it is, a counter the sender keeps raising, and when it last
 * claimed a message (epoch ms).
 */
export type SenderReading = { epoch: number; heartbeat: number; lastClaimAt: number | null }

type SenderJudgement = {
  /** The sender lives no more, or as good as: its work may be taken over. */
  hasHung: boolean
  /** How long its heartbeat has stood still before our eyes, in ms of our own time. */
  silentMs: number
}

export type SenderWatch = {
  /**
   * Judges a fresh reading; null where the lock is held but no sender has written its row yet. Call it every
   * few seconds.
   */
  note(reading: SenderReading | null): SenderJudgement
}

/**
 * Watches the process that holds the sender's lock. It has hung when its heartbeat did not change for
 * `staleAfterMs` and its last claim did not change for `claimGraceMs` (request time-out plus 30 s), both as
 * seen by us, by our monotonic clock: wall clocks of two moments cannot be compared. One step between two
 * looks counts `longestStepMs` at most: after sleep the sender must get time to wake.
 */
export const createSenderWatch = (parts: {
  clock: Pick<Clock, 'monotonicMs'>
  staleAfterMs: number
  claimGraceMs: number
  longestStepMs?: number
}): SenderWatch => {
  const { clock, staleAfterMs, claimGraceMs, longestStepMs = staleAfterMs / 3 } = parts
  let before: { reading: SenderReading | null; atMs: number } | null = null
  let silentMs = 0
  let unclaimedMs = 0

  return {
    note(reading) {
      const atMs = clock.monotonicMs()
      const stepMs = before === null ? 0 : Math.min(Math.max(atMs - before.atMs, 0), longestStepMs)
      const isSameSender = before !== null && before.reading?.epoch === reading?.epoch
      const isSilent = isSameSender && before?.reading?.heartbeat === reading?.heartbeat
      const isUnclaimed = isSameSender && before?.reading?.lastClaimAt === reading?.lastClaimAt
      silentMs = isSilent ? silentMs + stepMs : 0
      unclaimedMs = isUnclaimed ? unclaimedMs + stepMs : 0
      before = { reading, atMs }
      const mayBeSending = reading !== null && reading.lastClaimAt !== null && unclaimedMs < claimGraceMs
      return { hasHung: silentMs >= staleAfterMs && !mayBeSending, silentMs }
    },
  }
}

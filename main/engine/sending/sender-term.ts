import type { MessageRecord } from '../../core/queue/records.ts'

/**
 * The time in which this process is the sender. What it writes counts only while `epoch` is the newest;
 * `awakeMs` is how long this computer has been awake.
 */
export type SenderTerm = { epoch: number; awakeMs: () => number }

/** A message that the sender has marked as sending. */
export type Claim = {
  attemptId: string
  echoToken: string
  startedAt: number
  /** When it was claimed, by the monotonic clock of this process. */
  claimedMs: number
  message: MessageRecord
}

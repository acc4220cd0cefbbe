import { type MessageState, undeliveredStates } from '../../contract/words.ts'

/** What may go by age. Nothing undelivered ever does, however old it is and whatever the clock says. */

export type Retention = { deliveredDays: number; contentDays: number }

/** `endedAt`: when it was delivered, or took the state it ended in; epoch ms. */
export type KeptMessage = { state: MessageState; endedAt: number }

export type KeptCapture = {
  capturedAt: number
  /**
   * The file left the export folder. While it lies there, the record is what keeps it from being captured
   * twice.
   */
  hasLeft: boolean
  /** Messages of it are still to be written, from its bytes. */
  isUnfinished: boolean
  /** The messages of the capture that are still recorded. */
  messages: readonly KeptMessage[]
}

/**
 * `keep`: all of it stays. `drop-content`: bodies, replies, bytes of files go, the record stays.
 * `drop-record`: all of it goes.
 */
export type RetentionAction = 'keep' | 'drop-content' | 'drop-record'

const DAY_MS = 24 * 60 * 60_000

const isUndelivered = (state: MessageState): boolean => undeliveredStates.some((one) => one === state)

/** A time ahead of `now` (the clock was set back) has no age yet. */
const isOlder = (at: number, days: number, now: number): boolean => now - at >= days * DAY_MS

const byAge = (at: number, retention: Retention, now: number): RetentionAction => {
  if (isOlder(at, retention.deliveredDays, now)) return 'drop-record'
  return isOlder(at, retention.contentDays, now) ? 'drop-content' : 'keep'
}

/**
 * What of a message may go at `now`: body and replies after `contentDays`, the record after `deliveredDays`,
 * nothing of an undelivered one.
 */
export const messageRetention = (message: KeptMessage, retention: Retention, now: number): RetentionAction =>
  isUndelivered(message.state) ? 'keep' : byAge(message.endedAt, retention, now)

/**
 * What of a captured file may go: its bytes once no message of it needs them, its record once none of its
 * messages is recorded any more. A file that has not left its folder keeps its record, and as long as it must
 * still leave, its bytes.
 */
export const captureRetention = (capture: KeptCapture, retention: Retention, now: number): RetentionAction => {
  if (capture.isUnfinished) return 'keep'
  const fates = capture.messages.map((message) => messageRetention(message, retention, now))
  if (fates.includes('keep')) return 'keep'
  const own = byAge(capture.capturedAt, retention, now)
  if (own === 'drop-record' && capture.hasLeft && capture.messages.length === 0) return 'drop-record'
  return own === 'keep' ? 'keep' : 'drop-content'
}

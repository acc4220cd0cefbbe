import { undeliveredStates } from '../../contract/words.ts'
import { storedCause } from '../../core/playbook/stored-cause.ts'
import type { MessageRecord } from '../../core/queue/records.ts'

/** SQLite has no booleans; everything else of a message row is the record itself, column for column. */
export type MessageRow = Omit<MessageRecord, 'cause' | 'isWhole' | 'isSuspect' | 'isAfterUnknown' | 'isAskedFor'> & {
  cause: string | null
  isWhole: number
  isSuspect: number
  isAfterUnknown: number
  isAskedFor: number
}

export const MESSAGE_COLUMNS = `
  m.seq, m.id, m.capture_id AS captureId, m.connection, m.folder, m.part, m.parts, m.kind, m.message_type AS messageType,
  m.hotel_code AS hotelCode, m.lane, m.order_key AS orderKey, m.reservation_id AS reservationId, m.arrival, m.departure,
  m.is_whole AS isWhole, m.last_modified_at AS lastModifiedAt,
  m.last_modified_until_at AS lastModifiedUntilAt, m.last_modified_form AS lastModifiedForm, m.state, m.cause, m.captured_at AS capturedAt,
  m.first_attempt_at AS firstAttemptAt, m.next_attempt_at AS nextAttemptAt, m.delivered_at AS deliveredAt, m.attempts, m.step,
  m.step_since_awake AS stepSinceAwake, m.step_since_at AS stepSinceAt, m.is_suspect AS isSuspect,
  m.is_after_unknown AS isAfterUnknown, m.unread_replies AS unreadReplies, m.is_asked_for AS isAskedFor, m.throttles, m.throttled_awake AS throttledAwake, m.tried_in_outage AS triedInOutage,
  m.card, m.superseded_by AS supersededBy, m.duplicate_of AS duplicateOf, m.claim_epoch AS claimEpoch, m.claimed_at AS claimedAt`

export const toMessage = (row: MessageRow): MessageRecord => ({
  ...row,
  cause: row.cause === null ? null : storedCause(row.cause),
  isWhole: row.isWhole === 1,
  isSuspect: row.isSuspect === 1,
  isAfterUnknown: row.isAfterUnknown === 1,
  isAskedFor: row.isAskedFor === 1,
})

/** Named parameters for writing a record back; better-sqlite3 takes numbers, not booleans. */
export const toRow = (message: MessageRecord): MessageRow => ({
  ...message,
  isWhole: Number(message.isWhole),
  isSuspect: Number(message.isSuspect),
  isAfterUnknown: Number(message.isAfterUnknown),
  isAskedFor: Number(message.isAskedFor),
})

/**
 * The condition of the index `messages_undelivered`, which a query must state in these words to use it. What
 * is asked beside it has a plus before the column, which keeps SQLite from choosing another index by it.
 */
export const isUndelivered = (table: string): string =>
  `${table}.state IN (${undeliveredStates.map((state) => `'${state}'`).join(', ')})`

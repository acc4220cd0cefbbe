import type { MessageState } from '../../contract/words.ts'
import { captureRetention, messageRetention, type Retention, type RetentionAction } from '../../core/queue/retention.ts'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'
import { createHashMigration } from './keyed-hashes.ts'

/**
 * Lets go what is old enough, in small pieces: each step looks at a few rows and deletes a bounded number in
 * one transaction, so that nothing else of the program waits long. A message with more hanging on it takes
 * several steps.
 */

type MessageRow = {
  seq: number
  id: string
  capturedAt: number
  state: MessageState
  endedAt: number
  hasContent: number
  isPlain: number
}
type CaptureRow = {
  n: number
  id: string
  capturedAt: number
  hasLeft: number
  isUnfinished: number
  contentBytes: number | null
  isPlain: number
}

/** Where a round has got to. `done`: everything was looked at. */
export type RetentionCursor = { part: 'messages' | 'captures' | 'done'; after: number }
export type RetentionStep = { place: RetentionCursor; looked: number; content: number; records: number }

export const startOfRound: RetentionCursor = { part: 'messages', after: 0 }

/** Rows that one step deletes at most, give or take what goes with a single message. */
export const MOST_ROWS = 400
/**
 * Sealed content that one step deletes; what is larger goes alone, one row of it in a step. Deleted pages are
 * overwritten first.
 */
const MOST_BYTES = 1024 * 1024
/** The message itself, and what hangs on it once: its body and what was read of it. */
const ROWS_OF_RECORD = 3

/** What a step may still delete. */
type Budget = { rows: number; bytes: number }
const isSpent = ({ rows, bytes }: Budget): boolean => rows <= 0 || bytes <= 0

/** Tables of which many rows may hang on one message, with the condition that finds them. */
export const drained = [
  { table: 'search_marks', where: 'seq = @seq' },
  { table: 'statements', where: 'seq = @seq' },
  { table: 'booking_ids', where: 'seq = @seq' },
  { table: 'attempts', where: 'message_id = @id' },
  { table: 'jobs', where: 'message_id = @id' },
  { table: 'acts', where: 'message_id = @id' },
] as const

export const createRetention = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const messages = db.prepare<[number, number], MessageRow>(`
    SELECT seq, id, captured_at AS capturedAt, state,
      coalesce(CASE WHEN state = 'delivered' THEN delivered_at END, changed_at) AS endedAt,
      EXISTS (SELECT 1 FROM message_bodies b WHERE b.message_id = m.id)
        OR EXISTS (SELECT 1 FROM attempts a JOIN attempt_replies r ON r.attempt_id = a.id WHERE a.message_id = m.id) AS hasContent,
      length(sha256) = 32 AS isPlain
    FROM messages m WHERE seq > ? ORDER BY seq LIMIT ?`)
  const captures = db.prepare<[number, number], CaptureRow>(`
    SELECT rowid AS n, id, captured_at AS capturedAt, file_state IN ('gone', 'set-aside') AS hasLeft, parts_left > 0 AS isUnfinished,
      (SELECT length(t.sealed) FROM capture_contents t WHERE t.capture_id = c.id) AS contentBytes,
      length(sha256) = 32 AS isPlain
    FROM captures c WHERE rowid > ? ORDER BY rowid LIMIT ?`)
  const ofCapture = db.prepare<[string], { state: MessageState; endedAt: number }>(`
    SELECT state, coalesce(CASE WHEN state = 'delivered' THEN delivered_at END, changed_at) AS endedAt
    FROM messages INDEXED BY messages_by_capture WHERE capture_id = ?`)
  const body = db.prepare<[string], { bytes: number }>(
    'SELECT length(sealed) AS bytes FROM message_bodies WHERE message_id = ?',
  )
  const replies = db.prepare<[string, number], { id: string; bytes: number }>(`
    SELECT r.attempt_id AS id, length(r.sealed) AS bytes FROM attempts a CROSS JOIN attempt_replies r ON r.attempt_id = a.id
    WHERE a.message_id = ? LIMIT ?`)
  const dropBody = db.prepare<[string]>('DELETE FROM message_bodies WHERE message_id = ?')
  const dropReply = db.prepare<[string]>('DELETE FROM attempt_replies WHERE attempt_id = ?')
  const drains = drained.map(({ table, where }) =>
    db.prepare<[{ seq: number; id: string; rows: number }]>(`DELETE FROM ${table} WHERE ${where} LIMIT @rows`),
  )
  const forget = db.prepare<[number, number]>(
    'UPDATE data_folder SET forgotten_seq = max(forgotten_seq, ?), forgotten_at = max(forgotten_at, ?) WHERE id = 1',
  )
  const dropMessage = db.prepare<[string]>('DELETE FROM messages WHERE id = ?')
  const dropBytes = db.prepare<[string]>('DELETE FROM capture_contents WHERE capture_id = ?')
  const dropCapture = db.prepare<[string]>('DELETE FROM captures WHERE id = ?')

  const hashes = createHashMigration({ db, vault })

  const fateOf = (row: MessageRow, retention: Retention, now: number): RetentionAction => {
    const fate = messageRetention(row, retention, now)
    return fate === 'drop-content' && row.hasContent === 0 ? 'keep' : fate
  }
  const captureFate = (row: CaptureRow, retention: Retention, now: number): RetentionAction => {
    const fate = captureRetention(
      { ...row, hasLeft: row.hasLeft === 1, isUnfinished: row.isUnfinished === 1, messages: ofCapture.all(row.id) },
      retention,
      now,
    )
    return fate === 'drop-content' && row.contentBytes === null ? 'keep' : fate
  }

  /** False: the budget is spent before all of it was deleted. */
  const dropContent = ({ id }: MessageRow, budget: Budget): boolean => {
    budget.bytes -= body.get(id)?.bytes ?? 0
    budget.rows -= dropBody.run(id).changes
    for (const reply of replies.all(id, MOST_ROWS)) {
      if (isSpent(budget)) return false
      dropReply.run(reply.id)
      budget.rows -= 1
      budget.bytes -= reply.bytes
    }
    return !isSpent(budget)
  }
  const dropRecord = (row: MessageRow, budget: Budget): boolean => {
    if (!dropContent(row, budget)) return false
    for (const drain of drains) {
      budget.rows -= drain.run({ seq: row.seq, id: row.id, rows: budget.rows }).changes
      if (isSpent(budget)) return false
    }
    dropMessage.run(row.id)
    forget.run(row.seq, row.capturedAt)
    budget.rows -= ROWS_OF_RECORD
    return true
  }

  const messageStep = (place: RetentionCursor, limit: number, retention: Retention, now: number): RetentionStep => {
    const rows = messages.all(place.after, limit)
    const budget = { rows: MOST_ROWS, bytes: MOST_BYTES }
    const step = { place, looked: 0, content: 0, records: 0 }
    for (const row of rows) {
      if (row.isPlain === 1) hashes.ofMessage(row.id)
      const fate = fateOf(row, retention, now)
      const isDone = fate === 'keep' || (fate === 'drop-record' ? dropRecord(row, budget) : dropContent(row, budget))
      if (!isDone) return step
      step.place = { part: 'messages', after: row.seq }
      step.looked += 1
      step.content += Number(fate !== 'keep')
      step.records += Number(fate === 'drop-record')
      if (isSpent(budget)) return step
    }
    return rows.length === limit ? step : { ...step, place: { part: 'captures', after: 0 } }
  }

  const captureStep = (place: RetentionCursor, limit: number, retention: Retention, now: number): RetentionStep => {
    const rows = captures.all(place.after, limit)
    const budget = { rows: MOST_ROWS, bytes: MOST_BYTES }
    const step = { place, looked: 0, content: 0, records: 0 }
    for (const row of rows) {
      if (row.isPlain === 1) hashes.ofCapture(row.id)
      const fate = captureFate(row, retention, now)
      if (fate !== 'keep') {
        budget.bytes -= row.contentBytes ?? 0
        budget.rows -= dropBytes.run(row.id).changes
        if (fate === 'drop-record') budget.rows -= dropCapture.run(row.id).changes
      }
      step.place = { part: 'captures', after: row.n }
      step.looked += 1
      step.content += Number(fate !== 'keep')
      step.records += Number(fate === 'drop-record')
      if (isSpent(budget)) return step
    }
    return rows.length === limit ? step : { ...step, place: { part: 'done', after: 0 } }
  }

  return {
    /**
     * Looks at up to `limit` rows of a round and lets go what may go, as much as one step may delete. To be
     * called inside `write`, so that nothing can change between the look and the deed; a step that finds
     * nothing writes nothing.
     */
    step(place: RetentionCursor, limit: number, retention: Retention, now: number): RetentionStep {
      if (place.part === 'messages') return messageStep(place, limit, retention, now)
      if (place.part === 'captures') return captureStep(place, limit, retention, now)
      return { place, looked: 0, content: 0, records: 0 }
    },
    /** Pages nothing uses any more, and all pages. */
    space: (): { freePages: number; pages: number } => ({
      freePages: db.pragmaNumber('freelist_count'),
      pages: db.pragmaNumber('page_count'),
    }),
    /** Gives up to `pages` unused pages back to the disk. Not inside a transaction. */
    freePages: (pages: number): void => void db.pragma(`incremental_vacuum(${Math.round(pages)})`),
  }
}

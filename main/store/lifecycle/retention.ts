import type { MessageState } from '../../contract/words.ts'
import { captureRetention, messageRetention, type Retention, type RetentionAction } from '../../core/queue/retention.ts'
import type { Connection } from '../connection.ts'

/** Lets go what is old enough, in small batches: each call looks at a few rows and changes them in one transaction. */

type MessageRow = { seq: number; id: string; state: MessageState; endedAt: number; hasContent: number }
type CaptureRow = { n: number; id: string; capturedAt: number; hasLeft: number; hasContent: number }

/** Where a round has got to. `done`: everything was looked at. */
export type RetentionCursor = { part: 'messages' | 'captures' | 'done'; after: number }
export type RetentionStep = { place: RetentionCursor; looked: number; content: number; records: number }

export const startOfRound: RetentionCursor = { part: 'messages', after: 0 }

export const createRetention = ({ db }: { db: Connection }) => {
  const messages = db.prepare<[number, number], MessageRow>(`
    SELECT seq, id, state, coalesce(CASE WHEN state = 'delivered' THEN delivered_at END, changed_at) AS endedAt,
      EXISTS (SELECT 1 FROM message_bodies b WHERE b.message_id = m.id)
        OR EXISTS (SELECT 1 FROM attempts a JOIN attempt_replies r ON r.attempt_id = a.id WHERE a.message_id = m.id) AS hasContent
    FROM messages m WHERE seq > ? ORDER BY seq LIMIT ?`)
  const captures = db.prepare<[number, number], CaptureRow>(`
    SELECT rowid AS n, id, captured_at AS capturedAt, file_state IN ('gone', 'set-aside') AS hasLeft,
      EXISTS (SELECT 1 FROM capture_contents t WHERE t.capture_id = c.id) AS hasContent
    FROM captures c WHERE rowid > ? ORDER BY rowid LIMIT ?`)
  const ofCapture = db.prepare<[string], { state: MessageState; endedAt: number }>(`
    SELECT state, coalesce(CASE WHEN state = 'delivered' THEN delivered_at END, changed_at) AS endedAt FROM messages WHERE capture_id = ?`)
  const dropBody = db.prepare<[string]>('DELETE FROM message_bodies WHERE message_id = ?')
  const dropReplies = db.prepare<[string]>(
    'DELETE FROM attempt_replies WHERE attempt_id IN (SELECT id FROM attempts WHERE message_id = ?)',
  )
  const dropMessage = db.prepare<[string]>('DELETE FROM messages WHERE id = ?')
  const dropBytes = db.prepare<[string]>('DELETE FROM capture_contents WHERE capture_id = ?')
  const dropCapture = db.prepare<[string]>('DELETE FROM captures WHERE id = ?')

  const fateOf = (row: MessageRow, retention: Retention, now: number): RetentionAction => {
    const fate = messageRetention(row, retention, now)
    return fate === 'drop-content' && row.hasContent === 0 ? 'keep' : fate
  }
  const captureFate = (row: CaptureRow, retention: Retention, now: number): RetentionAction => {
    const fate = captureRetention(
      { ...row, hasLeft: row.hasLeft === 1, messages: ofCapture.all(row.id) },
      retention,
      now,
    )
    return fate === 'drop-content' && row.hasContent === 0 ? 'keep' : fate
  }

  const messageStep = (place: RetentionCursor, limit: number, retention: Retention, now: number): RetentionStep => {
    const rows = messages.all(place.after, limit)
    const going = rows
      .map((row) => ({ id: row.id, fate: fateOf(row, retention, now) }))
      .filter(({ fate }) => fate !== 'keep')
    for (const { id, fate } of going) {
      dropBody.run(id)
      dropReplies.run(id)
      if (fate === 'drop-record') dropMessage.run(id)
    }
    const last = rows.at(-1)
    return {
      place: last && rows.length === limit ? { part: 'messages', after: last.seq } : { part: 'captures', after: 0 },
      looked: rows.length,
      ...countOf(going),
    }
  }

  const captureStep = (place: RetentionCursor, limit: number, retention: Retention, now: number): RetentionStep => {
    const rows = captures.all(place.after, limit)
    const going = rows
      .map((row) => ({ id: row.id, fate: captureFate(row, retention, now) }))
      .filter(({ fate }) => fate !== 'keep')
    for (const { id, fate } of going) {
      dropBytes.run(id)
      if (fate === 'drop-record') dropCapture.run(id)
    }
    const last = rows.at(-1)
    return {
      place: last && rows.length === limit ? { part: 'captures', after: last.n } : { part: 'done', after: 0 },
      looked: rows.length,
      ...countOf(going),
    }
  }

  return {
    /**
     * Looks at the next `limit` rows of a round and lets go what may go. To be called inside `write`, so that nothing can change
     * between the look and the deed; a step that finds nothing writes nothing.
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

const countOf = (going: { fate: RetentionAction }[]): { content: number; records: number } => ({
  content: going.length,
  records: going.filter(({ fate }) => fate === 'drop-record').length,
})

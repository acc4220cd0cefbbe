import { undeliveredStates } from '../../contract/words.ts'
import type { Connection } from '../connection.ts'
import type { WitnessedExport } from './lines.ts'

/** So many of the newest exports the witness names one by one. */
export const MOST_EXPORTS = 2_000

type Row = { seq: number; captureId: string; at: number }

/** What the database holds of that which the witness says. */
export const createExports = ({ db }: { db: Pick<Connection, 'prepare'> }) => {
  const after = db.prepare<[number, number], Row>(
    'SELECT seq, capture_id AS captureId, captured_at AS at FROM messages WHERE seq > ? ORDER BY seq LIMIT ?',
  )
  const range = db.prepare<[number, number, string], { n: number }>(
    'SELECT count(*) AS n FROM messages WHERE seq BETWEEN ? AND ? AND capture_id = ?',
  )
  const last = db.prepare<[], { seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'messages'")
  const counts = db.prepare<[], { state: string; n: number }>('SELECT state, n FROM message_counts')

  const lastSeq = (): number => last.get()?.seq ?? 0
  return {
    /** The highest number that a message was ever given. */
    lastSeq,
    /** Exports captured after a number, oldest first, at most about `MOST_EXPORTS` messages of them. */
    after(seq: number): WitnessedExport[] {
      const found: WitnessedExport[] = []
      for (const row of after.all(seq, MOST_EXPORTS)) {
        const newest = found.at(-1)
        if (newest?.captureId === row.captureId) newest.last = row.seq
        else found.push({ captureId: row.captureId, first: row.seq, last: row.seq, at: row.at })
      }
      return found
    },
    /** How many messages of a witnessed export are there, from a number on. */
    present: ({ first, last: end, captureId }: WitnessedExport, from: number): number =>
      range.get(Math.max(first, from), end, captureId)?.n ?? 0,
    undelivered: (): number =>
      counts.all().reduce((sum, { state, n }) => sum + (undeliveredStates.some((one) => one === state) ? n : 0), 0),
  }
}

import { undeliveredStates } from '../../contract/words.ts'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'
import type { WitnessedExport } from './lines.ts'

/** So many of the newest exports the witness names one by one. */
export const MOST_EXPORTS = 2_000

type Row = { seq: number; captureId: string; folder: string; sha256: Buffer; at: number }

/** A keyed hash by which an export is known again, whatever number it has. */
const exportMark = (vault: Vault, { folder, sha256 }: Pick<Row, 'folder' | 'sha256'>): string =>
  vault.mark(`${folder}/${sha256.toString('hex')}`, 'witness').toString('hex')

/** What the database holds of that which the witness says. */
export const createExports = ({ db, vault }: { db: Pick<Connection, 'prepare'>; vault: Vault }) => {
  const after = db.prepare<[number, number], Row>(
    'SELECT seq, capture_id AS captureId, folder, sha256, captured_at AS at FROM messages WHERE seq > ? ORDER BY seq LIMIT ?',
  )
  const range = db.prepare<[number, number], Pick<Row, 'folder' | 'sha256'>>(
    'SELECT folder, sha256 FROM messages WHERE seq BETWEEN ? AND ?',
  )
  const last = db.prepare<[], { seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'messages'")
  const counts = db.prepare<[], { state: string; n: number }>('SELECT state, n FROM message_counts')

  const lastSeq = (): number => last.get()?.seq ?? 0
  return {
    /** The highest number that a message was ever given. */
    lastSeq,
    /** Exports captured after a number, oldest first, at most about `MOST_EXPORTS` messages of them. */
    after(seq: number): WitnessedExport[] {
      const found: (WitnessedExport & { captureId: string })[] = []
      for (const row of after.all(seq, MOST_EXPORTS)) {
        const newest = found.at(-1)
        if (newest?.captureId === row.captureId) newest.last = row.seq
        else
          found.push({
            captureId: row.captureId,
            first: row.seq,
            last: row.seq,
            at: row.at,
            mark: exportMark(vault, row),
          })
      }
      return found.map(({ captureId: _captureId, ...one }) => one)
    },
    /** How many messages of a witnessed export are there, from a number on. */
    present: ({ first, last: end, mark }: WitnessedExport, from: number): number =>
      range.all(Math.max(first, from), end).filter((row) => exportMark(vault, row) === mark).length,
    undelivered: (): number =>
      counts.all().reduce((sum, { state, n }) => sum + (undeliveredStates.some((one) => one === state) ? n : 0), 0),
  }
}

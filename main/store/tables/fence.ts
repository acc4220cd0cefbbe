import type { Connection } from '../connection.ts'
import { addStartupNotice } from './startup-notices.ts'

/**
 * Which PC may send for this data. The recovery code raises the term on the PC where it is entered; the owner
 * files of the export folders carry it, and a PC that meets a higher term of the same line ends for good.
 */
export type Fence = {
  /** The same in every copy of this data. */
  line: string
  term: number
}

export const createFence = ({ db }: { db: Connection }) => {
  const read = db.prepare<[], Fence & { fencedAt: number | null }>(
    'SELECT line, term, fenced_at AS fencedAt FROM fence WHERE id = 1',
  )
  const close = db.prepare<[number]>('UPDATE fence SET fenced_at = coalesce(fenced_at, ?) WHERE id = 1')
  const endTerm = db.prepare('UPDATE sender SET epoch = epoch + 1 WHERE id = 1')
  return {
    /** Null: a database whose row was lost has no line, fences nobody and is fenced by nobody. */
    own: (): Fence | null => {
      const row = read.get()
      return row ? { line: row.line, term: row.term } : null
    },
    /** Another PC took over with the recovery code: this one never sends again. */
    isFenced: (): boolean => (read.get()?.fencedAt ?? null) !== null,
    /** Ends this PC's sending for good, also what is claimed now. Part of a transaction. */
    close(at: number): void {
      close.run(at)
      endTerm.run()
      addStartupNotice(db, { id: 'fenced', kind: 'fenced', facts: {}, at })
    },
  }
}

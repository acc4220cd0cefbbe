import { timingSafeEqual } from 'node:crypto'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'
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

/** `proof`: of a fence for one owner of a folder, by the key of this data, which every copy of it has. */
type ProvenFence = Fence & { proof: string }

export const createFence = ({ db, vault }: { db: Connection; vault: Pick<Vault, 'mark'> }) => {
  const read = db.prepare<[], Fence & { fencedAt: number | null }>(
    'SELECT line, term, fenced_at AS fencedAt FROM fence WHERE id = 1',
  )
  const close = db.prepare<[number]>('UPDATE fence SET fenced_at = coalesce(fenced_at, ?) WHERE id = 1')
  const endTerm = db.prepare('UPDATE sender SET epoch = epoch + 1 WHERE id = 1')
  const proofOf = (owner: string, { line, term }: Fence): string =>
    vault.mark(JSON.stringify([line, term, owner]), 'fence').toString('hex')
  return {
    /** Null: a database whose row was lost has no line, fences nobody and is fenced by nobody. */
    provenFor: (owner: string): ProvenFence | null => {
      const row = read.get()
      if (row === undefined) return null
      const fence = { line: row.line, term: row.term }
      return { ...fence, proof: proofOf(owner, fence) }
    },
    /** Whether who wrote this fence has a copy of this data and its keys. */
    isProven(owner: string, fence: ProvenFence): boolean {
      const [own, found] = [Buffer.from(proofOf(owner, fence)), Buffer.from(fence.proof)]
      return own.length === found.length && timingSafeEqual(own, found)
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

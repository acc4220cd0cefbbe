import type { KeyRing } from '../../core/ports/vault-keys.ts'
import type { Database } from '../migrate.ts'
import { keyIdOf, type Vault } from '../vault.ts'

/**
 * A change of key: every sealed value is opened with the key that sealed it and sealed anew with the current
 * one.
 */

type SealedColumn = {
  table: string
  column: string
  /** Names the row, and with `place` what a value is sealed for. */
  key: string
  place: string
}

/** Every column that holds sealed values; a test looks for others. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'captures', column: 'sealed', key: 'id', place: 'capture' },
  { table: 'capture_contents', column: 'sealed', key: 'capture_id', place: 'content' },
  { table: 'capture_pieces', column: 'sealed', key: 'id', place: 'piece' },
  { table: 'messages', column: 'sealed', key: 'id', place: 'message' },
  { table: 'messages', column: 'sealed_facts', key: 'id', place: 'facts' },
  { table: 'message_bodies', column: 'sealed', key: 'message_id', place: 'body' },
  { table: 'attempts', column: 'sealed', key: 'id', place: 'attempt' },
  { table: 'attempt_replies', column: 'sealed', key: 'attempt_id', place: 'reply' },
  { table: 'links', column: 'sealed_pause', key: 'connection', place: 'pause' },
  { table: 'acts', column: 'sealed', key: 'id', place: 'act' },
  { table: 'folder_looks', column: 'sealed', key: 'folder', place: 'look' },
  { table: 'jobs', column: 'sealed', key: 'id', place: 'job' },
  { table: 'erasures', column: 'sealed', key: 'id', place: 'erasure' },
]

/** Values of one transaction; a stop loses no more work than this. */
const BATCH_ROWS = 200
const BATCH_BYTES = 8 * 1024 * 1024

type Row = { key: string; sealed: Buffer }

/**
 * Seals anew what another key than the current one sealed, column by column. Gives how many values; those
 * that do not open stay.
 */
export const resealAll = (
  db: Database,
  vault: Vault,
  ring: Pick<KeyRing, 'currentId'>,
): { resealed: number; left: number } => {
  const total = { resealed: 0, left: 0 }
  for (const column of sealedColumns) {
    const { resealed, left } = resealColumn(db, vault, ring.currentId, column)
    total.resealed += resealed
    total.left += left
  }
  return total
}

const resealColumn = (db: Database, vault: Vault, currentId: string, { table, column, key, place }: SealedColumn) => {
  const next = db.prepare<[string], Row>(
    `SELECT ${key} AS key, ${column} AS sealed FROM ${table}
     WHERE ${key} > ? AND ${column} IS NOT NULL ORDER BY ${key} LIMIT 1`,
  )
  const put = db.prepare<[Buffer, string]>(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`)
  let after = ''
  let [resealed, left] = [0, 0]
  /** False: there are no more. */
  const batch = db.transaction((): boolean => {
    let bytes = 0
    for (let n = 0; n < BATCH_ROWS && bytes < BATCH_BYTES; n += 1) {
      const row = next.get(after)
      if (row === undefined) return false
      after = row.key
      if (keyIdOf(row.sealed) === currentId) continue
      const identity = `${place}:${row.key}`
      const opened = vault.open(row.sealed, identity)
      if (opened.ok) {
        bytes += row.sealed.length
        put.run(vault.seal(opened.bytes, identity), row.key)
        resealed += 1
      } else left += 1
    }
    return true
  })
  while (batch.immediate());
  return { resealed, left }
}

import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { type Migration, newestOf, versionOf } from '../migrate.ts'
import { storeErrorCode } from '../refusals.ts'

/** `problem` is SQLite's own first line: pages, indexes, tables, never a value. */
export type Integrity = { isSound: true } | { isSound: false; problem: string }

const DAMAGE = /^SQLITE_(NOTADB|CORRUPT)/

/** Whether SQLite's code says that the file's content is damaged, as against a disk or a right that fails. */
const isDamage = (code: string | null): boolean => code !== null && DAMAGE.test(code)

/** The last process did not close the database: its write-ahead log still has something in it. */
export const wasLeftUnclean = (path: string): boolean =>
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0

/**
 * Looks through a database without changing a byte of it: the quick check, and the thorough one where the quick one complains or
 * `isThorough` asks for it. One from a newer program is left for `openDatabase` to refuse. Throws what is not damage: rights, a bad disk.
 */
export const checkIntegrity = (
  path: string,
  migrations: readonly Migration[],
  { isThorough }: { isThorough: boolean },
): Integrity => {
  try {
    const db = new Sqlite(path, { timeout: 5_000, fileMustExist: true, readonly: true })
    try {
      db.pragma('cell_size_check = ON')
      if (versionOf(db) > newestOf(migrations)) return { isSound: true }
      const first = isThorough ? null : complaintOf(db, 'quick_check(1)')
      if (!isThorough && first === null) return { isSound: true }
      const problem = complaintOf(db, 'integrity_check(1)') ?? first
      return problem === null ? { isSound: true } : { isSound: false, problem }
    } finally {
      db.close()
    }
  } catch (thrown) {
    const code = storeErrorCode(thrown)
    if (isDamage(code)) return { isSound: false, problem: code ?? 'damaged' }
    // A crash while the file was being made leaves a rollback journal, which only a writer can settle: `openDatabase` does.
    if (code?.startsWith('SQLITE_READONLY')) return { isSound: true }
    throw thrown
  }
}

const complaintOf = (db: Sqlite.Database, check: string): string | null => {
  const found = db.pragma(check, { simple: true })
  return found === 'ok' ? null : String(found)
}

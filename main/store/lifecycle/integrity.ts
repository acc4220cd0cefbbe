import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { type Migration, newestOf, versionOf } from '../migrate.ts'
import { storeErrorCode } from '../refusals.ts'

/** `problem` is SQLite's own first line: pages, indexes, tables, never a value. */
export type Integrity = { isSound: true } | { isSound: false; problem: string }

// A short read: the file ends before a page that its log counts on.
const damage = /^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)/

/** Whether SQLite's code says that the file's content is damaged, as against a disk or a right that fails. */
const isDamage = (code: string | null): boolean => code !== null && damage.test(code)

/** The last process did not close the database: its write-ahead log still has something in it. */
export const wasLeftUnclean = (path: string): boolean =>
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0

/**
 * A look that reads a few pages, however large the database is: its header, its schema and its list of free
 * pages, and whether the file is as long as its header says. Throws what is not damage.
 */
export const glance = (path: string): Integrity =>
  judging(path, (db) => {
    const length = statSync(path).size
    const named = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
    // With a log beside it the file may still be shorter than what the header in the log names.
    if (!wasLeftUnclean(path) && length < named) return `${length} bytes of ${named}`
    return complaintOf(db, 'quick_check(sqlite_schema)')
  })

/** Opens a database for reading only and asks what is wrong with it; null: nothing. */
const judging = (path: string, ask: (db: Sqlite.Database) => string | null): Integrity => {
  try {
    const db = new Sqlite(path, { timeout: 5_000, fileMustExist: true, readonly: true })
    try {
      db.pragma('cell_size_check = ON')
      const problem = ask(db)
      return problem === null ? { isSound: true } : { isSound: false, problem }
    } finally {
      db.close()
    }
  } catch (thrown) {
    const code = storeErrorCode(thrown)
    if (isDamage(code)) return { isSound: false, problem: code ?? 'damaged' }
    // A crash while the file was being made leaves a rollback journal, which only a writer can settle:
    // `openDatabase` does.
    if (code?.startsWith('SQLITE_READONLY')) return { isSound: true }
    throw thrown
  }
}

/**
 * Looks through a database table by table, each with its indexes: all by the quick check first, then by the
 * thorough one where `isThorough` asks for it. `rest` is called between two of them with how long the last
 * one took, in ms; it may wait. A database that others write meanwhile is fine.
 */
export const checkInSlices = (
  path: string,
  { isThorough, rest }: { isThorough: boolean; rest: (tookMs: number) => void },
): Integrity =>
  judging(path, (db) => {
    // The schema's own slice looks at the list of free pages too.
    const tables = ['sqlite_schema', ...tableNames(db)]
    for (const check of isThorough ? ['quick_check', 'integrity_check'] : ['quick_check'])
      for (const table of tables) {
        const beganMs = performance.now()
        const problem = complaintOf(db, `${check}("${table}")`)
        if (problem !== null) return problem
        rest(performance.now() - beganMs)
      }
    return null
  })

const tableNames = (db: Sqlite.Database): string[] =>
  db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").pluck().all()

/**
 * Looks through a database without changing a byte of it, thoroughly. One from a newer program is left for
 * `openDatabase` to refuse. Throws what is not damage: rights, a bad disk.
 */
export const checkIntegrity = (path: string, migrations: readonly Migration[]): Integrity =>
  judging(path, (db) => (versionOf(db) > newestOf(migrations) ? null : complaintOf(db, 'integrity_check(1)')))

const complaintOf = (db: Sqlite.Database, check: string): string | null => {
  const found = db.pragma(check, { simple: true })
  return found === 'ok' ? null : String(found)
}

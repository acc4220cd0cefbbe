import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { type Database, type Migration, migrate, newestOf, refuseFuture, versionOf } from './migrate.ts'
import { isNetworkPath } from './network-path.ts'
import { makePrivateFile, restrict } from './private-file.ts'
import { DatabaseNotMigrated, DatabaseOnNetwork, namingRefusals, storeErrorCode } from './refusals.ts'

export type { Database } from './migrate.ts'

/** How long a statement waits for another process's write, in milliseconds. */
const BUSY_TIMEOUT_MS = 5000

/** A write-ahead log that a long reader has let grow is cut back to so much when it is begun again. */
const LARGEST_LOG_BYTES = 16 * 1024 * 1024

/**
 * `reads` is what SQLite answers once it took. WAL and FULL together mean: a commit is on disk when it
 * returns.
 */
const writerPragmas: readonly { name: string; set: string; reads: string | number }[] = [
  { name: 'busy_timeout', set: String(BUSY_TIMEOUT_MS), reads: BUSY_TIMEOUT_MS },
  { name: 'secure_delete', set: 'ON', reads: 1 },
  { name: 'journal_mode', set: 'WAL', reads: 'wal' },
  { name: 'synchronous', set: 'FULL', reads: 2 },
  { name: 'foreign_keys', set: 'ON', reads: 1 },
  { name: 'trusted_schema', set: 'OFF', reads: 0 },
  { name: 'temp_store', set: 'MEMORY', reads: 2 },
  { name: 'journal_size_limit', set: String(LARGEST_LOG_BYTES), reads: LARGEST_LOG_BYTES },
]

const readerPragmas: typeof writerPragmas = [
  { name: 'busy_timeout', set: String(BUSY_TIMEOUT_MS), reads: BUSY_TIMEOUT_MS },
  { name: 'query_only', set: 'ON', reads: 1 },
  { name: 'trusted_schema', set: 'OFF', reads: 0 },
  { name: 'temp_store', set: 'MEMORY', reads: 2 },
]

export type OpenDatabase = {
  path: string
  migrations: readonly Migration[]
  /** Neither makes nor migrates the file; writing fails. */
  readOnly?: boolean
  isOnNetwork?: (path: string) => boolean
  /**
   * Called before the schema of a database that is not new is changed, with the id of the first step to come.
   */
  beforeSteps?: (db: Database, firstId: number) => void
}

const closingOnFailure = (db: Database, prepare: (db: Database) => void): Database => {
  try {
    prepare(db)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

/**
 * Looks at the version through a connection that cannot write: an ordinary one would, on closing, move a
 * left-over write-ahead log into the file, and so change a newer program's database merely by refusing it.
 */
const peekAtVersion = (path: string, newest: number): void => {
  try {
    const db = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true, readonly: true })
    closingOnFailure(db, () => refuseFuture(db, versionOf(db), newest)).close()
  } catch (thrown) {
    // A crash while the file was being made leaves a rollback journal, which only a writer can settle;
    // `migrate` looks again.
    if (storeErrorCode(thrown)?.startsWith('SQLITE_READONLY')) return
    throw thrown
  }
}

const applyPragmas = (db: Database, pragmas: typeof writerPragmas): void => {
  for (const { name, set } of pragmas) db.pragma(`${name} = ${set}`)
  for (const { name, reads } of pragmas) {
    const found = db.pragma(name, { simple: true })
    if (found !== reads) throw new Error(`SQLite did not take ${name}: it says ${String(found)}, ${reads} is needed`)
  }
}

/**
 * On a file we may not write, SQLite opens and begins without a word and fails at the first booking; a write
 * taken back tells now.
 */
const tryToWrite = (db: Database): void => {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.pragma(`user_version = ${versionOf(db)}`)
  } finally {
    db.exec('ROLLBACK')
  }
}

const openWriter = ({ path, migrations, beforeSteps }: OpenDatabase, newest: number): Database => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile()) peekAtVersion(path, newest)
  makePrivateFile(path)
  for (const companion of ['-wal', '-shm']) restrict(`${path}${companion}`)
  return closingOnFailure(new Sqlite(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true }), (db) => {
    // Only a file without a single page takes it: then space can be given back in small pieces, without
    // rewriting the whole.
    if ((stat?.size ?? 0) === 0) db.pragma('auto_vacuum = INCREMENTAL')
    applyPragmas(db, writerPragmas)
    tryToWrite(db)
    migrate(db, migrations, (firstId) => beforeSteps?.(db, firstId))
  })
}

const openReader = (path: string, newest: number): Database =>
  closingOnFailure(new Sqlite(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true, readonly: true }), (db) => {
    applyPragmas(db, readerPragmas)
    const found = versionOf(db)
    refuseFuture(db, found, newest)
    if (found < newest) throw new DatabaseNotMigrated({ path, found, known: newest })
  })

/**
 * Opens the queue's database, makes it where there is none, and brings its schema up to date. Throws
 * `DatabaseOnNetwork`, `DatabaseFromTheFuture` (the file is then as it was, byte for byte),
 * `DatabaseNotMigrated` (only with `readOnly`) or `DatabaseUnusable`; each has a sentence for the reader and
 * a `code` to translate by.
 */
export const openDatabase = (parts: OpenDatabase): Database => {
  const { path, migrations, readOnly = false, isOnNetwork = isNetworkPath } = parts
  if (isOnNetwork(path)) throw new DatabaseOnNetwork({ path })
  const newest = newestOf(migrations)
  return namingRefusals(path, () => (readOnly ? openReader(path, newest) : openWriter(parts, newest)))
}

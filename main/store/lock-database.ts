import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import type { Database } from './migrate.ts'
import { makePrivateFile, moveAside } from './private-file.ts'
import { storeErrorCode } from './refusals.ts'

/** What SQLite, or the system, says of a lock file that is garbage or a folder. */
const noLockFile = /^(SQLITE_NOTADB|SQLITE_CORRUPT|EISDIR)/

/**
 * Opens a small SQLite file that serves as a lock and stays empty, and makes it where it is missing. Garbage
 * or a folder in its place is moved aside and the file made anew: nothing is in it that could be lost, and
 * nobody holds a lock on it, or SQLite would say that first. Gives null where somebody holds it; throws what
 * the machine refuses.
 */
export const openLockDatabase = (path: string, waitMs: number): { db: Database; isNew: boolean } | null => {
  const before = identityOf(path)
  try {
    return { db: openOrThrow(path, waitMs), isNew: before === null }
  } catch (thrown) {
    const code = storeErrorCode(thrown) ?? ''
    if (code.startsWith('SQLITE_BUSY')) return null
    // Another process may have made it anew meanwhile.
    if (!noLockFile.test(code) || identityOf(path) !== before) throw thrown
  }
  moveAside(path)
  return { db: openOrThrow(path, waitMs), isNew: true }
}

/** Device and number of the file, without opening it; null where it is not there. */
export const identityOf = (path: string): string | null => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : null
}

const openOrThrow = (path: string, waitMs: number): Database => {
  makePrivateFile(path)
  const db = new Sqlite(path, { timeout: waitMs, fileMustExist: true })
  try {
    // A journal in memory: nothing is ever committed, so a killed process leaves nothing behind to roll back.
    db.pragma('journal_mode = MEMORY')
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

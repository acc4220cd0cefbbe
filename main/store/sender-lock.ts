import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import type { Database } from './migrate.ts'
import { makePrivateFile } from './private-file.ts'
import { namingRefusals, storeErrorCode } from './refusals.ts'

/**
 * The lock that says which process of this machine captures and sends. Free again the moment its holder dies,
 * however it dies.
 */
export type SenderLock = {
  /**
   * Takes the lock if it is free, without waiting. True also where we hold it already. Throws
   * `DatabaseUnusable` on no rights or a bad disk.
   */
  tryTake(): boolean
  /** Gives the lock back. Does nothing where we do not hold it. */
  give(): void
  isHeld(): boolean
}

/** Device and number of the file, without opening it; null where it is not there. */
const identityOf = (path: string): string | null => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : null
}

const takenOrNull = (path: string): Database | null => {
  makePrivateFile(path)
  const db = new Sqlite(path, { timeout: 0, fileMustExist: true })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    // A rollback journal in memory: the transaction never commits, so a killed holder leaves nothing behind
    // to roll back.
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    // On a file we may not write, SQLite turns BEGIN EXCLUSIVE into a mere read without saying so; a write
    // tells.
    db.pragma('user_version = 1')
    return db
  } catch (thrown) {
    db.close()
    if (storeErrorCode(thrown)?.startsWith('SQLITE_BUSY')) return null
    throw thrown
  }
}

/**
 * A lock kept as an exclusive SQLite transaction on a small file that stays empty. Two processes that try at
 * the very same moment may both be told no; trying again settles it. While the lock is held nothing else in
 * this process may open and close the file (a backup, a support bundle): on POSIX that would drop the lock.
 */
export const createSenderLock = (path: string): SenderLock => {
  let held: Database | null = null
  let heldFile: string | null = null
  /** A lock on a file that was deleted or replaced keeps nobody out. */
  const isHeld = () => held !== null && heldFile === identityOf(path)
  const give = () => {
    held?.close()
    held = null
  }

  return {
    tryTake() {
      if (isHeld()) return true
      give()
      held = namingRefusals(path, () => takenOrNull(path))
      heldFile = held === null ? null : identityOf(path)
      return held !== null
    },
    give,
    isHeld,
  }
}

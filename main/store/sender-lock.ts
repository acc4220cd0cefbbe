import { identityOf, openLockDatabase } from './lock-database.ts'
import type { Database } from './migrate.ts'
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
  /**
   * Whether a free lock proves that its holder is gone. Not where this process had to make the file anew: one
   * that held a lock on the old file may still be at work.
   */
  isProof(): boolean
  /** The role was taken: whoever holds the lock from now on holds it on this file. */
  trust(): void
}

const takenOrNull = (path: string): { db: Database; isNew: boolean } | null => {
  const opened = openLockDatabase(path, 0)
  if (opened === null) return null
  const { db } = opened
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
    // On a file we may not write, SQLite turns BEGIN EXCLUSIVE into a mere read without saying so; a write
    // tells.
    db.pragma('user_version = 1')
    return opened
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
  let isProof = true
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
      const taken = namingRefusals(path, () => takenOrNull(path))
      held = taken?.db ?? null
      heldFile = held === null ? null : identityOf(path)
      if (taken === null) isProof = true
      else if (taken.isNew) isProof = false
      return held !== null
    },
    give,
    isHeld,
    isProof: () => isProof,
    trust: () => {
      isProof = true
    },
  }
}

import { openLockDatabase } from '../lock-database.ts'
import type { Database } from '../migrate.ts'
import { storeErrorCode } from '../refusals.ts'

/**
 * Who has the database open: each process shares a lock on a small file of its own as long as it does. Only
 * one that is alone may check, copy, mend or replace the database; the lock ends with the process, however it
 * ends.
 */
export type Presence = {
  /**
   * Takes the lock for this process alone, without waiting. False while anybody else has the database open.
   */
  tryAlone(): boolean
  /**
   * Shares the lock, after having been alone or from nothing, waiting up to `waitMs` for one that is alone.
   * False: waited in vain.
   */
  share(waitMs: number): boolean
  leave(): void
}

export const createPresence = (path: string): Presence => {
  let db: Database | null = null

  const opened = (waitMs: number): Database => {
    if (db) {
      db.pragma(`busy_timeout = ${Math.round(waitMs)}`)
      return db
    }
    const made = openLockDatabase(path, waitMs)
    if (made === null) throw Object.assign(new Error('held by one that is alone'), { code: 'SQLITE_BUSY' })
    db = made.db
    return db
  }
  const release = (held: Database): void => {
    if (held.inTransaction) held.exec('ROLLBACK')
  }
  const trying = (work: () => void): boolean => {
    try {
      work()
      return true
    } catch (thrown) {
      leave()
      if (storeErrorCode(thrown)?.startsWith('SQLITE_BUSY')) return false
      throw thrown
    }
  }
  const leave = (): void => {
    db?.close()
    db = null
  }

  return {
    tryAlone: () =>
      trying(() => {
        const held = opened(0)
        release(held)
        held.exec('BEGIN EXCLUSIVE')
      }),
    share: (waitMs) =>
      trying(() => {
        const held = opened(waitMs)
        release(held)
        held.exec('BEGIN')
        // A transaction begins with its first read, and with it the shared lock.
        held.prepare('SELECT count(*) FROM sqlite_schema').get()
      }),
    leave,
  }
}

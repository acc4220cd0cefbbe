import { randomUUID } from 'node:crypto'
import { existsSync, rmSync, truncateSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { errnoOf } from './errno.ts'
import { placeNew, writeNew } from './write-whole.ts'

const LONGEST_WAIT_MS = 10_000

/**
 * Made whole under another name first: a file that were opened here by its own name would, when closed, take
 * away the lock that another thread of this process holds on it (POSIX).
 */
const makeLockFile = (path: string): void => {
  if (existsSync(path)) return
  const temporary = `${path}.${randomUUID()}.tmp`
  writeNew(temporary, '')
  try {
    placeNew(temporary, path)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error // Another process was faster, and its file is as good.
  } finally {
    rmSync(temporary, { force: true })
  }
}

type Lock = { give: () => void }

/** Takes the lock; throws what SQLite throws. */
const takeNow = (path: string): Lock => {
  makeLockFile(path)
  const db = new Sqlite(path, { timeout: LONGEST_WAIT_MS, fileMustExist: true })
  try {
    // A journal in memory: the transaction never commits, so a process that dies leaves nothing behind to
    // roll back.
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    // On a file that may not be written, SQLite turns BEGIN EXCLUSIVE into a mere read without saying so; a
    // write tells.
    db.pragma('user_version = 1')
    return { give: () => void db.close() }
  } catch (error) {
    db.close()
    throw error
  }
}

const take = (path: string): Lock => {
  try {
    return takeNow(path)
  } catch (error) {
    const code = errnoOf(error)
    if (code.startsWith('SQLITE_BUSY'))
      throw new Error(
        `Another process has held ${path} for ${LONGEST_WAIT_MS / 1000} s, so nothing was written. ` +
          'Try again; if it stays so, end the other Night Porter.',
      )
    if (code !== 'SQLITE_NOTADB') throw error
    // Until version 0.1.0 the lock was a file with a process number in it. To empty it twice does no harm.
    truncateSync(path)
    return takeNow(path)
  }
}

/**
 * Runs `work` while no other process that uses the same lock file does: an exclusive SQLite transaction on a
 * file that stays empty and stays there. Waits, blocking, at most ten seconds and then throws. Free the
 * moment its holder dies, however it dies.
 */
export const withLockFile = <T>(path: string, work: () => T): T => {
  const lock = take(path)
  try {
    return work()
  } finally {
    lock.give()
  }
}

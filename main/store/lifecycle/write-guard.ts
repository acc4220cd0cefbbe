import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Connection } from '../connection.ts'
import { storeErrorCode } from '../refusals.ts'

/** Why writing does not work just now. Each has a sentence of its own and ends by itself. */
export type WriteFaultKind = 'disk-full' | 'read-only' | 'disk-error' | 'locked' | 'gone' | 'damaged'
type WriteFault = { kind: WriteFaultKind; at: number }

/** The disk has too little room left to take in more; what is left is kept for what is on its way. */
class NoRoom extends Error {
  override readonly name = 'NoRoom'
  readonly code = 'ENOSPC'
}

/** The database file was deleted or replaced while it was open: what is written now would be nowhere. */
class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone'
  readonly code = 'SQLITE_READONLY_DBMOVED'
}

/** A check found the database damaged; it waits for a start that can replace it. */
class DatabaseDamaged extends Error {
  override readonly name = 'DatabaseDamaged'
  readonly code = 'SQLITE_CORRUPT'
}

const kinds: readonly { codes: RegExp; kind: WriteFaultKind }[] = [
  { codes: /^(SQLITE_READONLY_DBMOVED|ENOENT)/, kind: 'gone' },
  { codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)/, kind: 'disk-full' },
  { codes: /^(SQLITE_READONLY|EROFS|SQLITE_PERM|EPERM|EACCES)/, kind: 'read-only' },
  { codes: /^(SQLITE_BUSY|SQLITE_LOCKED)/, kind: 'locked' },
  { codes: /^(SQLITE_CORRUPT|SQLITE_NOTADB)/, kind: 'damaged' },
  { codes: /^(SQLITE_IOERR|SQLITE_CANTOPEN|EIO)/, kind: 'disk-error' },
]

/**
 * What a thrown value says about the disk; null where it says nothing: then it is a mistake in the program.
 */
export const writeFaultKindOf = (thrown: unknown): WriteFaultKind | null => {
  const code = storeErrorCode(thrown)
  return code === null ? null : (kinds.find(({ codes }) => codes.test(code))?.kind ?? null)
}

const MEGABYTE = 1024 * 1024
const LARGEST_RESERVE = 32 * MEGABYTE
const RESERVE_SHARE = 0.02
/** A captured file is written twice (bytes and body), each once to the log and once to the database. */
const COPIES = 4
/** Calls are answered in between, so no write waits longer for another process. */
const WAIT_MS = 1_000
/**
 * While another program holds the database, every further write waits this long only: the process must go on
 * answering.
 */
const SHORT_WAIT_MS = 20
const PROBE_LOCK_MS = 500
const TRY_AGAIN_MS = 60_000

export type WriteGuard = {
  /** One `BEGIN IMMEDIATE` transaction, synced when it returns; all or nothing. */
  write<T>(work: () => T): T
  /**
   * The same for taking in something new of about `bytes`. Throws `NoRoom` before anything is begun where the
   * reserve would be touched.
   */
  admit<T>(bytes: number, work: () => T): T
  /** Writes to a file beside the database: what goes wrong there is a fault of the same disk. */
  beside<T>(work: () => T): T
  /** Why writing does not work just now; null: it does. Looks at the disk again where room was short. */
  writeFault(): WriteFault | null
  /** The database is open at its place again: what was wrong with the old file does not count any more. */
  reopened(): void
}

/**
 * Watches every write of one connection: refuses to write into a deleted file or one known to be damaged,
 * keeps a reserve of room, and remembers what is wrong.
 */
export const createWriteGuard = (parts: { db: Connection; now: () => number; isDamaged?: boolean }): WriteGuard => {
  const { db, now, isDamaged = false } = parts
  const folder = dirname(db.path())
  let opened = identityOf(db.path())
  let writeFault: WriteFault | null = isDamaged ? { kind: 'damaged', at: now() } : null
  let freeAtFailure = 0
  let failedAtMs = 0
  /** The wait that the connection has; what it was opened with is for the opening. */
  let waitMs: number | null = null
  let probedLockMs = 0
  let isWriting = false

  const failed = (thrown: unknown): void => {
    const kind = writeFaultKindOf(thrown)
    if (kind === null) return
    if (kind !== writeFault?.kind) writeFault = { kind, at: now() }
    if (kind === 'disk-full') {
      freeAtFailure = roomIn(folder).free
      failedAtMs = performance.now()
      makeRoomInLog()
    }
    if (kind === 'locked') setWait(SHORT_WAIT_MS)
  }
  /**
   * Moves the log into the database, so that the room the log has on the disk is used again: sending goes on
   * with it.
   */
  const makeRoomInLog = (): void => {
    try {
      db.pragma('wal_checkpoint(PASSIVE)')
    } catch {
      // No room for that either, or somebody reads: the next failed write tries again.
    }
  }
  const setWait = (ms: number): void => {
    if (waitMs === ms) return
    waitMs = ms
    db.pragma(`busy_timeout = ${ms}`)
  }
  /**
   * A process that only shows what is there writes nothing by which it would learn that the lock is free
   * again.
   */
  const probeLock = (): void => {
    if (db.isInTransaction() || performance.now() - probedLockMs < PROBE_LOCK_MS) return
    probedLockMs = performance.now()
    try {
      db.transact('immediate', () => {})
      succeeded(false)
    } catch (thrown) {
      failed(thrown)
    }
  }
  setWait(WAIT_MS)
  /** A small write that fits says nothing about room for a large one. */
  const succeeded = (isLarge: boolean): void => {
    setWait(WAIT_MS)
    if (writeFault?.kind !== 'disk-full' || isLarge) writeFault = null
  }
  const guarded = <T>(isLarge: boolean, check: () => void, work: () => T): T => {
    // Inside another write it is a part that can be taken back alone; the outer one is the write.
    if (isWriting) return db.transact('nested', work)
    // What a read has seen may be outdated by the time the lock is there: nothing may be decided by it.
    if (db.isInTransaction()) throw new Error('A write was begun inside a read')
    try {
      check()
      isWriting = true
      const value = db.transact('immediate', work)
      succeeded(isLarge)
      return value
    } catch (thrown) {
      failed(thrown)
      throw thrown
    } finally {
      isWriting = false
    }
  }
  const checkFile = (): void => {
    if (isDamaged) throw new DatabaseDamaged('A check found the database damaged.')
    if (identityOf(db.path()) !== opened) throw new DatabaseGone('The database file is not where it was opened.')
  }

  return {
    write: (work) => guarded(false, checkFile, work),
    admit: (bytes, work) =>
      guarded(
        true,
        () => {
          checkFile()
          const { free, reserve } = roomIn(folder)
          if (free < reserve + bytes * COPIES) throw new NoRoom('There is no room left to take in more.')
        },
        work,
      ),
    beside(work) {
      try {
        return work()
      } catch (thrown) {
        failed(thrown)
        throw thrown
      }
    },
    writeFault() {
      if (writeFault?.kind === 'disk-full') {
        const { free, reserve } = roomIn(folder)
        // Where the room does not show (a quota), only a try can tell.
        const isTryDue = performance.now() - failedAtMs >= TRY_AGAIN_MS
        if (free >= Math.max(2 * reserve, freeAtFailure * 1.5) || isTryDue) writeFault = null
      }
      if (writeFault?.kind === 'locked') probeLock()
      return writeFault
    },
    reopened() {
      opened = identityOf(db.path())
      writeFault = null
      waitMs = null
      setWait(WAIT_MS)
    },
  }
}

/** Device and number of the file; null where it is not there. */
const identityOf = (path: string): string | null => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : null
}

/** Free bytes for this user, and how many of them are kept back. A folder that is gone has neither. */
const roomIn = (folder: string): { free: number; reserve: number } => {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder)
    return { free: bavail * bsize, reserve: Math.min(LARGEST_RESERVE, blocks * bsize * RESERVE_SHARE) }
  } catch {
    // Gone or unreadable: the write itself will say so.
    return { free: 0, reserve: 0 }
  }
}

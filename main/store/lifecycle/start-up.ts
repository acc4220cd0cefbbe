import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { type Database, type Migration, versionOf } from '../migrate.ts'
import { namingRefusals, storeErrorCode } from '../refusals.ts'
import { renameHeld } from '../rename-held.ts'
import { pageBytesIn } from '../salvage/image.ts'
import { salvage } from '../salvage/salvage.ts'
import { readWal } from '../salvage/wal.ts'
import type { StartupNotice } from '../tables/startup-notices.ts'
import type { Vault } from '../vault.ts'
import { namesIn } from './backup.ts'
import { readCheckMark, removeCheckMark, writeCheckMark } from './check-mark.ts'
import { identityOf } from './identity.ts'
import { checkIntegrity, glance, wasLeftUnclean } from './integrity.ts'
import { placesOf } from './places.ts'
import { finishRecovery, setAsideDatabase, setAsideName } from './set-aside.ts'
import { syncFolder } from './sync-file.ts'

/**
 * A database of up to so many bytes, log included, is looked through before it is opened: that takes a
 * fraction of a second.
 */
const AT_ONCE_BYTES = 16 * 1024 * 1024

/** From this version of the schema on a database can be compared with the witness. */
const FIRST_WITNESSED = 80

/**
 * What is left to be looked through while the program is at work: all of it quickly, or thoroughly after
 * that. Null: nothing.
 */
export type PendingCheck = { isThorough: boolean }

/** What making it fit has come to. `told`: what this start must tell about the database; null: nothing. */
export type Fit = { check: PendingCheck | null; told: StartupNotice | null }

type MakingFit = {
  path: string
  migrations: readonly Migration[]
  now: () => number
  vault: Vault
  /** A database was at work in this folder before: an empty file or another program's is no new beginning. */
  isUsed: boolean
  /** Whether the witness knows of something that the database does not hold. */
  lacks: (db: Database) => boolean
  /** Above it a database is looked through while the program works; bytes. */
  atOnceBytes?: number
}

/**
 * Makes a database fit to be opened, by a process that is alone with it: ends what a crash left half done,
 * looks it through, and puts what can be saved of a damaged one in its place. An empty file is damage too,
 * and so is a write-ahead log with a bad frame in it after which there are commits that the witness knows of.
 * What is no database of ours is set aside whole. One too large to be looked through at once gets a glance
 * only; the rest is handed back as a pending check, and after an unclean end also marked beside the database
 * until it is done. Throws the store's refusals.
 */
export const makeFit = (parts: MakingFit): Fit =>
  namingRefusals(parts.path, () => {
    const { path, migrations, isUsed, atOnceBytes = AT_ONCE_BYTES } = parts
    finishRecovery(path)
    const size = sizeOf(path)
    const logSize = sizeOf(`${path}-wal`)
    if (size === 0) {
      const isThere = existsSync(path)
      // SQLite deletes the log of an empty file; what was committed last may be in it.
      const told = isUsed && (isThere || logSize > 0) ? replaceDamaged(parts) : null
      return {
        check: null,
        told: told?.kind === 'unreadable' ? { ...told, kind: isThere ? 'emptied' : 'begun-anew' } : told,
      }
    }
    const identity = identityOf(path)
    if (identity === 'foreign' || (identity === 'empty' && isUsed)) return { check: null, told: setForeignAside(parts) }
    const mark = readCheckMark(path)
    const isThorough = wasLeftUnclean(path) || mark !== null
    if (mark !== 'damaged' && size + logSize > atOnceBytes && glance(path).isSound && !hasLostCommits(parts)) {
      if (isThorough && mark === null) writeCheckMark(path, 'unclean')
      return { check: { isThorough }, told: null }
    }
    // Small enough to be looked through whole: a bit that flips on a disk waits for no unclean end.
    const isSound = checkIntegrity(path, migrations).isSound && !hasLostCommits(parts)
    const told = isSound ? null : replaceDamaged(parts)
    if (mark !== null) removeCheckMark(path)
    return { check: null, told }
  })

/** A power cut may leave frames that were never acknowledged behind a bad one, so the witness decides. */
const hasLostCommits = ({ path, lacks }: MakingFit): boolean => {
  if (!wasLeftUnclean(path) || readWal(readFileSync(`${path}-wal`), pageBytesIn(path))?.isBroken !== true) return false
  const db = new Sqlite(path, { timeout: 5_000, fileMustExist: true, readonly: true })
  try {
    return versionOf(db) >= FIRST_WITNESSED && lacks(db)
  } finally {
    db.close()
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** Whole seconds, as in the name of the file that is set aside. */
const secondOf = (at: number): number => Math.floor(at / 1000) * 1000

const replaceDamaged = (parts: MakingFit): StartupNotice => {
  const { path, migrations, vault } = parts
  const { partial, recovered, folder } = placesOf(path)
  const at = secondOf(parts.now())
  const told = salvage({ from: path, to: partial, migrations, at, setAsideName: setAsideName(path, at), vault })
  renameHeld(partial, recovered)
  syncFolder(folder)
  finishRecovery(path)
  return told
}

const setForeignAside = ({ path, now }: MakingFit): StartupNotice => {
  const at = secondOf(now())
  return { id: `start-${at}`, kind: 'foreign', facts: { file: setAsideDatabase(path, at) }, at }
}

/** A new data folder: neither a database nor one recovered that has yet to take its place. */
export const isFresh = (path: string): boolean => !existsSync(path) && !existsSync(placesOf(path).recovered)

/**
 * Whether a database was at work in this folder before, as its other files show: the sender's lock file is
 * made after the database and stays, and copies are made of one that was there.
 */
export const wasUsed = (path: string): boolean => {
  const { folder, backups, setAside, stem } = placesOf(path)
  return (
    existsSync(join(folder, 'sender.lock')) ||
    [...namesIn(backups), ...namesIn(setAside)].some((name) => name.startsWith(`${stem}-`))
  )
}

const SMALL_BYTES = 64 * 1024 * 1024

/**
 * A database of the first days cannot give space back in small pieces, and only rewriting it whole changes
 * that: once, by a process that is alone with it, where it is small or where its schema was just brought up
 * to date (it was copied whole for that anyway), and where the disk has room for it twice. Until then it uses
 * its free pages again and does not shrink.
 */
export const shrinkOnce = (db: Database, { isUpdated }: { isUpdated: boolean }): void => {
  const number = (name: string): number => Number(db.pragma(name, { simple: true }))
  if (number('auto_vacuum') !== 0) return
  const bytes = number('page_count') * number('page_size')
  if (bytes > SMALL_BYTES && !isUpdated) return
  const { bavail, bsize } = statfsSync(placesOf(db.name).folder)
  if (bavail * bsize < 2 * bytes + SMALL_BYTES) return
  try {
    db.pragma('auto_vacuum = INCREMENTAL')
    db.exec('VACUUM')
  } catch (thrown) {
    // No room for the rewriting: nothing depends on it, and the next start tries again.
    if (storeErrorCode(thrown) === null) throw thrown
  }
}

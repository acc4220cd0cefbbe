import { existsSync, renameSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Migration } from '../migrate.ts'
import { namingRefusals, storeErrorCode } from '../refusals.ts'
import { readCheckMark, removeCheckMark, writeCheckMark } from './check-mark.ts'
import { checkIntegrity, glance, wasLeftUnclean } from './integrity.ts'
import { placesOf } from './places.ts'
import { salvage } from './salvage.ts'
import { finishRecovery, setAsideName } from './set-aside.ts'
import { syncFolder } from './sync-file.ts'

/**
 * A database of up to so many bytes, log included, is looked through before it is opened: that takes a
 * fraction of a second.
 */
const AT_ONCE_BYTES = 16 * 1024 * 1024

/**
 * What is left to be looked through while the program is at work: all of it quickly, or thoroughly after
 * that. Null: nothing.
 */
export type PendingCheck = { isThorough: boolean }

/**
 * Makes a database fit to be opened, by a process that is alone with it: ends what a crash left half done,
 * looks it through, and puts what can be saved of a damaged one in its place. One too large to be looked
 * through at once gets a glance only; the rest is handed back as a pending check, and after an unclean end
 * also marked beside the database until it is done. Throws the store's refusals.
 */
export const makeFit = (parts: {
  path: string
  migrations: readonly Migration[]
  now: () => number
  /** Above it a database is looked through while the program works; bytes. */
  atOnceBytes?: number
}): PendingCheck | null =>
  namingRefusals(parts.path, () => {
    const { path, migrations, atOnceBytes = AT_ONCE_BYTES } = parts
    finishRecovery(path)
    const size = sizeOf(path)
    if (size === 0) return null
    const mark = readCheckMark(path)
    const isThorough = wasLeftUnclean(path) || mark !== null
    if (mark !== 'damaged' && size + sizeOf(`${path}-wal`) > atOnceBytes && glance(path).isSound) {
      if (isThorough && mark === null) writeCheckMark(path, 'unclean')
      return { isThorough }
    }
    if (!checkIntegrity(path, migrations, { isThorough }).isSound) replaceDamaged(parts)
    if (mark !== null) removeCheckMark(path)
    return null
  })

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const replaceDamaged = (parts: { path: string; migrations: readonly Migration[]; now: () => number }): void => {
  const { path, migrations } = parts
  const { partial, recovered, folder } = placesOf(path)
  // Whole seconds, as in the name of the file that is set aside.
  const at = Math.floor(parts.now() / 1000) * 1000
  salvage({ from: path, to: partial, migrations, at, setAsideName: setAsideName(path, at) })
  renameSync(partial, recovered)
  syncFolder(folder)
  finishRecovery(path)
}

/** A new data folder: neither a database nor one recovered that has yet to take its place. */
export const isFresh = (path: string): boolean => !existsSync(path) && !existsSync(placesOf(path).recovered)

/**
 * Whether a sender has worked in the folder of this database before: its lock file is made after the database
 * and stays.
 */
export const wasUsed = (path: string): boolean => existsSync(join(placesOf(path).folder, 'sender.lock'))

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

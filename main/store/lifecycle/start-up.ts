import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Migration } from '../migrate.ts'
import { namingRefusals, storeErrorCode } from '../refusals.ts'
import { checkIntegrity, wasLeftUnclean } from './integrity.ts'
import { placesOf } from './places.ts'
import { salvage } from './salvage.ts'
import { finishRecovery, setAsideName } from './set-aside.ts'
import { syncFolder } from './sync-file.ts'

/**
 * Makes a database fit to be opened, by a process that is alone with it: ends what a crash left half done, looks it through, and puts
 * what can be saved of a damaged one in its place. True: it was damaged and has been replaced. Throws the store's refusals.
 */
export const makeFit = (parts: { path: string; migrations: readonly Migration[]; now: () => number }): boolean =>
  namingRefusals(parts.path, () => {
    const { path, migrations } = parts
    const { partial, recovered, folder } = placesOf(path)
    finishRecovery(path)
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return false
    const found = checkIntegrity(path, migrations, { isThorough: wasLeftUnclean(path) })
    if (found.isSound) return false
    // Whole seconds, as in the name of the file that is set aside.
    const at = Math.floor(parts.now() / 1000) * 1000
    salvage({ from: path, to: partial, migrations, at, setAsideName: setAsideName(path, at) })
    renameSync(partial, recovered)
    syncFolder(folder)
    finishRecovery(path)
    return true
  })

/** A new data folder: neither a database nor one recovered that has yet to take its place. */
export const isFresh = (path: string): boolean => !existsSync(path) && !existsSync(placesOf(path).recovered)

/** Whether a sender has worked in the folder of this database before: its lock file is made after the database and stays. */
export const wasUsed = (path: string): boolean => existsSync(join(placesOf(path).folder, 'sender.lock'))

const SMALL_BYTES = 64 * 1024 * 1024

/** A database of the first days cannot give space back in small pieces; one that is small enough is rewritten once so that it can. */
export const shrinkOnce = (db: Database): void => {
  const number = (name: string): number => Number(db.pragma(name, { simple: true }))
  if (number('auto_vacuum') !== 0 || number('page_count') * number('page_size') > SMALL_BYTES) return
  try {
    db.pragma('auto_vacuum = INCREMENTAL')
    db.exec('VACUUM')
  } catch (thrown) {
    // No room for the rewriting: nothing depends on it, and the next start tries again.
    if (storeErrorCode(thrown) === null) throw thrown
  }
}

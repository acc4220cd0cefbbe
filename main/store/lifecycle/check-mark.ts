import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { makePrivateFile } from '../private-file.ts'
import { storeErrorCode } from '../refusals.ts'
import { placesOf } from './places.ts'
import { syncFile, syncFolder } from './sync-file.ts'

/**
 * What a start must still do about a database, in a small file beside it, so that neither a kill nor a
 * command in between makes it forgotten. `unclean`: the last process did not close it, and it was not looked
 * through since. `damaged`: the check found damage; the next process that is alone with it saves what can be
 * saved.
 */
export type CheckMark = 'unclean' | 'damaged'

/**
 * Null: nothing is to be done. A file that says something else was cut off: the database is looked through.
 */
export const readCheckMark = (databasePath: string): CheckMark | null => {
  try {
    return readFileSync(placesOf(databasePath).checkMark, 'utf8').trim() === 'damaged' ? 'damaged' : 'unclean'
  } catch (thrown) {
    if (storeErrorCode(thrown) === 'ENOENT') return null
    throw thrown
  }
}

export const writeCheckMark = (databasePath: string, mark: CheckMark): void => {
  const { checkMark, folder } = placesOf(databasePath)
  makePrivateFile(checkMark)
  writeFileSync(checkMark, `${mark}\n`)
  syncFile(checkMark)
  syncFolder(folder)
}

export const removeCheckMark = (databasePath: string): void => rmSync(placesOf(databasePath).checkMark, { force: true })

import { lstatSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { restrict } from '../private-file.ts'
import { storeErrorCode } from '../refusals.ts'
import { backupsIn, namesIn } from './backup.ts'
import { placesOf } from './places.ts'
import { setAsideAt } from './set-aside.ts'

const DAY_MS = 24 * 60 * 60_000
const MOST_DAYS = 30

/**
 * Removes copies and set-aside databases that are as old as content may get, and older than 30 days in any
 * case; nothing else in these folders is touched, and what stays is readable for its owner only. Gives how
 * many files went.
 */
export const expireOldFiles = (databasePath: string, now: number, contentDays = MOST_DAYS): number => {
  const { backups, setAside, stem } = placesOf(databasePath)
  const keptMs = Math.min(contentDays, MOST_DAYS) * DAY_MS
  // A folder that is a link was planted: nothing that it leads to is ours.
  const ownNames = (folder: string) => (isLink(folder) ? [] : namesIn(folder))
  const old = [
    ...(isLink(backups) ? [] : backupsIn(backups, stem)).flatMap(({ path, at }) => (now - at > keptMs ? [path] : [])),
    ...ownNames(setAside).flatMap((name) => {
      const at = setAsideAt(name, stem)
      return at !== null && now - at > keptMs ? [join(setAside, name)] : []
    }),
  ]
  for (const path of old) rmSync(path, { force: true })
  for (const folder of [backups, setAside])
    for (const name of ownNames(folder)) if (!isLink(join(folder, name))) restrict(join(folder, name))
  if (old.length > 0) for (const folder of [backups, setAside]) removeEmpty(folder)
  return old.length
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false

const removeEmpty = (folder: string): void => {
  try {
    rmdirSync(folder)
  } catch (thrown) {
    // Still in use, or never made.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(storeErrorCode(thrown) ?? '')) throw thrown
  }
}

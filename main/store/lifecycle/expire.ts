import { rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { storeErrorCode } from '../refusals.ts'
import { backupsIn, namesIn } from './backup.ts'
import { placesOf } from './places.ts'
import { setAsideAt } from './set-aside.ts'

const KEPT_MS = 30 * 24 * 60 * 60_000

/**
 * Removes copies and set-aside databases older than 30 days; nothing else in these folders is touched. Gives
 * how many files went.
 */
export const expireOldFiles = (databasePath: string, now: number): number => {
  const { backups, setAside, stem } = placesOf(databasePath)
  const old = [
    ...backupsIn(backups, stem).flatMap(({ path, at }) => (now - at > KEPT_MS ? [path] : [])),
    ...namesIn(setAside).flatMap((name) => {
      const at = setAsideAt(name, stem)
      return at !== null && now - at > KEPT_MS ? [join(setAside, name)] : []
    }),
  ]
  for (const path of old) rmSync(path, { force: true })
  if (old.length > 0) for (const folder of [backups, setAside]) removeEmpty(folder)
  return old.length
}

const removeEmpty = (folder: string): void => {
  try {
    rmdirSync(folder)
  } catch (thrown) {
    // Still in use, or never made.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(storeErrorCode(thrown) ?? '')) throw thrown
  }
}

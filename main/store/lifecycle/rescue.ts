import { existsSync, mkdirSync } from 'node:fs'
import type { Database } from '../migrate.ts'
import { restrict } from '../private-file.ts'
import { removeHeld, renameHeld } from '../rename-held.ts'
import { placesOf } from './places.ts'
import { syncFile, syncFolder } from './sync-file.ts'

/**
 * Writes a database whose file was deleted under an open connection out again, whole and synced, to where it
 * was. That connection still reads all of it; nothing else does. False: another file has taken the place,
 * which must not be touched.
 */
export const writeOutAgain = (db: Database): boolean => {
  const { folder, recovered, partial } = placesOf(db.name)
  if (existsSync(db.name) || existsSync(recovered)) return false
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // A log that outlived its database belongs to the old file; SQLite would play it into the new one.
  for (const companion of ['-wal', '-shm', '-journal', '.partial']) removeHeld(`${db.name}${companion}`)
  db.prepare('VACUUM INTO ?').run(partial)
  restrict(partial)
  syncFile(partial)
  renameHeld(partial, db.name)
  syncFolder(folder)
  return true
}

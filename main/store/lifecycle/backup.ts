import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../migrate.ts'
import { restrict } from '../private-file.ts'
import { storeErrorCode } from '../refusals.ts'
import { renameHeld } from '../rename-held.ts'
import { placesOf } from './places.ts'
import { syncFile, syncFolder } from './sync-file.ts'

const KEPT = 3

/** The database could not be copied before an update of its schema, so the update was not begun. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed'
  readonly code = 'backup-failed'
  readonly path: string

  constructor(facts: { path: string; code: string; cause: unknown }) {
    const isFull = /^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(facts.code)
    super(
      `Night Porter was updated and must bring its database up to date, but the copy it makes first could not be written to ${facts.path} (${facts.code}). ` +
        'Nothing was changed and nothing is lost; Night Porter does not start. ' +
        (isFull
          ? 'The disk is full: free some space and start it again.'
          : 'Make sure that Night Porter may write there, and start it again.'),
      { cause: facts.cause },
    )
    this.path = facts.path
  }
}

/**
 * Copies an open database as it is now to `backups/` (synced, sealed columns stay sealed), before the schema
 * step `id`, and keeps the last three copies. Throws `BackupFailed`; what there was before is then still
 * there.
 */
export const backUpBefore = (db: Database, id: number): string => {
  const { backups, stem } = placesOf(db.name)
  const path = join(backups, `${stem}-before-${id}.db`)
  const partial = `${path}.partial`
  try {
    mkdirSync(backups, { recursive: true, mode: 0o700 })
    // A link in its place would take the copy somewhere else.
    if (!lstatSync(backups).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    rmSync(partial, { force: true })
    db.prepare('VACUUM INTO ?').run(partial)
    restrict(partial)
    syncFile(partial)
    renameHeld(partial, path)
    syncFolder(backups)
  } catch (thrown) {
    rmSync(partial, { force: true })
    throw new BackupFailed({ path, code: storeErrorCode(thrown) ?? 'unknown', cause: thrown })
  }
  for (const old of backupsIn(backups, stem).slice(KEPT)) rmSync(old.path, { force: true })
  return path
}

/** The copies in the folder, newest first. Empty where there is no folder yet. */
export const backupsIn = (folder: string, stem: string): { path: string; at: number }[] => {
  const pattern = new RegExp(`^${stem}-before-\\d+\\.db$`)
  return namesIn(folder)
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const stat = lstatSync(path, { throwIfNoEntry: false })
      return stat ? [{ path, at: stat.mtimeMs }] : []
    })
    .sort((a, b) => b.at - a.at)
}

/** The names in a folder; none where it is not there. */
export const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    if (storeErrorCode(thrown) === 'ENOENT') return []
    throw thrown
  }
}

import { existsSync, lstatSync, mkdirSync, statSync, unlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { renameHeld } from '../rename-held.ts'
import { namesIn } from './backup.ts'
import { placesOf } from './places.ts'
import { syncFolder } from './sync-file.ts'

/**
 * A damaged database is renamed, never deleted, and what was recovered takes its place; a crash at any point
 * in between is made good.
 */

const companions = ['', '-wal', '-shm', '-journal']

/** `2031-05-06T07-08-09Z`: sorts by time and is a file name everywhere. */
const stampOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z`

/** When a set-aside file was set aside, from its name; null for a file of another kind. */
export const setAsideAt = (name: string, stem: string): number | null => {
  const match = new RegExp(
    `^${stem}-(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)Z(-\\d+)?\\.db(-wal|-shm|-journal)?$`,
  ).exec(name)
  if (!match) return null
  const at = Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`)
  return Number.isNaN(at) ? null : at
}

/** The name under which a database is set aside at `at`; one that is taken is never used again. */
export const setAsideName = (databasePath: string, at: number): string => {
  const { setAside, stem } = placesOf(databasePath)
  const names = new Set(namesIn(setAside))
  const base = `${stem}-${stampOf(at)}`
  let name = `${base}.db`
  for (let n = 2; companions.some((companion) => names.has(`${name}${companion}`)); n++) name = `${base}-${n}.db`
  return name
}

/**
 * Puts the recovered database, complete and synced beside it, in the place of the damaged one. The damaged
 * one goes first and its write-ahead log with it: SQLite would play that into the new file. Nobody else may
 * have the database open.
 */
export const finishRecovery = (databasePath: string): void => {
  const { recovered, setAside, folder } = placesOf(databasePath)
  if (!existsSync(recovered)) return
  const left = companions.filter((companion) => existsSync(`${databasePath}${companion}`))
  if (left.length > 0) {
    // A link in its place was planted, and would take the bookings somewhere else.
    if (lstatSync(setAside, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(setAside)
    mkdirSync(setAside, { recursive: true, mode: 0o700 })
    // The time of the recovered file names both, so that a crash between two renames does not part what
    // belongs together.
    const at = statSync(recovered).mtimeMs
    const isGoingOn = !left.includes('')
    const name = isGoingOn ? nameBegun(databasePath, at) : setAsideName(databasePath, at)
    for (const companion of left) renameHeld(`${databasePath}${companion}`, join(setAside, `${name}${companion}`))
    syncFolder(setAside)
  }
  renameHeld(recovered, databasePath)
  syncFolder(folder)
}

/**
 * Renames a database with whatever belongs to it, to the name it is set aside under; nothing takes its place.
 */
export const setAsideDatabase = (databasePath: string, at: number): string => {
  const { setAside, folder } = placesOf(databasePath)
  const name = setAsideName(databasePath, at)
  mkdirSync(setAside, { recursive: true, mode: 0o700 })
  for (const companion of companions.filter((one) => existsSync(`${databasePath}${one}`)))
    renameHeld(`${databasePath}${companion}`, join(setAside, `${name}${companion}`))
  syncFolder(setAside)
  syncFolder(folder)
  return name
}

/** The newest name given at that second: the database went there, its log must follow. */
const nameBegun = (databasePath: string, at: number): string => {
  const { setAside, stem } = placesOf(databasePath)
  const base = `${stem}-${stampOf(at)}`
  const begun = namesIn(setAside)
    .filter((name) => name.startsWith(base) && name.endsWith('.db'))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .at(-1)
  return begun === undefined ? setAsideName(databasePath, at) : basename(begun)
}

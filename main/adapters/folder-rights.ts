import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FolderRights, RightsFinding } from '../core/ports/folder-rights.ts'
import { errnoOf } from './errno.ts'
import { createWindowsRights, type WindowsRights } from './windows-rights.ts'

/**
 * The rights of a data folder. On POSIX nobody but its user may read or write it. On Windows an access list
 * decides: SYSTEM, administrators and those that somebody chose, who may be several users of one PC.
 */

const OTHERS_WRITE = 0o022
const OTHERS = 0o077

const subfolders = ['logs', 'backups', 'set-aside', 'hosts']

/**
 * Takes the rights of others away, as far as this user may: from the folder, our subfolders, and the files in
 * them. Links stay as they are.
 */
export const secureFolder = (
  folder: string,
  platform: NodeJS.Platform = process.platform,
  windows: WindowsRights = createWindowsRights(),
): FolderRights => {
  const isNew = !existsSync(folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (platform === 'win32') return secureOnWindows(folder, isNew, windows)
  for (const path of [folder, ...subfolders.map((name) => join(folder, name))]) secureOne(path)
  return rightsOf(folder, platform).rights
}

/** What is open to more people than somebody chose is closed; without the right to do so it is only told. */
const secureOnWindows = (folder: string, isNew: boolean, windows: WindowsRights): FolderRights => {
  const found = windows.read(folder).rights
  if (!isNew && found !== 'writable-by-others' && found !== 'readable-by-others') return found
  const own = windows.ownSid()
  return own !== null && windows.set(folder, { names: [own], isKeeping: !isNew }) ? windows.read(folder).rights : found
}

/** Looks without changing anything. */
export const rightsOf = (
  folder: string,
  platform: NodeJS.Platform = process.platform,
  windows: WindowsRights = createWindowsRights(),
): RightsFinding => {
  if (platform === 'win32') return windows.read(folder)
  try {
    const { mode } = statSync(folder)
    if ((mode & OTHERS_WRITE) !== 0) return { rights: 'writable-by-others', who: [] }
    return { rights: (mode & OTHERS) === 0 ? 'private' : 'readable-by-others', who: [] }
  } catch {
    return { rights: 'not-known', who: [] } // it is gone, or on a system without such rights; opening the database says more
  }
}

const secureOne = (folder: string): void => {
  try {
    if (!lstatSync(folder).isDirectory()) return
    restrict(folder, 0o700)
    for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()))
      restrict(join(folder, name), 0o600)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'EACCES') throw error // what is not there needs no rights
  }
}

/** Another owner's file (a policy of IT) keeps its rights; so does one that went meanwhile. */
const restrict = (path: string, mode: number): void => {
  try {
    if ((lstatSync(path).mode & OTHERS) !== 0) chmodSync(path, mode)
  } catch (error) {
    if (!['ENOENT', 'EPERM', 'EROFS', 'ENOTSUP', 'ENOSYS'].includes(errnoOf(error))) throw error
  }
}

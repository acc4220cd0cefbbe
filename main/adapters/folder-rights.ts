import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FolderRights } from '../core/ports/folder-rights.ts'
import { errnoOf } from './errno.ts'

/**
 * The rights of a data folder on POSIX: nobody but its user may read or write it. Windows decides by access
 * lists, which the folder inherits or the installer sets; there nothing is changed here.
 */

const OTHERS_WRITE = 0o022
const OTHERS = 0o077

const subfolders = ['logs', 'backups', 'set-aside', 'hosts']

/**
 * Takes the rights of others away, as far as this user may: from the folder, our subfolders, and the files in
 * them. Links stay as they are.
 */
export const secureFolder = (folder: string, platform: NodeJS.Platform = process.platform): FolderRights => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (platform === 'win32') return 'not-known'
  for (const path of [folder, ...subfolders.map((name) => join(folder, name))]) secureOne(path)
  return rightsOf(folder, platform)
}

/** Looks without changing anything. */
export const rightsOf = (folder: string, platform: NodeJS.Platform = process.platform): FolderRights => {
  if (platform === 'win32') return 'not-known'
  try {
    const { mode } = statSync(folder)
    if ((mode & OTHERS_WRITE) !== 0) return 'writable-by-others'
    return (mode & OTHERS) === 0 ? 'private' : 'readable-by-others'
  } catch {
    return 'not-known' // it is gone, or on a system without such rights; opening the database says more
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

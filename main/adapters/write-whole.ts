import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, format, parse } from 'node:path'
import { errnoOf } from './errno.ts'
import { whileHeld } from './held-files.ts'
import { noHardLinks } from './place-file.ts'

/**
 * Makes a rename in this folder last. Windows refuses to sync a folder and keeps its directories in order by
 * itself.
 */
const syncFolderNow = (folder: string): void => {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Writes a new file that only this user may read, and syncs it. Throws EEXIST when there is one already. */
export const writeNew = (path: string, content: string | Uint8Array): void => {
  const handle = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(handle, content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Gives a whole file the name it is meant for, unless another has it: by a hard link, which never replaces,
 * and on a disk without hard links (FAT, exFAT) by looking first. Throws EEXIST where the name is taken.
 */
export const placeNew = (
  temporary: string,
  path: string,
  link: (from: string, to: string) => void = linkSync,
): void => {
  try {
    link(temporary, path)
  } catch (error) {
    if (!noHardLinks.has(errnoOf(error))) throw error
    if (existsSync(path)) throw Object.assign(new Error('the name is taken'), { code: 'EEXIST' })
    whileHeld(path, () => renameSync(temporary, path))
  }
}

/**
 * Replaces a file of the data folder so that a reader, or a power cut, finds the old or the new content and
 * never a part: temporary name, sync, rename, sync of the folder. Mode 600. A file that another program holds
 * is tried again for seconds. Throws an error that names the file and what to do; nothing is left behind
 * then.
 */
export const writeWhole = (path: string, content: string | Uint8Array): void => {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    whileHeld(path, () => writeNew(temporary, content))
    whileHeld(path, () => renameSync(temporary, path))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolderNow(dirname(path))
}

/** The name under which `replaceKeeping` keeps what was there before: `secrets.previous.json`. */
const previousOf = (path: string): string => {
  const { dir, name, ext } = parse(path)
  return format({ dir, name: `${name}.previous`, ext })
}

/** As `writeWhole`; what the file held before is kept beside it, one generation. */
export const replaceKeeping = (path: string, content: string | Uint8Array): void => {
  if (existsSync(path)) {
    const kept = previousOf(path)
    whileHeld(kept, () => rmSync(kept, { force: true })) // never written through a link that somebody planted
    whileHeld(path, () => copyFileSync(path, kept, constants.COPYFILE_EXCL))
  }
  writeWhole(path, content)
}

import { randomUUID } from 'node:crypto'
import { link, lstat, open, rename, unlink } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { errnoOf } from './errno.ts'
import { untilFree } from './held-files.ts'

/** More files of one name than this in one folder is a fault somewhere else. */
const MOST_NAMES = 10_000

const MOST_NAME_BYTES = 255

/**
 * What file systems without hard links say when asked for one (FAT, some network shares, a protected foreign
 * file).
 */
export const noHardLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EMLINK',
  'EACCES',
  'UNKNOWN',
])

/** A name beside the target that no export pattern matches, for a file that is not whole yet. */
export const temporaryPath = (folder: string): string => join(folder, `.night-porter-${randomUUID()}.tmp`)

/** A name beside the target for a file that is about to be deleted. */
export const leavingPath = (folder: string): string => join(folder, `.night-porter-${randomUUID()}.leaving`)

/**
 * `name (2).xml`, its stem shortened by whole characters where file systems allow no longer name (255 bytes).
 */
const numbered = (name: string, n: number): string => {
  const { name: stem, ext } = parse(name)
  const end = `${n === 1 ? '' : ` (${n})`}${ext}`
  const signs = [...stem]
  while (signs.length > 1 && n > 1 && Buffer.byteLength(signs.join('') + end) > MOST_NAME_BYTES) signs.pop()
  return signs.join('') + end
}

/**
 * Makes what a rename did to this folder last. Windows refuses to sync a folder and keeps its directories in
 * order by itself.
 */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    // Network shares do not sync folders (they write through), and a folder may be writable without being
    // readable.
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES', 'EPERM'].includes(errnoOf(error))) throw error
  }
}

const exists = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

/**
 * Renames without overwriting, which rename itself does without a word on every system. Throws EEXIST when
 * the name is taken.
 */
const renameToFree = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to)
  } catch (error) {
    if (!noHardLinks.has(errnoOf(error))) throw error
    // Without hard links look first, then rename: only another Night Porter could take the name in between.
    if (await exists(to)) throw Object.assign(new Error('the name is taken'), { code: 'EEXIST' })
    await untilFree(() => rename(from, to))
    return
  }
  try {
    await untilFree(() => unlink(from))
  } catch (error) {
    await unlink(to).catch(() => undefined) // Two names for one file is the lesser fault; the first error is the one to tell.
    throw error
  }
}

/**
 * Gives a file on the same volume its place as `name` in `folder`, or as `name (2)` and so on where that is
 * taken. Gives the path.
 */
export const placeFile = async (from: string, folder: string, name: string): Promise<string> => {
  for (let n = 1; n <= MOST_NAMES; n++) {
    const to = join(folder, numbered(name, n))
    try {
      await renameToFree(from, to)
      return to
    } catch (error) {
      // A file that cannot be moved away would look like a taken name on some systems: ask which of the two
      // it is.
      if (errnoOf(error) !== 'EEXIST') throw error
    }
  }
  throw Object.assign(new Error(`no free name after ${MOST_NAMES} tries`), { code: 'EEXIST' })
}

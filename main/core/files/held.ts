/**
 * Files that another program holds: a virus scanner reads what was just written, a backup or an editor keeps
 * a file open. Windows then refuses to replace, rename or delete it, mostly for less than a second.
 */

/**
 * How Windows says so, by libuv's names: a sharing violation is EBUSY, the rename over an open file and the
 * file that goes when its last reader closes it are EPERM, as missing rights are.
 */
const heldCodes = new Set(['EBUSY', 'EPERM', 'EACCES', 'ETXTBSY'])

/** Elsewhere these codes speak of rights, which waiting does not change. */
export const mayBeHeld = (code: string, platform: NodeJS.Platform): boolean =>
  platform === 'win32' ? heldCodes.has(code) : code === 'EBUSY' || code === 'ETXTBSY'

/**
 * Growing waits, about five seconds together; for a file of an export folder, which is looked at again
 * anyway.
 */
export const heldWaitsMs = [10, 25, 50, 100, 250, 500, 1_000, 1_500, 1_500] as const
export const shortHeldWaitsMs = [10, 25, 50, 100, 250, 500] as const

/**
 * What a person is told of a file that could not be written, replaced or removed: which file, why, and what
 * to do. The code stays in the sentence for whoever looks it up.
 */
export const fileSentence = (path: string, code: string, platform: NodeJS.Platform): string => {
  if (mayBeHeld(code, platform))
    return `${path} is held by another program, such as a virus scanner, a backup or an editor, or this user may not change it (${code}). Nothing was changed. Close the file there, keep such programs away from this folder, and try again.`
  if (code === 'EACCES' || code === 'EPERM')
    return `This user may not change ${path} (${code}). Nothing was changed. Give the account that runs Night Porter the right to change files there.`
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `${path} could not be written because its disk is full (${code}). Nothing was changed. Free some space and try again.`
  if (code === 'EROFS')
    return `${path} could not be written because its disk is read-only (${code}). Nothing was changed.`
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return `The folder of ${path} is not there (${code}). Nothing was changed.`
  return `${path} could not be written (${code}). Nothing was changed. Have the disk looked at if it stays so.`
}

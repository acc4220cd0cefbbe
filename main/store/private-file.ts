import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs'
import { storeErrorCode } from './refusals.ts'
import { renameHeld } from './rename-held.ts'

const OWNER_ONLY = 0o600

/** Takes everyone else's rights away from a file, if it is there. */
export const restrict = (path: string): void => {
  if (process.platform === 'win32') return
  try {
    // By path, never by an open handle: closing any handle on a SQLite file drops this process's POSIX locks
    // on it.
    chmodSync(path, OWNER_ONLY)
  } catch (thrown) {
    // A companion file need not exist, and one of another owner is for SQLite to judge when it opens it.
    const code = storeErrorCode(thrown)
    if (code !== 'ENOENT' && code !== 'EPERM') throw thrown
  }
}

const isCreated = (path: string): boolean => {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY))
  } catch (thrown) {
    if (storeErrorCode(thrown) === 'EEXIST') return false
    throw thrown
  }
  // A umask can only take rights away; a strange one may have taken the owner's own.
  restrict(path)
  return true
}

/**
 * Makes an empty file only its owner can read, or takes everyone else's rights away from one that exists.
 * SQLite then gives its write-ahead log and shared memory the same mode, whatever the umask. On Windows the
 * folder's access list decides instead.
 */
export const makePrivateFile = (path: string): void => {
  if (isCreated(path)) return
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' })
  restrict(path)
}

/** Renames what lies in the way of a file of ours, and is none, to a name beside it. Nothing is deleted. */
export const moveAside = (path: string): void => {
  let name = `${path}.not-ours`
  for (let n = 2; existsSync(name); n++) name = `${path}.not-ours-${n}`
  renameHeld(path, name)
}

import { closeSync, fsyncSync, openSync } from 'node:fs'

/**
 * Has the disk keep a file that no connection of this process has open: closing a handle would drop SQLite's
 * locks on it.
 */
export const syncFile = (path: string): void => {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Has the disk keep names made, changed or removed in a folder. Windows has no such call and needs none: NTFS
 * journals names.
 */
export const syncFolder = (path: string): void => {
  if (process.platform === 'win32') return
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

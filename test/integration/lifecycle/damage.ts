import { closeSync, openSync, writeSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/** Damages a closed database as a disk does: whole pages of it become garbage. */

/** The leaf pages of a table or index, in order. */
export const leavesOf = (path: string, name: string): number[] => {
  const db = new Sqlite(path, { readonly: true })
  try {
    return db
      .prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
      .pluck()
      .all(name)
  } finally {
    db.close()
  }
}

export const spoilPage = (path: string, page: number): void => {
  const handle = openSync(path, 'r+')
  try {
    writeSync(handle, Buffer.alloc(4096, 0xa7), 0, 4096, (page - 1) * 4096)
  } finally {
    closeSync(handle)
  }
}

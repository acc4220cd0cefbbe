import { readFileSync } from 'node:fs'
import { errnoOf } from './errno.ts'

/**
 * `why` reads on after the name of the file. `refused`: the system does not let us read it, which says
 * nothing of its content.
 */
export type Read<T> = { ok: true; value: T } | { ok: false; kind: 'missing' | 'damaged' | 'refused'; why: string }

/** A small file of the data folder, whole. */
export const readFileOf = (path: string): Read<Buffer> => {
  try {
    return { ok: true, value: readFileSync(path) }
  } catch (error) {
    const code = errnoOf(error)
    return code === 'ENOENT'
      ? { ok: false, kind: 'missing', why: 'is missing' }
      : { ok: false, kind: 'refused', why: `cannot be read (${code})` }
  }
}

import { readFileSync } from 'node:fs'
import { errnoOf } from './errno.ts'

/** `why` reads on after the name of the file. */
export type Read<T> = { ok: true; value: T } | { ok: false; isMissing: boolean; why: string }

/** A small file of the data folder, whole. */
export const readFileOf = (path: string): Read<Buffer> => {
  try {
    return { ok: true, value: readFileSync(path) }
  } catch (error) {
    const code = errnoOf(error)
    const isMissing = code === 'ENOENT'
    return { ok: false, isMissing, why: isMissing ? 'is missing' : `cannot be read (${code})` }
  }
}

import { randomUUID } from 'node:crypto'
import { linkSync, rmSync } from 'node:fs'
import { type Read, readFileOf } from './read-file.ts'
import { KEY_BYTES, newKey } from './seal.ts'
import { writeNew } from './write-whole.ts'

/**
 * The key of a data folder: the file `secrets.key`, 32 random bytes. What protects them is the folder's
 * rights.
 */
export type KeyFile = {
  readonly path: string
  read(): Read<Uint8Array>
  /**
   * The key, made at the first use; not where it is missing although something was sealed with it. Throws
   * when the disk refuses.
   */
  forWriting(isInUse: boolean): Read<Uint8Array>
}

export const createKeyFile = ({ path }: { path: string }): KeyFile => {
  const read = (): Read<Uint8Array> => {
    const key = readFileOf(path)
    if (!key.ok || key.value.length === KEY_BYTES) return key
    return {
      ok: false,
      kind: 'damaged',
      why: `is damaged: it must have ${KEY_BYTES} bytes and has ${key.value.length}`,
    }
  }
  return {
    path,
    read,
    forWriting(isInUse) {
      const found = read()
      // A new key would make all that was sealed with the old one unreadable for good.
      if (found.ok || found.kind !== 'missing' || isInUse) return found
      const key = newKey()
      // Whole before it gets its name, and never put in the place of another.
      const temporary = `${path}.${randomUUID()}.tmp`
      writeNew(temporary, key)
      try {
        linkSync(temporary, path)
      } finally {
        rmSync(temporary, { force: true })
      }
      return { ok: true, value: key }
    },
  }
}

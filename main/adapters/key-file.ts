import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { isGuarded, type MachineGuard } from './machine-guard.ts'
import { type Read, readFileOf } from './read-file.ts'
import { KEY_BYTES, newKey } from './seal.ts'
import { placeNew, writeNew, writeWhole } from './write-whole.ts'

/**
 * The key of a data folder: the file `secrets.key`, 32 random bytes. On Windows the PC guards them, where it
 * can; else what protects them is the folder's rights.
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

export const createKeyFile = ({ path, guard }: { path: string; guard: MachineGuard | null }): KeyFile => {
  /** The last answer of the PC, which takes it half a second, by what lay on disk. */
  let opened: { file: Buffer; key: Buffer } | null = null
  let isGuardTried = false

  const damaged = (why: string): Read<Uint8Array> => ({ ok: false, kind: 'damaged', why })

  const openGuarded = (file: Buffer): Read<Uint8Array> => {
    if (opened?.file.equals(file)) return { ok: true, value: opened.key }
    if (guard === null) return damaged('is guarded by a Windows PC and opens there only')
    const key = guard.open(file)
    if (!key.ok)
      return key.isOtherPc
        ? damaged('is guarded by another PC and opens there only')
        : { ok: false, kind: 'refused', why: 'is guarded by Windows, which could not be asked' }
    if (key.bytes.length !== KEY_BYTES) return damaged('holds no key')
    opened = { file, key: key.bytes }
    return { ok: true, value: key.bytes }
  }

  /**
   * Puts a guarded key in the place of a plain one, once in the life of a process; where it cannot, the plain
   * one stays.
   */
  const guardPlain = (key: Buffer): void => {
    if (guard === null || isGuardTried) return
    isGuardTried = true
    const guarded = guard.protect(key)
    // Read back first: a key that does not open again must never be the only one.
    if (!guarded.ok) return
    const back = guard.open(guarded.bytes)
    if (!back.ok || !back.bytes.equals(key)) return
    writeWhole(path, guarded.bytes)
    opened = { file: guarded.bytes, key }
  }

  const read = (): Read<Uint8Array> => {
    const file = readFileOf(path)
    if (!file.ok) return file
    if (isGuarded(file.value)) return openGuarded(file.value)
    if (file.value.length !== KEY_BYTES)
      return damaged(`is damaged: it must have ${KEY_BYTES} bytes and has ${file.value.length}`)
    guardPlain(file.value)
    return file
  }

  return {
    path,
    read,
    forWriting(isInUse) {
      const found = read()
      // A new key would make all that was sealed with the old one unreadable for good.
      if (found.ok || found.kind !== 'missing' || isInUse) return found
      // Whole before it gets its name, and never put in the place of another.
      const temporary = `${path}.${randomUUID()}.tmp`
      writeNew(temporary, newKey())
      try {
        placeNew(temporary, path)
      } finally {
        rmSync(temporary, { force: true })
      }
      return read()
    },
  }
}

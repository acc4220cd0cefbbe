import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { withLockFile } from '../adapters/lock-file.ts'
import { syncFolderNow, writeWhole } from '../adapters/write-whole.ts'
import type { SecretResult, Secrets } from '../core/ports/secrets.ts'
import type { Translate } from '../core/ports/texts.ts'
import type { SafeStoragePart } from './electron-modules.ts'

/** What lies on disk: base64 of what the operating system's key store encrypted, by name. */
const StoredSecrets = z.object({ version: z.literal(1), entries: z.record(z.string(), z.string()) })
type StoredSecrets = z.infer<typeof StoredSecrets>

/** Where these secrets lie in a data folder. */
export const safeStorageFile = (dataFolder: string): string => path.join(dataFolder, 'secrets-desktop.json')

type FileRead = { ok: true; stored: StoredSecrets } | { ok: false }

const readStored = (file: string): FileRead => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    // No file yet means no secret yet; anything else (rights, a broken disk) must not be mistaken for that.
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? { ok: true, stored: { version: 1, entries: {} } }
      : { ok: false }
  }
  try {
    return { ok: true, stored: StoredSecrets.parse(JSON.parse(text)) }
  } catch {
    return { ok: false } // not our file any more; the sentence says what to do
  }
}

/**
 * The secret store over Electron's safeStorage (DPAPI of the signed-in Windows user, or the desktop's key ring on Linux), in
 * `secrets-desktop.json` of the data folder. There is no weaker way to fall back to: where the system has no key store (Linux'
 * `basic_text` counts as none), nothing can be saved and the sentence says so. Needs the app to be ready.
 */
export const createSafeStorageSecrets = (deps: {
  safeStorage: SafeStoragePart
  dataFolder: string
  platform: NodeJS.Platform
  translate: () => Translate
}): Secrets => {
  const { safeStorage, dataFolder, platform, translate } = deps
  const file = safeStorageFile(dataFolder)
  const canEncrypt = (): boolean =>
    safeStorage.isEncryptionAvailable() &&
    !(platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
  const unreadable = (key: string, name: string): SecretResult => ({
    ok: false,
    reason: 'unreadable',
    sentence: translate()(key, { name, file }),
  })

  const store = (name: string, value: string, isOnlyNew: boolean): void => {
    // The port has no refusal: a PC without a key store is a broken machine to it.
    if (!canEncrypt()) throw new Error(translate()('desktop.secrets.noKeyStore', { name, file }))
    mkdirSync(dataFolder, { recursive: true })
    withLockFile(path.join(dataFolder, 'secrets.lock'), () => {
      const read = readStored(file)
      if (!read.ok) throw new Error(translate()('desktop.secrets.fileBroken', { name, file }))
      if (isOnlyNew && Object.hasOwn(read.stored.entries, name)) return
      const entries = { ...read.stored.entries, [name]: safeStorage.encryptString(value).toString('base64') }
      writeWhole(file, `${JSON.stringify({ version: 1, entries } satisfies StoredSecrets, null, 2)}\n`)
      syncFolderNow(dataFolder)
    })
  }

  return {
    get: (name) => {
      const read = readStored(file)
      if (!read.ok) return unreadable('desktop.secrets.fileBroken', name)
      const blob = Object.hasOwn(read.stored.entries, name) ? read.stored.entries[name] : undefined
      if (blob === undefined)
        return { ok: false, reason: 'missing', sentence: translate()('desktop.secrets.missing', { name }) }
      if (!canEncrypt()) return unreadable('desktop.secrets.noKeyStore', name)
      try {
        return { ok: true, value: safeStorage.decryptString(Buffer.from(blob, 'base64')) }
      } catch {
        // Another user's entry, or a new Windows password set by an administrator: the value is lost to this user.
        return unreadable('desktop.secrets.otherUser', name)
      }
    },
    set: (name, value) => store(name, value, false),
    create: (name, value) => store(name, value, true),
    has: (name) => {
      const read = readStored(file)
      return read.ok && Object.hasOwn(read.stored.entries, name)
    },
    stamp: () => {
      // Every write is a rename onto the name, so a change always brings another inode or another time.
      const found = statSync(file, { bigint: true, throwIfNoEntry: false })
      return found ? `${found.ino} ${found.mtimeNs} ${found.size}` : 'none'
    },
  }
}

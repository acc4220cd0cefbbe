import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { KeyStore, SecretResult, Secrets } from '../core/ports/secrets.ts'
import type { TextKey } from '../core/ports/text-key.ts'
import type { Translate } from '../core/ports/texts.ts'
import { withLockFile } from './lock-file.ts'
import { syncFolderNow, writeWhole } from './write-whole.ts'

/** What lies on disk: base64 of what the key store encrypted, by name. */
const StoredSecrets = z.object({ version: z.literal(1), entries: z.record(z.string(), z.string()) })
type StoredSecrets = z.infer<typeof StoredSecrets>

/** Where these secrets lie in a data folder. */
export const keyStoreFile = (folder: string): string => path.join(folder, 'secrets-desktop.json')

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
 * The secret store over the key store of the signed-in user, in `secrets-desktop.json` of the data folder.
 * There is no weaker way to fall back to: without a key store nothing can be saved and the sentence says so.
 */
export const createKeyStoreSecrets = (deps: { keyStore: KeyStore; folder: string; translate: Translate }): Secrets => {
  const { keyStore, folder, translate } = deps
  const file = keyStoreFile(folder)
  const unreadable = (key: TextKey, name: string): SecretResult => ({
    ok: false,
    reason: 'unreadable',
    sentence: translate(key, { name, file }),
  })
  // The port has no refusal: a PC without a key store is a broken machine to it.
  const noKeyStore = (name: string) => new Error(translate('desktop.secrets.noKeyStore', { name, file }))

  const store = (name: string, value: string, isOnlyNew: boolean): void => {
    if (!keyStore.isAvailable()) throw noKeyStore(name)
    mkdirSync(folder, { recursive: true })
    withLockFile(path.join(folder, 'secrets.lock'), () => {
      const read = readStored(file)
      if (!read.ok) throw new Error(translate('desktop.secrets.fileBroken', { name, file }))
      if (isOnlyNew && Object.hasOwn(read.stored.entries, name)) return
      const encrypted = keyStore.encrypt(value)
      if (encrypted === null) throw noKeyStore(name)
      const entries = { ...read.stored.entries, [name]: encrypted }
      writeWhole(file, `${JSON.stringify({ version: 1, entries } satisfies StoredSecrets, null, 2)}\n`)
      syncFolderNow(folder)
    })
  }

  return {
    get: (name) => {
      const read = readStored(file)
      if (!read.ok) return unreadable('desktop.secrets.fileBroken', name)
      const encrypted = Object.hasOwn(read.stored.entries, name) ? read.stored.entries[name] : undefined
      if (encrypted === undefined)
        return { ok: false, reason: 'missing', sentence: translate('desktop.secrets.missing', { name }) }
      if (!keyStore.isAvailable()) return unreadable('desktop.secrets.noKeyStore', name)
      const value = keyStore.decrypt(encrypted)
      // Another user's entry, or a new Windows password set by an administrator: the value is lost to this
      // user.
      return value === null ? unreadable('desktop.secrets.otherUser', name) : { ok: true, value }
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

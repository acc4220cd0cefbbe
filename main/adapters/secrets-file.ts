import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SecretResult, Secrets } from '../core/ports/secrets.ts'
import { fromPairs, isObject, own } from '../core/settings/json-object.ts'
import { errnoOf } from './errno.ts'
import { withLockFile } from './lock-file.ts'
import { KEY_BYTES, newKey, seal, unseal } from './seal.ts'
import { syncFolderNow, writeNew, writeWhole } from './write-whole.ts'

type Read<T> = { ok: true; value: T } | { ok: false; isMissing: boolean; why: string }

const readFile = (path: string): Read<Buffer> => {
  try {
    return { ok: true, value: readFileSync(path) }
  } catch (error) {
    const code = errnoOf(error)
    return {
      ok: false,
      isMissing: code === 'ENOENT',
      why: code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`,
    }
  }
}

const readKey = (path: string): Read<Uint8Array> => {
  const key = readFile(path)
  if (!key.ok || key.value.length === KEY_BYTES) return key
  return { ok: false, isMissing: false, why: `is damaged: it must have ${KEY_BYTES} bytes and has ${key.value.length}` }
}

const isMissing = (path: string): boolean => {
  const key = readKey(path)
  return !key.ok && key.isMissing
}

/** The sealed values by name. No file means no secrets yet. */
const readSealed = (path: string): Read<Record<string, unknown>> => {
  const file = readFile(path)
  if (!file.ok) return file.isMissing ? { ok: true, value: {} } : file
  try {
    const secrets = own(JSON.parse(file.value.toString('utf8')), 'secrets')
    if (isObject(secrets)) return { ok: true, value: secrets }
  } catch {
    // Not JSON is damaged, as below; the parser's message would quote the file.
  }
  return { ok: false, isMissing: false, why: 'is damaged: it is not what Night Porter wrote' }
}

/** The key, made at the first use. Whole before it gets its name, and never put in the place of another. */
const keyForWriting = (path: string): Uint8Array => {
  const found = readKey(path)
  if (found.ok) return found.value
  if (!found.isMissing)
    throw new Error(`The secret was not stored, because ${path} ${found.why}. Put the file back from a backup.`)
  const key = newKey()
  const temporary = `${path}.${randomUUID()}.tmp`
  writeNew(temporary, key)
  try {
    linkSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
  return key
}

/**
 * Secrets in two files of the data folder: `secrets.key` (32 random bytes) and `secrets.json`, each value
 * sealed under its name with AES-256-GCM; both with mode 600. Several processes may read and write at once.
 * `set` throws when the disk refuses; no value is ever part of an error.
 */
export const createFileSecrets = ({ folder }: { folder: string }): Secrets => {
  const keyPath = join(folder, 'secrets.key')
  const path = join(folder, 'secrets.json')
  const unreadable = (name: string, file: string, why: string): SecretResult => ({
    ok: false,
    reason: 'unreadable',
    sentence:
      `The secret '${name}' cannot be read: ${file} ${why}. Nothing that needs it is sent until then. ` +
      `Put the file back from a backup, or enter the secret again (secret set ${name}).`,
  })

  const get = (name: string): SecretResult => {
    const sealed = readSealed(path)
    if (!sealed.ok) return unreadable(name, path, sealed.why)
    const entry = own(sealed.value, name)
    if (typeof entry !== 'string') {
      const sentence = `The secret '${name}' has not been entered yet. Enter it in Settings or with the command: secret set ${name}`
      return { ok: false, reason: 'missing', sentence }
    }
    const key = readKey(keyPath)
    if (!key.ok) return unreadable(name, keyPath, key.why)
    const value = unseal(key.value, name, entry)
    return value === null
      ? unreadable(name, path, `was not written with the key in ${keyPath}, or was changed`)
      : { ok: true, value }
  }

  const store = (name: string, value: string, isOnlyNew: boolean): void => {
    mkdirSync(folder, { recursive: true })
    withLockFile(join(folder, 'secrets.lock'), () => {
      const sealed = readSealed(path)
      if (!sealed.ok)
        throw new Error(
          `The secret '${name}' was not stored, because ${path} ${sealed.why}. Put it back, or remove it.`,
        )
      if (isOnlyNew && Object.hasOwn(sealed.value, name)) return
      // A new key would make every other secret unreadable for good, the database's own key among them.
      if (Object.keys(sealed.value).length > 0 && isMissing(keyPath))
        throw new Error(
          `The secret '${name}' was not stored, because ${keyPath} is missing. Put the file back from a backup.`,
        )
      const entry = seal(keyForWriting(keyPath), name, value)
      const secrets = fromPairs([...Object.entries(sealed.value), [name, entry]])
      writeWhole(path, `${JSON.stringify({ version: 1, secrets }, null, 2)}\n`)
      syncFolderNow(folder)
    })
  }

  const has = (name: string): boolean => {
    const sealed = readSealed(path)
    return sealed.ok && typeof own(sealed.value, name) === 'string'
  }

  const stamp = (): string => {
    try {
      const { mtimeMs, size, ino } = statSync(path)
      return `${mtimeMs} ${size} ${ino}`
    } catch (error) {
      return errnoOf(error) // no file yet is a state of its own, and changes when that ends
    }
  }

  return {
    get,
    set: (name, value) => store(name, value, false),
    create: (name, value) => store(name, value, true),
    has,
    stamp,
  }
}

import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { isReservedSecret } from '../contract/secret-names.ts'
import type { SecretResult, Secrets, SecretUse } from '../core/ports/secrets.ts'
import { isSameUse } from '../core/settings/secret-use.ts'
import { errnoOf } from './errno.ts'
import { withLockFile } from './lock-file.ts'
import type { Protector } from './protector.ts'
import { type Read, readFileOf } from './read-file.ts'
import { replaceKeeping } from './write-whole.ts'

/**
 * Secrets by name in one file of the data folder, each sealed by the protector for its name and its use: a
 * changed use in the file does not open. A name may have a value for each of several uses; what 0.1.0 stored
 * has none and is bound once.
 */

const Use = z.object({ origin: z.string(), user: z.string().nullable(), proxy: z.string().nullable() })
const Bound = z.object({ use: Use, sealed: z.string() })
const Entry = z.union([z.string(), z.array(Bound)])
type Entries = Record<string, z.infer<typeof Entry>>

/** What is said of a secret that is not to be had, by the host's own words. */
export type SecretSentences<Why extends string> = {
  missing(name: string): string
  otherUse(name: string, entered: readonly SecretUse[]): string
  damagedFile(name: string, file: string, why: string): string
  unreadable(name: string, file: string, why: Why): string
  notStored(name: string, file: string, why: string): string
  notSealed(name: string, file: string, why: Why): string
  /** Nothing protects a secret here, so none is kept. */
  notProtected(name: string, file: string): string
}

const placeOf = (name: string, use: SecretUse | undefined): string =>
  use === undefined ? name : JSON.stringify(['secret', name, use.origin, use.user, use.proxy])

export const createStoredSecrets = <Why extends string>(parts: {
  path: string
  lockPath: string
  /** The member of the file that holds the entries. */
  member: 'secrets' | 'entries'
  protector: Protector<Why>
  sentences: SecretSentences<Why>
}): Secrets => {
  const { path, lockPath, member, protector, sentences } = parts
  const File = z.object({ version: z.literal(1), [member]: z.record(z.string(), Entry) })

  /** No file means no secrets yet. */
  const readEntries = (): Read<Entries> => {
    const file = readFileOf(path)
    if (!file.ok) return file.kind === 'missing' ? { ok: true, value: {} } : file
    try {
      // Own keys only, so that a name such as `__proto__` is a name: the schema's record would drop it.
      const parsed: unknown = JSON.parse(file.value.toString('utf8'))
      const read = File.safeParse(parsed)
      if (read.success) return { ok: true, value: entriesOf(parsed, member) }
    } catch {
      // Not JSON is damaged, as below; the parser's message would quote the file.
    }
    return { ok: false, kind: 'damaged', why: 'is damaged: it is not what Night Porter wrote' }
  }

  const entryOf = (entries: Entries, name: string): Entries[string] | undefined =>
    !isReservedSecret(name) && Object.hasOwn(entries, name) ? entries[name] : undefined

  const get = (name: string, use?: SecretUse): SecretResult => {
    const entries = readEntries()
    if (!entries.ok)
      return { ok: false, reason: 'unreadable', sentence: sentences.damagedFile(name, path, entries.why) }
    const entry = entryOf(entries.value, name)
    if (entry === undefined || entry.length === 0)
      return { ok: false, reason: 'missing', sentence: sentences.missing(name) }
    if (typeof entry === 'string' && use !== undefined)
      return { ok: false, reason: 'unbound', sentence: sentences.missing(name) }
    const sealed =
      typeof entry === 'string' ? entry : entry.find((one) => use !== undefined && isSameUse(one.use, use))?.sealed
    if (sealed === undefined) {
      const entered = typeof entry === 'string' ? [] : entry.map((one) => one.use)
      return { ok: false, reason: 'other-use', sentence: sentences.otherUse(name, entered) }
    }
    const opened = protector.open(placeOf(name, use), sealed)
    return opened.ok
      ? opened
      : { ok: false, reason: 'unreadable', sentence: sentences.unreadable(name, path, opened.why) }
  }

  const seal = (name: string, use: SecretUse | undefined, value: string): string => {
    const sealed = protector.seal(placeOf(name, use), value)
    if (!sealed.ok) throw new Error(sentences.notSealed(name, path, sealed.why))
    return sealed.value
  }

  /** `change` gives the new entry, or null to leave everything as it is. */
  const store = (name: string, change: (before: Entries[string] | undefined) => Entries[string] | null): void => {
    if (isReservedSecret(name)) throw new Error(sentences.notStored(name, path, 'has no place for this name'))
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    withLockFile(lockPath, () => {
      const entries = readEntries()
      if (!entries.ok) throw new Error(sentences.notStored(name, path, entries.why))
      const changed = change(entryOf(entries.value, name))
      if (changed === null) return
      const all = Object.fromEntries([...Object.entries(entries.value), [name, changed]])
      replaceKeeping(path, `${JSON.stringify({ version: 1, [member]: all }, null, 2)}\n`)
    })
  }

  /** An entry for this use beside those for other uses. */
  const beside = (before: Entries[string] | undefined, name: string, use: SecretUse, value: string) => [
    ...(Array.isArray(before) ? before.filter((one) => !isSameUse(one.use, use)) : []),
    { use, sealed: seal(name, use, value) },
  ]

  return {
    get,
    set: (name, value, use) => {
      // Asked before any file is made: a PC without protection keeps nothing.
      if (!protector.isAvailable()) throw new Error(sentences.notProtected(name, path))
      store(name, (before) => (use === undefined ? seal(name, undefined, value) : beside(before, name, use, value)))
    },
    bind: (name, uses) => {
      if (uses.length === 0) return
      store(name, (before) => {
        const value = typeof before === 'string' ? protector.open(placeOf(name, undefined), before) : null
        if (!value?.ok) return null
        const different = uses.filter((use, n) => uses.findIndex((other) => isSameUse(other, use)) === n)
        return different.map((use) => ({ use, sealed: seal(name, use, value.value) }))
      })
    },
    has: (name, use) => {
      const entries = readEntries()
      const entry = entries.ok ? entryOf(entries.value, name) : undefined
      if (entry === undefined || entry.length === 0) return false
      if (typeof entry === 'string' || use === undefined) return true
      return entry.some((one) => isSameUse(one.use, use))
    },
    isUnbound: (name) => {
      const entries = readEntries()
      return entries.ok && typeof entryOf(entries.value, name) === 'string'
    },
    remove: (name) => store(name, () => []),
    stamp: () => {
      try {
        // Every write is a rename onto the name, so a change always brings another inode or another time.
        const { mtimeNs, size, ino } = statSync(path, { bigint: true })
        return `${mtimeNs} ${size} ${ino}`
      } catch (error) {
        return errnoOf(error) // no file yet is a state of its own, and changes when that ends
      }
    },
  }
}

const entriesOf = (parsed: unknown, member: string): Entries => {
  const entries: Entries = Object.create(null)
  const found =
    typeof parsed === 'object' && parsed !== null ? Object.entries(parsed).find(([key]) => key === member) : undefined
  for (const [name, value] of Object.entries(found?.[1] ?? {})) {
    const entry = Entry.safeParse(value)
    if (entry.success) entries[name] = entry.data
  }
  return entries
}

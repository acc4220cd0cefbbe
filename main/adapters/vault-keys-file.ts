import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { FIRST_KEY_ID, type KeyRing, type KeysRead, type VaultKeys } from '../core/ports/vault-keys.ts'
import { withLockFile } from './lock-file.ts'
import type { Protector } from './protector.ts'
import { readFileOf } from './read-file.ts'
import { writeWhole } from './write-whole.ts'

/**
 * The vault's keys in a file of their own, each sealed by the protector of the data folder under a place that
 * no secret can have. Secrets are sealed under their names, so none of these opens as a secret, wherever
 * somebody copies it.
 */

const StoredKeys = z.object({
  version: z.literal(1),
  current: z.string(),
  keys: z.record(z.string().regex(/^[0-9a-f]{8}$/), z.string()),
  marks: z.string().nullable(),
})
type StoredKeys = z.infer<typeof StoredKeys>

/** The key of 0.1.0, which stood among the secrets. */
export type FormerKey = {
  /** Base64; null: there is none. Not ok: it is there and does not open. */
  read(): { ok: true; text: string | null } | { ok: false; isLost: boolean; sentence: string }
  forget(): void
}

export type KeySentences<Why extends string> = {
  missing(): string
  damagedFile(file: string, why: string): string
  unreadable(file: string, why: Why): string
  notProtected(file: string): string
}

const KEY_BYTES = 32

const keyPlace = (id: string): string => JSON.stringify(['vault', 'key', id])
const marksPlace = JSON.stringify(['vault', 'marks'])

export const createVaultKeysFile = <Why extends string>(parts: {
  path: string
  lockPath: string
  protector: Protector<Why>
  sentences: KeySentences<Why>
  /**
   * What an earlier version kept elsewhere; asked while there is no file yet. `forget` takes it out of there.
   */
  former: FormerKey
  /** Moves what does not open any more out of the way, under names that say when. */
  setAside: (at: number) => void
}): VaultKeys => {
  const { path, lockPath, protector, sentences, former, setAside } = parts

  const opened = (stored: StoredKeys): KeysRead => {
    const keys = new Map<string, Uint8Array>()
    for (const [id, sealed] of Object.entries(stored.keys)) {
      const key = bytesAt(keyPlace(id), sealed)
      if (!key.ok) return key
      keys.set(id, key.bytes)
    }
    const marks = stored.marks === null ? null : bytesAt(marksPlace, stored.marks)
    if (marks !== null && !marks.ok) return marks
    const { current: currentId } = stored
    if (!keys.has(currentId) || (marks === null && !keys.has(FIRST_KEY_ID)))
      return damaged('is damaged: a key is missing')
    return { ok: true, ring: { currentId, keys, marks: marks?.bytes ?? null } }
  }

  const damaged = (why: string, isLost = true): Extract<KeysRead, { ok: false }> => ({
    ok: false,
    reason: isLost ? 'lost' : 'unreadable',
    sentence: sentences.damagedFile(path, why),
  })

  const bytesAt = (
    place: string,
    sealed: string,
  ): { ok: true; bytes: Uint8Array } | Extract<KeysRead, { ok: false }> => {
    const text = protector.open(place, sealed)
    if (!text.ok)
      return { ok: false, reason: text.isLost ? 'lost' : 'unreadable', sentence: sentences.unreadable(path, text.why) }
    const bytes = Buffer.from(text.value, 'base64')
    return bytes.length === KEY_BYTES ? { ok: true, bytes } : damaged('is damaged: a key has another length')
  }

  /** Null: there is no file yet. */
  const readStored = (): KeysRead | null => {
    const file = readFileOf(path)
    if (!file.ok) return file.kind === 'missing' ? null : damaged(file.why, false)
    try {
      return opened(StoredKeys.parse(JSON.parse(file.value.toString('utf8'))))
    } catch {
      return damaged('is damaged: it is not what Night Porter wrote') // neither JSON nor ours; the error could quote it
    }
  }

  const write = (ring: KeyRing): void => {
    const sealedAt = (place: string, bytes: Uint8Array): string => {
      const sealed = protector.seal(place, Buffer.from(bytes).toString('base64'))
      if (!sealed.ok) throw new Error(sentences.unreadable(path, sealed.why))
      return sealed.value
    }
    const stored: StoredKeys = {
      version: 1,
      current: ring.currentId,
      keys: Object.fromEntries([...ring.keys].map(([id, key]) => [id, sealedAt(keyPlace(id), key)])),
      marks: ring.marks === null ? null : sealedAt(marksPlace, ring.marks),
    }
    writeWhole(path, `${JSON.stringify(stored, null, 2)}\n`)
  }

  const locked = <T>(work: () => T): T => {
    if (!protector.isAvailable()) throw new Error(sentences.notProtected(path))
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return withLockFile(lockPath, work)
  }

  return {
    read() {
      const stored = readStored()
      if (stored !== null) return stored
      const earlier = former.read()
      if (!earlier.ok) return { ok: false, reason: earlier.isLost ? 'lost' : 'unreadable', sentence: earlier.sentence }
      if (earlier.text === null) return { ok: false, reason: 'missing', sentence: sentences.missing() }
      const key = Buffer.from(earlier.text, 'base64')
      if (key.length !== KEY_BYTES) return damaged('is missing, and the key of version 0.1.0 is damaged')
      const ring: KeyRing = { currentId: FIRST_KEY_ID, keys: new Map([[FIRST_KEY_ID, key]]), marks: null }
      // The key is on the disk in its new place before it leaves the old one.
      locked(() => {
        if (readStored() === null) write(ring)
        former.forget()
      })
      return readStored() ?? { ok: true, ring }
    },
    create: (ring) =>
      locked(() => {
        if (readStored() === null) write(ring)
      }),
    beginAnew: (ring, at) =>
      locked(() => {
        if (readStored()?.ok) return
        setAside(at)
        former.forget()
        write(ring)
      }),
    replace: (ring) => locked(() => write(ring)),
  }
}

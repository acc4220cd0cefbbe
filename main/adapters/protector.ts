import type { KeyStore } from '../core/ports/secrets.ts'
import type { KeyFile } from './key-file.ts'
import { seal, unseal } from './seal.ts'

/** `isLost`: it will not open later either, unless what is missing or damaged is put back. */
type Guarded<Why extends string> = { ok: true; value: string } | { ok: false; why: Why; isLost: boolean }

/**
 * Seals small texts of the data folder so that only this PC, or only this user, opens them again, each in its
 * own place.
 */
export type Protector<Why extends string> = {
  isAvailable(): boolean
  seal(place: string, text: string): Guarded<Why>
  open(place: string, sealed: string): Guarded<Why>
}

/**
 * By the key file of the data folder. `why` reads on after the name of what cannot be opened: file and
 * reason.
 */
export const protectByKeyFile = (parts: {
  /** Where it lies, and what is protected by it: for the sentence. */
  keyFile: KeyFile
  /** Whether something was sealed with it before: a new key would lose that for good. */
  isInUse: () => boolean
}): Protector<string> => {
  const { keyFile, isInUse } = parts
  return {
    isAvailable: () => true,
    seal: (place, text) => {
      const key = keyFile.forWriting(isInUse())
      return key.ok
        ? { ok: true, value: seal(key.value, place, text) }
        : { ok: false, why: `${keyFile.path} ${key.why}`, isLost: key.kind !== 'refused' }
    },
    open: (place, sealed) => {
      const key = keyFile.read()
      if (!key.ok) return { ok: false, why: `${keyFile.path} ${key.why}`, isLost: key.kind !== 'refused' }
      const value = unseal(key.value, place, sealed)
      return value === null
        ? { ok: false, why: `it was not written with the key in ${keyFile.path}, or was changed`, isLost: true }
        : { ok: true, value }
    },
  }
}

/**
 * By the key store of the signed-in user. The place is sealed along, since a key store binds a text to
 * nothing else.
 */
export const protectByKeyStore = (keyStore: KeyStore): Protector<'noKeyStore' | 'otherUser'> => ({
  isAvailable: keyStore.isAvailable,
  seal: (place, text) => {
    const sealed = keyStore.isAvailable() ? keyStore.encrypt(JSON.stringify([place, text])) : null
    return sealed === null ? { ok: false, why: 'noKeyStore', isLost: false } : { ok: true, value: sealed }
  },
  open: (place, sealed) => {
    if (!keyStore.isAvailable()) return { ok: false, why: 'noKeyStore', isLost: false }
    const opened = keyStore.decrypt(sealed)
    const value = opened === null ? null : valueAt(place, opened)
    // Another user's entry, or a new Windows password set by an administrator: the value is lost to this
    // user.
    return value === null ? { ok: false, why: 'otherUser', isLost: false } : { ok: true, value }
  },
})

/** What 0.1.0 sealed is no pair and belongs to the name it stood under; every place of ours is a list. */
const valueAt = (place: string, opened: string): string | null => {
  const pair = pairIn(opened)
  if (pair !== null) return pair[0] === place ? pair[1] : null
  return place.startsWith('[') ? null : opened
}

const pairIn = (text: string): [string, string] | null => {
  try {
    const [place, value, ...rest]: unknown[] = JSON.parse(text)
    return typeof place === 'string' && typeof value === 'string' && rest.length === 0 ? [place, value] : null
  } catch {
    return null // not JSON, or no list
  }
}

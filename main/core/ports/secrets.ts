import type { VaultKeys } from './vault-keys.ts'

/** Where a secret may go: it opens for the address and user that it was entered for, and for nothing else. */
export type SecretUse = {
  /** Scheme, host and port of the end point. */
  origin: string
  /** The name that goes along with it; null where the channel has none. */
  user: string | null
  /** The web proxy on the way; null: none. */
  proxy: string | null
}

/** Passwords and tokens, kept apart from the settings. Values never reach a log or an error text. */
export type SecretResult =
  | { ok: true; value: string }
  /**
   * `other-use`: it was entered for another address, user or proxy. `unbound`: entered before any of them was
   * known.
   */
  | { ok: false; reason: 'missing' | 'unreadable' | 'other-use' | 'unbound'; sentence: string }

export type Secrets = {
  /**
   * Reads afresh every time, so that a change made by another process counts at once. Without a use: one not
   * bound yet.
   */
  get(name: string, use?: SecretUse): SecretResult
  /** Stores it for one use; without one it waits for `bind`. Throws a sentence when it cannot be stored. */
  set(name: string, value: string, use?: SecretUse): void
  /** Binds a secret that was stored without a use to these. Nothing happens where there is none. */
  bind(name: string, uses: readonly SecretUse[]): void
  has(name: string, use?: SecretUse): boolean
  /** Whether it waits for `bind`. */
  isUnbound(name: string): boolean
  /** Forgets it, whatever it was entered for. */
  remove(name: string): void
  /** Changes whenever a secret was stored, also by another process. For polling. */
  stamp(): string
}

/**
 * What a data folder keeps under the key of its PC or user: secrets by name, and the vault's keys in a place
 * of their own.
 */
export type SecretStore = Secrets & { vaultKeys: VaultKeys }

/**
 * The key store of the signed-in user (DPAPI, a key ring): it encrypts small texts so that only this user
 * reads them again.
 */
export type KeyStore = {
  /** False where the system has none, or only one without protection. */
  isAvailable(): boolean
  /** Base64, or null when the key store refuses. */
  encrypt(text: string): string | null
  /** Null: another user's, or a key that is lost. */
  decrypt(encrypted: string): string | null
}

/** The same where it lives, in the desktop's main thread: each answer is waited for. */
export type AskedKeyStore = {
  [Name in keyof KeyStore]: (...given: Parameters<KeyStore[Name]>) => Promise<ReturnType<KeyStore[Name]>>
}

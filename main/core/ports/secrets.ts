/** Passwords, tokens and keys, kept apart from the settings. Values never reach a log or an error text. */
export type SecretResult =
  | { ok: true; value: string }
  | { ok: false; reason: 'missing' | 'unreadable'; sentence: string }

export type Secrets = {
  /** Reads afresh every time, so that a change made by another process counts at once. */
  get(name: string): SecretResult
  set(name: string, value: string): void
  /** Stores it only where there is none yet; of several processes at once the first wins. */
  create(name: string, value: string): void
  has(name: string): boolean
  /** Changes whenever a secret was stored, also by another process. For polling. */
  stamp(): string
}

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

/** Passwords, tokens and keys, kept apart from the settings. Values never reach a log or an error text. */
export type SecretResult =
  | { ok: true; value: string }
  | { ok: false; reason: 'missing' | 'unreadable'; sentence: string }

export interface Secrets {
  /** Reads afresh every time, so that a change made by another process counts at once. */
  get(name: string): SecretResult
  set(name: string, value: string): void
  /** Stores it only where there is none yet; of several processes at once the first wins. */
  create(name: string, value: string): void
  has(name: string): boolean
  /** Changes whenever a secret was stored, also by another process. For polling. */
  stamp(): string
}

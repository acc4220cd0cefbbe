import { type CauseName, isCause } from './entries.ts'

declare const newer: unique symbol

/**
 * A cause that a newer version of this program wrote, and that this one has no entry for. Only `storedCause`
 * gives it.
 */
type NewerCause = string & { readonly [newer]: true }

/**
 * A cause as the database holds it. `duplicate` goes with the state of that name, which needs no explanation.
 * The cause of a newer version is left as it was written, so that the newer version finds it again.
 */
export type StoredCause = CauseName | 'duplicate' | NewerCause

const isNewer = (text: string): text is NewerCause => !isCause(text) && text !== 'duplicate'

/** Reads a cause from the database. */
export const storedCause = (text: string): StoredCause => (isCause(text) || isNewer(text) ? text : 'duplicate')

/**
 * The cause whose words explain it: its own, or those that say that a newer version wrote it. Null: it needs
 * no words.
 */
export const causeInWords = (cause: StoredCause): CauseName | null => {
  if (isCause(cause)) return cause
  return cause === 'duplicate' ? null : 'newer-cause'
}

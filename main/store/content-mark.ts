import type { Vault } from './vault.ts'

/**
 * Keyed hashes of files. The plain SHA-256 of a file whose masked copy lies beside it gives the card number
 * back in minutes: nine digits are unknown, and one is a check digit.
 */

const PLAIN_BYTES = 32

/** Whether a hash is the plain one, as versions up to 0.1.0 wrote it; a keyed one is shorter. */
export const isPlainHash = (hash: Uint8Array): boolean => hash.byteLength === PLAIN_BYTES

/** The keyed hash of a file, from its SHA-256. */
export const contentMark = (vault: Pick<Vault, 'mark'>, sha256: Uint8Array): Buffer =>
  vault.mark(Buffer.from(sha256).toString('hex'), 'content')

/** A stored hash as a keyed one, whichever version wrote it. */
export const asMark = (vault: Pick<Vault, 'mark'>, stored: Buffer): Buffer =>
  isPlainHash(stored) ? contentMark(vault, stored) : stored

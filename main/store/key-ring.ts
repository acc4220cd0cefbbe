import { randomBytes } from 'node:crypto'
import type { KeyRing } from '../core/ports/vault-keys.ts'

const KEY_BYTES = 32
const ID_BYTES = 4

/** The keys of a new data folder. */
export const newKeyRing = (): KeyRing => {
  const currentId = randomBytes(ID_BYTES).toString('hex')
  return { currentId, keys: new Map([[currentId, randomBytes(KEY_BYTES)]]), marks: randomBytes(KEY_BYTES) }
}

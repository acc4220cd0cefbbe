import { randomBytes } from 'node:crypto'
import type { KeyRing } from '../core/ports/vault-keys.ts'

const KEY_BYTES = 32
const ID_BYTES = 4

/** A new key with an id of its own. */
export const newKey = (): { id: string; key: Buffer } => ({
  id: randomBytes(ID_BYTES).toString('hex'),
  key: randomBytes(KEY_BYTES),
})

/** The keys of a new data folder. */
export const newKeyRing = (): KeyRing => {
  const { id, key } = newKey()
  return { currentId: id, keys: new Map([[id, key]]), marks: randomBytes(KEY_BYTES) }
}

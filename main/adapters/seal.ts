import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Bytes of a key for `seal`. */
export const KEY_BYTES = 32

/** A new random key. */
export const newKey = (): Buffer => randomBytes(KEY_BYTES)

/**
 * Encrypts a value (AES-256-GCM, new nonce) so that it opens only under the same name. Base64 of nonce, tag
 * and cipher text.
 */
export const seal = (key: Uint8Array, name: string, value: string): string => {
  const nonce = randomBytes(NONCE_BYTES)
  const sealer = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([sealer.update(value, 'utf8'), sealer.final()])
  return Buffer.concat([nonce, sealer.getAuthTag(), sealed]).toString('base64')
}

/** The value, or null when key or name are others or the text was changed. */
export const unseal = (key: Uint8Array, name: string, sealed: string): string | null => {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null
  const opener = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([opener.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), opener.final()]).toString('utf8')
  } catch {
    return null // The only error here is a tag that does not fit; the caller says so in its own words.
  }
}

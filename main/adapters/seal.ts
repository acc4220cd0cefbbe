import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Bytes of a key for `seal`. */
export const keyBytes = 32

/** A new random key. */
export const newKey = (): Buffer => randomBytes(keyBytes)

/** Encrypts a value (AES-256-GCM, new nonce) so that it opens only under the same name. Base64 of nonce, tag and cipher text. */
export const seal = (key: Uint8Array, name: string, value: string): string => {
  const nonce = randomBytes(nonceBytes)
  const sealer = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([sealer.update(value, 'utf8'), sealer.final()])
  return Buffer.concat([nonce, sealer.getAuthTag(), sealed]).toString('base64')
}

/** The value, or null when key or name are others or the text was changed. */
export const unseal = (key: Uint8Array, name: string, sealed: string): string | null => {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < nonceBytes + tagBytes) return null
  const opener = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([opener.update(bytes.subarray(nonceBytes + tagBytes)), opener.final()]).toString('utf8')
  } catch {
    return null // The only error here is a tag that does not fit; the caller says so in its own words.
  }
}

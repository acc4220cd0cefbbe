import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + NONCE_BYTES
const MARK_BYTES = 16

type Opened = { ok: true; bytes: Buffer } | { ok: false }
type OpenedText = { ok: true; text: string } | { ok: false }

/** Keeps content unreadable at rest. `identity` names the place of a value, such as `message.details:17`. */
export type Vault = {
  /**
   * Encrypts a value for one place: version byte, nonce, ciphertext, tag. The same value never looks the same
   * twice.
   */
  seal(plain: Uint8Array | string, identity: string): Buffer
  /**
   * Decrypts. Not ok where the bytes were changed or cut, belong to another place, or were sealed with
   * another key.
   */
  open(sealed: Uint8Array, identity: string): Opened
  /** As `open`, for text sealed as a string. */
  openText(sealed: Uint8Array, identity: string): OpenedText
  /**
   * A keyed hash of 16 bytes by which equal values can be found. Marks of different purposes have nothing in
   * common.
   */
  mark(value: string, purpose: string): Buffer
}

/**
 * As a key object: Node would make one anew from bytes for every value, which takes seven times as long as
 * the hash itself.
 */
const derive = (key: Uint8Array, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES)))

const bound = (identity: string): Buffer => Buffer.concat([Buffer.of(VERSION), Buffer.from(identity, 'utf8')])

/**
 * A vault for one key of 32 bytes (throws on another length). Sealing and marking use keys of their own,
 * derived from it (RFC 5869).
 */
export const createVault = (key: Uint8Array): Vault => {
  if (key.byteLength !== KEY_BYTES) throw new Error(`A vault key has ${KEY_BYTES} bytes`)
  const sealKey = derive(key, 'night-porter vault: seal')
  const markKey = derive(key, 'night-porter vault: mark')

  const open = (sealed: Uint8Array, identity: string): Opened => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) return { ok: false }
    const decipher = createDecipheriv(CIPHER, sealKey, bytes.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(bound(identity))
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
    const plain = decipher.update(bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES))
    try {
      return { ok: true, bytes: Buffer.concat([plain, decipher.final()]) }
    } catch {
      // Node's only way to say that the tag does not match; what was decrypted so far must not be used.
      return { ok: false }
    }
  }

  return {
    seal(plain, identity) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, sealKey, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(bound(identity))
      const content = cipher.update(typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain)
      return Buffer.concat([Buffer.of(VERSION), nonce, content, cipher.final(), cipher.getAuthTag()])
    },
    open,
    openText(sealed, identity) {
      const opened = open(sealed, identity)
      return opened.ok ? { ok: true, text: opened.bytes.toString('utf8') } : opened
    },
    mark(value, purpose) {
      // JSON keeps the two apart whatever they contain.
      const whole = createHmac('sha256', markKey)
        .update(JSON.stringify([purpose, value]))
        .digest()
      return Buffer.from(whole.subarray(0, MARK_BYTES))
    },
  }
}

/**
 * Reads a vault key as the secret store keeps it: 32 bytes in base64. Not ok for anything else; the value is
 * never repeated in an error.
 */
export const vaultKeyFrom = (secretValue: string): { ok: true; key: Uint8Array } | { ok: false } => {
  const text = secretValue.trim()
  const key = Buffer.from(text, 'base64')
  // Node skips what is not base64; only a value that comes back the same was one.
  if (key.byteLength !== KEY_BYTES || key.toString('base64') !== text) return { ok: false }
  return { ok: true, key }
}

/** A new random vault key, in the form the secret store keeps and `vaultKeyFrom` reads. */
export const newVaultKey = (): string => randomBytes(KEY_BYTES).toString('base64')

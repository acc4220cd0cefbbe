import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { FIRST_KEY_ID, type KeyRing } from '../core/ports/vault-keys.ts'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
/** The form that 0.1.0 wrote: version, nonce, ciphertext, tag. */
const FIRST_VERSION = 1
/** Since then the id of the key stands behind the version. */
const VERSION = 2
const ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FIRST_HEAD_BYTES = 1
const HEAD_BYTES = 1 + ID_BYTES
const MARK_BYTES = 16

type Opened = { ok: true; bytes: Buffer } | { ok: false }
type OpenedText = { ok: true; text: string } | { ok: false }

/** Keeps content unreadable at rest. `identity` names the place of a value, such as `message.details:17`. */
export type Vault = {
  /**
   * Encrypts a value for one place: version byte, id of the key, nonce, ciphertext, tag. The same value never
   * looks the same twice.
   */
  seal(plain: Uint8Array | string, identity: string): Buffer
  /**
   * Decrypts. Not ok where the bytes were changed or cut, belong to another place, or were sealed with
   * another key.
   */
  open(sealed: Uint8Array, identity: string): Opened
  /** As `open`, for text sealed as a string. */
  openText(sealed: Uint8Array, identity: string): OpenedText
  /** Whether the key of this id is there. */
  hasKey(id: string): boolean
  /**
   * A keyed hash of 16 bytes by which equal values can be found. Marks of different purposes have nothing in
   * common.
   */
  mark(value: string, purpose: string): Buffer
}

/**
 * The id of the key that sealed a value; null for what is no sealed value. Only its first five bytes are
 * looked at.
 */
export const keyIdOf = (sealed: Uint8Array): string | null => {
  if (sealed[0] === FIRST_VERSION) return FIRST_KEY_ID
  return sealed[0] === VERSION && sealed.byteLength >= HEAD_BYTES
    ? Buffer.from(sealed.subarray(1, HEAD_BYTES)).toString('hex')
    : null
}

/**
 * As a key object: Node would make one anew from bytes for every value, which takes seven times as long as
 * the hash itself.
 */
const derive = (key: Uint8Array, purpose: string): KeyObject => {
  if (key.byteLength !== KEY_BYTES) throw new Error(`A vault key has ${KEY_BYTES} bytes`)
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES)))
}

/** The key of hashes, written out where the ring says no more than that it follows from the key of 0.1.0. */
export const markKeyBytes = ({ marks, keys }: KeyRing): Buffer => {
  if (marks !== null) return Buffer.from(marks)
  const first = keys.get(FIRST_KEY_ID)
  if (first === undefined) throw new Error('A ring of keys says what its hashes are made with')
  return derive(first, 'night-porter vault: mark').export()
}

const bound = (head: Uint8Array, identity: string): Buffer => Buffer.concat([head, Buffer.from(identity, 'utf8')])

/**
 * A vault over a ring of keys, or over one key alone (throws where it has not 32 bytes). It seals with the
 * current key and opens with the one whose id a sealed value bears. Sealing and marking use keys of their
 * own, derived from those of the ring (RFC 5869).
 */
export const createVault = (given: KeyRing | Uint8Array): Vault => {
  const ring: KeyRing =
    given instanceof Uint8Array
      ? { currentId: FIRST_KEY_ID, keys: new Map([[FIRST_KEY_ID, given]]), marks: null }
      : given
  const sealKeys = new Map([...ring.keys].map(([id, key]) => [id, derive(key, 'night-porter vault: seal')]))
  const markKey = createSecretKey(markKeyBytes(ring))
  const { currentId } = ring
  const currentKey = sealKeys.get(currentId)
  if (currentKey === undefined) throw new Error('A ring of keys holds its current key')
  const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(currentId, 'hex')])

  const open = (sealed: Uint8Array, identity: string): Opened => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    const id = keyIdOf(bytes)
    const key = id === null ? undefined : sealKeys.get(id)
    const headBytes = bytes[0] === VERSION ? HEAD_BYTES : FIRST_HEAD_BYTES
    if (key === undefined || bytes.length < headBytes + NONCE_BYTES + TAG_BYTES) return { ok: false }
    const from = headBytes + NONCE_BYTES
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(headBytes, from), { authTagLength: TAG_BYTES })
    decipher.setAAD(bound(bytes.subarray(0, headBytes), identity))
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
    const plain = decipher.update(bytes.subarray(from, bytes.length - TAG_BYTES))
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
      const cipher = createCipheriv(CIPHER, currentKey, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(bound(head, identity))
      const content = cipher.update(typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain)
      return Buffer.concat([head, nonce, content, cipher.final(), cipher.getAuthTag()])
    },
    open,
    openText(sealed, identity) {
      const opened = open(sealed, identity)
      return opened.ok ? { ok: true, text: opened.bytes.toString('utf8') } : opened
    },
    hasKey: (id) => sealKeys.has(id),
    mark(value, purpose) {
      // JSON keeps the two apart whatever they contain.
      const whole = createHmac('sha256', markKey)
        .update(JSON.stringify([purpose, value]))
        .digest()
      return Buffer.from(whole.subarray(0, MARK_BYTES))
    },
  }
}

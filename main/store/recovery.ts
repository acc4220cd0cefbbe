import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomInt,
  scryptSync,
} from 'node:crypto'
import { z } from 'zod'
import { CODE_VALUES, writeRecoveryCode } from '../core/text/recovery-code.ts'

/**
 * Wrapping keys for the recovery code. The code gives a key pair (scrypt, X25519); the public half is kept,
 * so that keys made later are wrapped for the same code without anybody typing it. A wrapped key: public key
 * of the moment (32), nonce (12), tag (16), content.
 */

const CIPHER = 'aes-256-gcm'
const SALT_BYTES = 16
const PUBLIC_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** What stands before the 32 bytes of a key in DER (RFC 8410). */
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex')
const publicHead = Buffer.from('302a300506032b656e032100', 'hex')
const PURPOSE = 'night-porter recovery'

export const newRecoveryCode = (): string => writeRecoveryCode(Array.from({ length: CODE_VALUES }, () => randomInt(32)))

/** The code has 90 random bits; scrypt only makes each guess dearer. */
const privateOf = (code: string, salt: Uint8Array): KeyObject => {
  const seed = scryptSync(code, salt, 32, { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 })
  return createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' })
}

const rawOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicHead.length)

const publicFrom = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([publicHead, raw]), format: 'der', type: 'spki' })

/** What is kept of a code: nothing that it could be found from. */
export const lockFor = (code: string): { salt: Buffer; publicKey: Buffer } => {
  const salt = randomBytes(SALT_BYTES)
  return { salt, publicKey: rawOf(privateOf(code, salt)) }
}

const shared = (own: KeyObject, other: KeyObject, publicKeys: Buffer): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', diffieHellman({ privateKey: own, publicKey: other }), publicKeys, PURPOSE, 32))

/** A key of the vault with the key of hashes that went with it; base64. */
const Wrapped = z.object({ key: z.base64(), marks: z.base64().nullable() })
export type WrappedKey = { key: Buffer; marks: Buffer | null }

export const wrapKey = (
  publicKey: Uint8Array,
  id: string,
  { key, marks }: { key: Uint8Array; marks: Uint8Array | null },
): Buffer => {
  const pair = generateKeyPairSync('x25519')
  const raw = rawOf(pair.privateKey)
  const nonce = randomBytes(NONCE_BYTES)
  const secret = shared(pair.privateKey, publicFrom(publicKey), Buffer.concat([raw, publicKey]))
  const cipher = createCipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(id))
  const text = JSON.stringify({
    key: Buffer.from(key).toString('base64'),
    marks: marks === null ? null : Buffer.from(marks).toString('base64'),
  } satisfies z.infer<typeof Wrapped>)
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([raw, nonce, cipher.getAuthTag(), content])
}

/** The way from a code back to wrapped keys; null for each that this code does not open. */
export const openerFor = (code: string, salt: Uint8Array): ((id: string, wrapped: Uint8Array) => WrappedKey | null) => {
  const own = privateOf(code, salt)
  const ownRaw = rawOf(own)
  return (id, wrapped) => {
    const bytes = Buffer.from(wrapped)
    const raw = bytes.subarray(0, PUBLIC_BYTES)
    const from = PUBLIC_BYTES + NONCE_BYTES
    try {
      const secret = shared(own, publicFrom(raw), Buffer.concat([raw, ownRaw]))
      const opener = createDecipheriv(CIPHER, secret, bytes.subarray(PUBLIC_BYTES, from), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(id))
        .setAuthTag(bytes.subarray(from, from + TAG_BYTES))
      const text = Buffer.concat([opener.update(bytes.subarray(from + TAG_BYTES)), opener.final()]).toString('utf8')
      const { key, marks } = Wrapped.parse(JSON.parse(text))
      return { key: Buffer.from(key, 'base64'), marks: marks === null ? null : Buffer.from(marks, 'base64') }
    } catch {
      return null // another code, or changed bytes: Node's only way to say that the tag does not match
    }
  }
}

import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { errnoOf } from './errno.ts'

/** A body may be packed more than once; more often than this is no honest answer. */
const MAX_LAYERS = 3

type Unpack = (bytes: Uint8Array, maxOutputLength: number) => Buffer

/** What came of a packed body that broke off is given as far as it goes. */
const zlib =
  (unpack: (bytes: Uint8Array, options: { maxOutputLength: number; finishFlush: number }) => Buffer): Unpack =>
  (bytes, maxOutputLength) =>
    unpack(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH })

const gzip = zlib(gunzipSync)
const zstd: Unpack = (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength })
const brotli: Unpack = (bytes, maxOutputLength) =>
  brotliDecompressSync(bytes, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH })
/** By the standard `deflate` has a header of zlib; some servers leave it out. */
const deflate: Unpack = (bytes, maxOutputLength) => {
  const isWithHeader = ((bytes[0] ?? 0) & 15) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0
  return zlib(isWithHeader ? inflateSync : inflateRawSync)(bytes, maxOutputLength)
}

const byName: Readonly<Record<string, Unpack>> = { gzip, 'x-gzip': gzip, deflate, br: brotli, zstd }

const byMark = ([a, b, c, d]: Uint8Array): Unpack | null => {
  if (a === 0x1f && b === 0x8b) return gzip
  if (a === 0x78 && (b === 0x01 || b === 0x9c || b === 0xda)) return deflate
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? zstd : null
}

/**
 * Bytes that begin like a text are no packed ones, whatever the header says: proxies unpack and leave the
 * header.
 */
const isText = (bytes: Uint8Array): boolean =>
  /^\s*[<{["\-\w]/.test(Buffer.from(bytes.subarray(0, 40)).toString('latin1')) &&
  !bytes.subarray(0, 40).some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte > 126)

export type Unpacked = { body: Uint8Array; isTooLong: boolean }

/**
 * A reply's body without its packing. We ask for none, but some servers pack all the same, and some do not
 * say so: gzip, zstd and zlib are known by their first bytes, the others by the header. Never gives more than
 * `maxBytes`; a body that cannot be unpacked is given as it came.
 */
export const unpackBody = (body: Uint8Array, contentEncoding: string, maxBytes: number): Unpacked => {
  const named = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => Object.hasOwn(byName, name))
  let bytes = body
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const name = named.pop()
    const unpack = byMark(bytes) ?? (name === undefined || isText(bytes) ? null : (byName[name] ?? null))
    if (unpack === null || bytes.length === 0) break
    try {
      bytes = unpack(bytes, maxBytes)
    } catch (error) {
      // Bytes that are not what they seem are kept as they came: the judgement shows that nobody can read
      // them.
      return { body: bytes, isTooLong: errnoOf(error) === 'ERR_BUFFER_TOO_LARGE' }
    }
  }
  return { body: bytes, isTooLong: false }
}

import { decodeText } from './decode.ts'
import { isDosCodePage } from './dos-code-pages.ts'

/** A piece of a file, in bytes: `end` is behind the last one. */
export type ByteRange = { start: number; end: number }

const BLOCK = 4096
const singleBytes = new Set(['iso-8859-1', 'windows-1252', 'iso-8859-15'])

/** Where characters begin in bytes that a TextDecoder reads, for rising offsets of characters. */
const offsetsByDecoder = (bytes: Uint8Array, encoding: string, offsets: readonly number[]): number[] => {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  const found: number[] = []
  let read = 0
  let at = 0
  const wants = () => offsets[found.length] ?? Number.POSITIVE_INFINITY
  while (wants() === 0) found.push(0)
  while (at < bytes.length && wants() < Number.POSITIVE_INFINITY) {
    // A block without what is looked for is read at once; the others byte by byte, in this very state of the
    // decoder.
    const block = bytes.subarray(at, at + BLOCK)
    const least = wants() - read
    if (block.length < BLOCK || least <= BLOCK) {
      for (const byte of block) {
        read += decoder.decode(Uint8Array.of(byte), { stream: true }).length
        at += 1
        // A broken character shows only when the next one is read, and both come at once.
        while (read >= wants()) found.push(read === wants() ? at : at - 1)
      }
    } else {
      read += decoder.decode(block, { stream: true }).length
      at += block.length
    }
  }
  while (found.length < offsets.length) found.push(bytes.length)
  return found
}

/** The same for UTF-8, where no byte is broken: about a hundred times faster. Null where one is. */
const offsetsInUtf8 = (bytes: Uint8Array, length: number, offsets: readonly number[]): number[] | null => {
  const found: number[] = []
  let read = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    while (offsets[found.length] === read) found.push(at)
    read += byte >= 0xf0 ? 2 : 1
  }
  while (found.length < offsets.length) found.push(bytes.length)
  return read === length ? found : null
}

/** Whether the bytes begin with a byte order mark, which is no part of the text. */
const marked = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) ||
  (bytes[0] === 0xff && bytes[1] === 0xfe) ||
  (bytes[0] === 0xfe && bytes[1] === 0xff)

/**
 * The text of a file for looking through it: what cannot be read is taken byte for byte, UTF-32 by its low
 * bytes.
 */
export const textToLookThrough = (bytes: Uint8Array): { text: string; encoding: string | null; width: number } => {
  const decoded = decodeText(bytes)
  if (decoded.ok) return { text: decoded.text, encoding: decoded.encoding, width: 1 }
  const isWide = /^UTF-32$/.test(decoded.facts.encoding)
  const width = isWide ? 4 : 1
  const low = bytes[0] === 0 ? 3 : 0
  const pieces: string[] = []
  for (let from = 0; from < bytes.length; from += 8192) {
    const block = bytes.subarray(from, from + 8192)
    pieces.push(String.fromCharCode(...(isWide ? block.filter((_, n) => n % 4 === low) : block)))
  }
  return { text: pieces.join(''), encoding: null, width }
}

/** The bytes from which parts of a file's text were read. The spans rise and do not overlap. */
export const byteRangesOf = (
  bytes: Uint8Array,
  { encoding, width, text }: ReturnType<typeof textToLookThrough>,
  spans: readonly { start: number; end: number }[],
): ByteRange[] => {
  if (spans.length === 0) return []
  const dropped = encoding !== null && marked(bytes) ? 1 : 0
  const offsets = spans.flatMap(({ start, end }) => [start + dropped, end + dropped])
  const places = placesOf(bytes, { encoding, width, length: text.length + dropped }, offsets)
  return spans.map((_, n) => ({ start: places[2 * n] ?? 0, end: places[2 * n + 1] ?? 0 }))
}

const placesOf = (
  bytes: Uint8Array,
  { encoding, width, length }: { encoding: string | null; width: number; length: number },
  offsets: readonly number[],
): number[] => {
  if (encoding === null) return offsets.map((offset) => offset * width)
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return offsets.map((offset) => 2 * offset)
  if (singleBytes.has(encoding) || isDosCodePage(encoding)) return [...offsets]
  const quick = encoding === 'utf-8' ? offsetsInUtf8(bytes, length + paddingOf(bytes), offsets) : null
  return quick ?? offsetsByDecoder(bytes, encoding, offsets)
}

/** What `decodeText` leaves out at the end is ASCII in every encoding that is not wide. */
const paddingOf = (bytes: Uint8Array): number => {
  let end = bytes.length
  while (end > 0 && isPadding(bytes[end - 1] ?? 1)) end -= 1
  return bytes.length - end
}

const isPadding = (byte: number): boolean =>
  byte === 0 || byte === 4 || byte === 0x20 || (byte >= 9 && byte <= 13) || byte === 0x1a

/** The bytes without these ranges. */
export const withoutRanges = (bytes: Uint8Array, ranges: readonly ByteRange[]): Uint8Array => {
  if (ranges.length === 0) return bytes
  const left = new Uint8Array(bytes.length - ranges.reduce((sum, { start, end }) => sum + end - start, 0))
  let at = 0
  let to = 0
  for (const { start, end } of [...ranges, { start: bytes.length, end: bytes.length }]) {
    left.set(bytes.subarray(at, start), to)
    to += start - at
    at = end
  }
  return left
}

import { decodeDos, isDosCodePage } from './dos-code-pages.ts'

/**
 * The text of an export. `encoding` is the one it was read with: `utf-8`, or the name of another in small
 * letters. `note` is set where that is not the one the file declares.
 */
type Decoded =
  | { ok: true; text: string; encoding: string; note: 'not-as-declared' | null }
  | { ok: false; cause: 'file-encoding'; facts: { encoding: string } }

/** Names that TextDecoder does not know; it knows many more (Encoding Standard, chapter 4.2). */
const names: Readonly<Record<string, string>> = {
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
  'iso646-us': 'utf-8',
  utf_8: 'utf-8',
  'utf-8-sig': 'utf-8',
  cp65001: 'utf-8',
  'utf-16be': 'utf-16',
  'utf-16le': 'utf-16',
  unicode: 'utf-16',
  'ucs-2': 'utf-16',
  'iso-10646-ucs-2': 'utf-16',
  cp1200: 'utf-16',
  // TextDecoder takes these for Windows-1252, and differs from one version of Node to the next in what it
  // makes of 0x80 to 0x9f.
  'iso-8859-1': 'iso-8859-1',
  'iso8859-1': 'iso-8859-1',
  iso_8859_1: 'iso-8859-1',
  'iso_8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  'latin-1': 'iso-8859-1',
  'windows-1252': 'windows-1252',
  ansi: 'windows-1252',
  'iso8859-15': 'iso-8859-15',
  'iso_8859-15': 'iso-8859-15',
  latin9: 'iso-8859-15',
  'latin-2': 'iso-8859-2',
  'latin-9': 'iso-8859-15',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
}

/** The code pages of Windows under the names that programs give them: `cp1250`, `win-1251`, `windows1253`. */
const windowsPage = /^(?:x[-_])?(?:cp|win|windows|ms|msansi)?[-_ ]?(125[0-8])$/

/** The standard's under those that Java and others give them: `ISO8859_1`, `8859_15`. */
const isoPage = /^(?:x[-_])?(?:iso[-_ ]?)?8859[-_ ](\d{1,2})$/

/** Every name of an encoding as one; null where Night Porter cannot read it. */
const knownEncoding = (declared: string): string | null => {
  const small = declared.trim().toLowerCase()
  const usual = small.replace(windowsPage, 'windows-$1').replace(isoPage, 'iso-8859-$1')
  const name = names[small] ?? names[usual] ?? usual
  if (names[name] !== undefined || isDosCodePage(name)) return names[name] ?? name
  try {
    const { encoding } = new TextDecoder(name)
    return names[encoding] ?? encoding
  } catch {
    return null // TextDecoder throws on a name it does not know; that is the answer, not a fault.
  }
}

const bytewiseEncodings = new Set(['iso-8859-1', 'windows-1252', 'iso-8859-15'])

// The bytes in which they differ from ISO-8859-1. Windows-1252 leaves five of 0x80 to 0x9f undefined; those
// stay C1 characters.
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'
const latin9: Record<number, string> = {
  164: '\u20ac',
  166: '\u0160',
  168: '\u0161',
  180: '\u017d',
  184: '\u017e',
  188: '\u0152',
  189: '\u0153',
  190: '\u0178',
}

const decodeBytewise = (bytes: Uint8Array, encoding: string): string => {
  const pieces: string[] = []
  for (let from = 0; from < bytes.length; from += 8192)
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 8192)))
  const latin1 = pieces.join('')
  if (encoding === 'iso-8859-15') return latin1.replace(/[\u00a4-\u00be]/g, (c) => latin9[c.charCodeAt(0)] ?? c)
  // What calls itself ISO-8859-1 and uses 0x80 to 0x9f means Windows-1252: nobody exports C1 control
  // characters.
  return latin1.replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? c)
}

/** Null where the bytes are not valid in this encoding. */
const decodeStrictly = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null // The decoder throws on invalid bytes; that is the answer, not a fault.
  }
}

/** What is not valid becomes U+FFFD, the replacement character. */
const decodeLeniently = (bytes: Uint8Array, encoding: string): string =>
  new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)

const decodeWide = (bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded => {
  // A single end-of-transmission byte may follow, or the PMS may be in the middle of a character.
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2))
  const text =
    decodeStrictly(whole, encoding) ??
    decodeStrictly(whole.subarray(0, Math.max(0, whole.length - 2)), encoding) ??
    decodeLeniently(whole, encoding)
  return { ok: true, text, encoding, note: null }
}

const wideOf = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0x3c && second === 0) return 'utf-16le'
  if (first === 0 && second === 0x3c) return 'utf-16be'
  return null
}

const hasUtf8Mark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

/** Encodings that show in the first four bytes of a mark or of `<?xm`, and that Night Porter cannot read. */
const unreadableHeads: Readonly<Record<string, string>> = {
  '255,254,0,0': 'UTF-32',
  '0,0,254,255': 'UTF-32',
  '60,0,0,0': 'UTF-32',
  '0,0,0,60': 'UTF-32',
  '76,111,167,148': 'EBCDIC',
}

const declaredIn = (bytes: Uint8Array): string | null => {
  const head = String.fromCharCode(...bytes.subarray(0, 300))
  return /^[^<]*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,60})["']/.exec(head)?.[1] ?? null
}

/**
 * `sequences`: letters of several bytes that are valid UTF-8, `long` those of three or more; `strays`: bytes
 * above 127 in none of them.
 */
const countUtf8 = (bytes: Uint8Array): { sequences: number; long: number; strays: number } => {
  let sequences = 0
  let long = 0
  let strays = 0
  const isTrail = (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte < 0x80) continue
    const length =
      byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 0
    let trails = 0
    while (trails < length - 1 && isTrail(at + trails + 1)) trails += 1
    if (length === 0 || trails < length - 1) {
      strays += 1
      continue
    }
    sequences += 1
    if (length > 2) long += 1
    at += length - 1
  }
  return { sequences, long, strays }
}

const asUtf8 = (bytes: Uint8Array, isDeclared: boolean): Decoded => ({
  ok: true,
  text: decodeLeniently(bytes, 'utf-8'),
  encoding: 'utf-8',
  note: isDeclared ? null : 'not-as-declared',
})

const decodeNamed = (bytes: Uint8Array, encoding: string): string => {
  if (bytewiseEncodings.has(encoding)) return decodeBytewise(bytes, encoding)
  return isDosCodePage(encoding) ? decodeDos(bytes, encoding) : decodeLeniently(bytes, encoding)
}

/** Asian encodings of two bytes a letter, of which some pairs are valid UTF-8 by chance. */
const isOfPairs = (encoding: string): boolean => /^(?:shift_jis|gb|big5|euc-|iso-2022)/.test(encoding)

/**
 * Whether the bytes are UTF-8 although another encoding is declared. A single letter of another encoding is
 * hardly ever valid UTF-8, so letters that are outweigh a few bytes that are not.
 */
const isUtf8Instead = (bytes: Uint8Array, declared: string): boolean => {
  const { sequences, long, strays } = countUtf8(bytes)
  if (isOfPairs(declared))
    return strays === 0 && (long > 0 || (sequences > 0 && decodeStrictly(bytes, declared) === null))
  return sequences > 0 && (strays === 0 || (sequences > 1 && sequences > 2 * strays))
}

const decode = (bytes: Uint8Array): Decoded => {
  const unreadable = unreadableHeads[bytes.subarray(0, 4).join()]
  if (unreadable !== undefined) return { ok: false, cause: 'file-encoding', facts: { encoding: unreadable } }
  const wide = wideOf(bytes)
  if (wide !== null) return decodeWide(bytes, wide)
  if (hasUtf8Mark(bytes)) return asUtf8(bytes, true)
  const declared = declaredIn(bytes)
  const encoding = declared === null ? 'utf-8' : knownEncoding(declared)
  if (encoding === null)
    return { ok: false, cause: 'file-encoding', facts: { encoding: declared?.replace(/[^\w.:-]/g, '') ?? '' } }
  if (encoding === 'utf-8' || encoding === 'utf-16') {
    const { sequences, strays } = countUtf8(bytes)
    if (strays === 0 || sequences >= strays) return asUtf8(bytes, encoding === 'utf-8')
    // What legacy PMSs mean when they write single bytes and call them UTF-8.
    const text = decodeBytewise(bytes, 'windows-1252')
    return { ok: true, text, encoding: 'windows-1252', note: 'not-as-declared' }
  }
  if (isUtf8Instead(bytes, encoding)) return asUtf8(bytes, false)
  return { ok: true, text: decodeNamed(bytes, encoding), encoding, note: null }
}

const isPadding = (unit: number): boolean =>
  unit === 0 || unit === 4 || unit === 0x20 || (unit >= 9 && unit <= 13) || unit === 0x1a

/**
 * Bytes of an export as text: the byte order mark decides; else letters that are valid UTF-8, whatever is
 * declared; else the XML declaration; else UTF-8. A stray byte costs that byte, which becomes the replacement
 * character. UTF-8 without a valid letter beyond ASCII is read as Windows-1252, which is what legacy PMSs
 * then mean. A byte order mark and what is padded on at the end (white space, NUL, the 0x04 of end of
 * transmission, the 0x1A of DOS) are dropped. An encoding that cannot be read is refused with its name.
 */
export const decodeText = (bytes: Uint8Array): Decoded => {
  const decoded = decode(bytes)
  if (!decoded.ok) return decoded
  let end = decoded.text.length
  while (end > 0 && isPadding(decoded.text.charCodeAt(end - 1))) end -= 1
  const start = decoded.text.charCodeAt(0) === 0xfeff ? 1 : 0
  return { ...decoded, text: decoded.text.slice(Math.min(start, end), end) }
}

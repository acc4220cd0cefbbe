/** The encodings an export may have. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'windows-1252' | 'iso-8859-15'

/**
 * The text of an export. `note` is set where the file was not written as it says: `not-as-declared` means that its bytes are no
 * UTF-8 (or UTF-16) as declared and were read as Windows-1252 (or UTF-8) instead. `encoding` is the one it was read with.
 */
export type Decoded =
  | { ok: true; text: string; encoding: Encoding; note: 'not-as-declared' | null }
  | { ok: false; cause: 'file-encoding'; facts: { encoding: string } }

const names: Record<string, Encoding | 'utf-16'> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16',
  'utf-16be': 'utf-16',
  unicode: 'utf-16',
  'ucs-2': 'utf-16',
  'iso-10646-ucs-2': 'utf-16',
  'iso-8859-1': 'iso-8859-1',
  'iso8859-1': 'iso-8859-1',
  iso_8859_1: 'iso-8859-1',
  'iso_8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  'windows-1252': 'windows-1252',
  'cp-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'win-1252': 'windows-1252',
  ansi: 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  'iso8859-15': 'iso-8859-15',
  'iso_8859-15': 'iso-8859-15',
  'latin-9': 'iso-8859-15',
  latin9: 'iso-8859-15',
}

// The bytes in which they differ from ISO-8859-1. Windows-1252 leaves five of 0x80 to 0x9f undefined; those stay C1 characters.
const windows1252 =
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

const decodeBytewise = (bytes: Uint8Array, encoding: Encoding): string => {
  const pieces: string[] = []
  for (let from = 0; from < bytes.length; from += 8192)
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 8192)))
  const latin1 = pieces.join('')
  if (encoding === 'iso-8859-15') return latin1.replace(/[\u00a4-\u00be]/g, (c) => latin9[c.charCodeAt(0)] ?? c)
  // What calls itself ISO-8859-1 and uses 0x80 to 0x9f means Windows-1252: nobody exports C1 control characters.
  return latin1.replace(/[\u0080-\u009f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80] ?? c)
}

/** Null where the bytes are not valid in this encoding. */
const decodeStrictly = (bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null // The decoder throws on invalid bytes; that is the answer, not a fault.
  }
}

const decodeWide = (bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded => {
  // A single end-of-transmission byte may follow, or the PMS may be in the middle of a character.
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2))
  const text =
    decodeStrictly(whole, encoding) ?? decodeStrictly(whole.subarray(0, Math.max(0, whole.length - 2)), encoding)
  if (text === null) return { ok: false, cause: 'file-encoding', facts: { encoding: encoding.toUpperCase() } }
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

const declaredIn = (bytes: Uint8Array): string | null => {
  const head = String.fromCharCode(...bytes.subarray(0, 300))
  return /^[^<]*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,60})["']/.exec(head)?.[1] ?? null
}

const decode = (bytes: Uint8Array): Decoded => {
  const wide = wideOf(bytes)
  if (wide !== null) return decodeWide(bytes, wide)
  const declared = declaredIn(bytes)
  const encoding = declared === null ? 'utf-8' : names[declared.trim().toLowerCase()]
  if (encoding === undefined)
    return { ok: false, cause: 'file-encoding', facts: { encoding: declared?.replace(/[^\w.:-]/g, '') ?? '' } }
  if (encoding !== 'utf-8' && encoding !== 'utf-16')
    return { ok: true, text: decodeBytewise(bytes, encoding), encoding, note: null }
  const text = decodeStrictly(bytes, 'utf-8')
  if (text !== null)
    return { ok: true, text, encoding: 'utf-8', note: encoding === 'utf-16' ? 'not-as-declared' : null }
  return { ok: true, text: decodeBytewise(bytes, 'windows-1252'), encoding: 'windows-1252', note: 'not-as-declared' }
}

const isPadding = (unit: number): boolean =>
  unit === 0 || unit === 4 || unit === 0x20 || (unit >= 9 && unit <= 13) || unit === 0x1a

/**
 * Bytes of an export as text: the byte order mark decides, else the XML declaration, else UTF-8. UTF-8 that is none is read as
 * Windows-1252, which is what legacy PMSs then mean. A byte order mark and what is padded on at the end (white space, NUL, the
 * 0x04 of end of transmission, the 0x1A of DOS) are dropped. An encoding outside `Encoding` is refused with its name.
 */
export const decodeText = (bytes: Uint8Array): Decoded => {
  const decoded = decode(bytes)
  if (!decoded.ok) return decoded
  let end = decoded.text.length
  while (end > 0 && isPadding(decoded.text.charCodeAt(end - 1))) end -= 1
  const start = decoded.text.charCodeAt(0) === 0xfeff ? 1 : 0
  return { ...decoded, text: decoded.text.slice(Math.min(start, end), end) }
}

/**
 * A part of a multipart body: its bytes, unpacked from base64 or quoted-printable, and what its head says it
 * is.
 */
export type Part = { bytes: Uint8Array; contentType: string }

/** More parts than this are not looked at. */
const MAX_PARTS = 50

/** One character for each byte, so that places in the text are places in the bytes. */
const asLatin = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return text
}

const fromLatin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

const parameterOf = (header: string, name: string): string | null => {
  const match = new RegExp(`[;\\s]${name}\\s*=\\s*(?:"([^"]{1,200})"|([^\\s;,"]{1,200}))`, 'i').exec(header)
  return match?.[1] ?? match?.[2] ?? null
}

/** A body that begins like a multipart one, whatever its header says. */
const unnamed = /^\s{0,20}--([^\r\n]{1,100})\r?\n(?:[A-Za-z][\w-]{0,60}:[^\r\n]{0,500}\r?\n)+\r?\n/

const boundaryOf = (text: string, contentType: string): string | null =>
  (/^\s*multipart\//i.test(contentType) ? parameterOf(contentType, 'boundary') : null) ??
  unnamed.exec(text.slice(0, 4_000))?.[1]?.trimEnd() ??
  null

const headerOf = (head: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*([^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*)`, 'im').exec(head)?.[1]?.trim() ?? ''

const bare = (id: string): string => id.replace(/^<|>$/g, '')

const unpacked = (text: string, encoding: string): string => {
  if (/^base64$/i.test(encoding)) {
    try {
      return atob(text.replace(/[^A-Za-z0-9+/=]/g, ''))
    } catch {
      return text // broken base64 is shown as it came
    }
  }
  if (!/^quoted-printable$/i.test(encoding)) return text
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

type Piece = { head: string; body: string }

const piecesOf = (text: string, boundary: string): Piece[] => {
  const mark = `--${boundary}`
  const pieces: Piece[] = []
  for (let at = text.indexOf(mark); at >= 0 && pieces.length < MAX_PARTS; ) {
    const from = at + mark.length
    if (text.startsWith('--', from)) break
    const next = text.indexOf(`\n${mark}`, from)
    const piece = text.slice(from, next < 0 ? undefined : next)
    const gap = /\r?\n\r?\n/.exec(piece)
    if (gap !== null)
      pieces.push({ head: piece.slice(0, gap.index), body: piece.slice(gap.index + gap[0].length).replace(/\r$/, '') })
    at = next < 0 ? -1 : next + 1
  }
  return pieces
}

/**
 * The part of a multipart body that is the message itself: the one that `start` names, else the first (MTOM,
 * SOAP with attachments). Null for a body that is not multipart.
 */
export const rootPart = (bytes: Uint8Array, contentType: string): Part | null => {
  if (!/^\s*multipart\//i.test(contentType) && bytes[0] !== 0x2d && !(bytes[0] !== undefined && bytes[0] <= 32))
    return null
  const text = asLatin(bytes)
  const boundary = boundaryOf(text, contentType)
  if (boundary === null) return null
  const pieces = piecesOf(text, boundary)
  const start = parameterOf(contentType, 'start')
  const chosen =
    (start === null ? undefined : pieces.find(({ head }) => bare(headerOf(head, 'content-id')) === bare(start))) ??
    pieces[0]
  if (chosen === undefined) return null
  const type = headerOf(chosen.head, 'content-type')
  return {
    bytes: fromLatin(unpacked(chosen.body, headerOf(chosen.head, 'content-transfer-encoding'))),
    contentType: type,
  }
}

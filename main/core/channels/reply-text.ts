import { parseXml, type XmlElement } from '../xml/parse.ts'
import { rootPart } from './multipart.ts'

/**
 * A longer reply is neither fetched nor read: an answer to one message has a few kB, and reading must stay
 * quick.
 */
export const MAX_REPLY_BYTES = 1_000_000
/** Only answers of a usual size are worth mending. */
const MAX_MENDED_CHARACTERS = 200_000
/** Markup and foreign pages are shown up to here; what the channel itself writes is never shortened. */
const MAX_FOREIGN_CHARACTERS = 4_000

const decodeAs = (bytes: Uint8Array, encoding: string, isFatal: boolean): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: isFatal }).decode(bytes)
  } catch {
    return null // an encoding nobody knows, or bytes that are not of it: the caller tries the next one
  }
}

const byMark = (bytes: Uint8Array): string | null => {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le'
  return (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c) ? 'utf-16be' : null
}

/**
 * Bytes of a reply as text, taken out of a multipart wrapping: byte order mark, then UTF-8, then the named
 * charset, then Windows-1252.
 */
export const decodeReply = (bytes: Uint8Array, contentType: string): string => {
  const part = rootPart(bytes, contentType)
  return part === null ? decodeBytes(bytes, contentType) : decodeBytes(part.bytes, part.contentType)
}

const decodeBytes = (bytes: Uint8Array, contentType: string): string => {
  const marked = byMark(bytes)
  if (marked !== null) return decodeAs(bytes, marked, false) ?? ''
  const utf8 = decodeAs(bytes, 'utf-8', true)
  if (utf8 !== null) return utf8
  const start = decodeAs(bytes.subarray(0, 200), 'windows-1252', false) ?? ''
  const named =
    /charset\s*=\s*["']?([\w-]{1,40})/i.exec(contentType)?.[1] ??
    /^\s*<\?xml[^>]{0,80}encoding\s*=\s*["']([\w-]{1,40})/.exec(start)?.[1]
  // Bytes that are no UTF-8 while the label says so are most likely Windows-1252, as old systems write it.
  const encoding = named === undefined || /^utf-?8$/i.test(named) ? 'windows-1252' : named
  return decodeAs(bytes, encoding, false) ?? decodeAs(bytes, 'windows-1252', false) ?? ''
}

export type ReplyDocument =
  | { kind: 'xml'; root: XmlElement }
  | { kind: 'html' | 'empty' | 'incomplete' | 'broken' | 'other' }

/** The texts in a JSON value, whatever they stand under. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** The texts of a JSON document in order; null for any other document. */
const jsonTexts = (text: string): string[] | null => {
  if (!/^\s*[{["]/.test(text)) return null
  try {
    return textsIn(JSON.parse(text))
  } catch {
    return null // no JSON: the caller takes the text as it is
  }
}

/**
 * What a reply says in words: the texts of a JSON document, the text of a page between its tags, any other
 * text as it is.
 */
export const plainWords = (text: string): string =>
  jsonTexts(text)?.join('. ') ?? text.replace(/<[a-z!/][^<>]{0,2000}>/gi, '\n')

/** The root of an answer, wherever it stands. */
const answerRoot = /<((?:[\w.-]+:)?(?:Envelope|OTA_\w{1,60}))[\s>/]/g

/**
 * The one answer inside something else: behind the warnings that some servers print before it, before what
 * they add behind it, or as a text in JSON. Null where there is none, or where there are several, of which
 * one might say no.
 */
const answerWithin = (text: string): string | null => {
  const inside = jsonTexts(text)?.filter((each) => each.includes('<')) ?? [text]
  const [body = '', ...others] = inside
  const [root, second] = [...body.matchAll(answerRoot)].filter(({ 1: name }, _, all) =>
    all[0]?.[1]?.endsWith('Envelope') ? name?.endsWith('Envelope') : true,
  )
  if (others.length > 0 || root === undefined || second !== undefined) return null
  const end = `</${root[1]}>`
  const to = body.lastIndexOf(end)
  // What stands in an entity that never ends is part of its declaration.
  const isDeclared = /<!ENTITY/i.test(body.slice(0, root.index))
  return to > root.index && !isDeclared ? body.slice(root.index, to + end.length) : null
}

/**
 * What a page begins with; portals leave out html and head, and hotspots answer programs with a root of their
 * own.
 */
const isHtml = (text: string): boolean =>
  /^(?:<\?xml[^>]{0,200}\?>|<!--[\s\S]{0,500}?-->|\s){0,5}<(?:!doctype\s+html|html|head|body|title|script|noscript|meta|style|link|base|basefont|form|fieldset|input|button|label|textarea|iframe|frame|frameset|noframes|table|tbody|td|tr|div|main|section|article|header|footer|nav|center|span|font|h[1-6]|p|a(?=\s+href)|b|i|u|em|big|tt|li|dt|dd|nobr|marquee|blink|strong|small|sub|sup|ul|ol|dl|pre|br|hr|img|svg|object|applet|embed|video|audio|picture|figure|canvas|blockquote|wml|WISPAccessGatewayParam)\b[^:]/i.test(
    text,
  )

/**
 * Where a document type ends; null where it does not. What it declares is left out: no entity of it is ever
 * put in.
 */
const endOfDoctype = (text: string, from: number): number | null => {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '"' || sign === "'") {
      at = text.indexOf(sign, at + 1)
      if (at < 0) return null
    } else if (sign === '[') depth += 1
    else if (sign === ']') depth -= 1
    else if (sign === '>' && depth <= 0) return at + 1
  }
  return null
}

/**
 * A document without what may stand before its root: one declaration or several, instructions, comments, a
 * document type.
 */
const withoutProlog = (text: string): string => {
  let at = 0
  for (let rounds = 0; rounds < 20; rounds += 1) {
    while (at < text.length && text.charCodeAt(at) <= 32) at += 1
    const end = text.startsWith('<?', at)
      ? text.indexOf('?>', at) + 2
      : text.startsWith('<!--', at)
        ? text.indexOf('-->', at) + 3
        : /^<!doctype\b/i.test(text.slice(at, at + 10))
          ? (endOfDoctype(text, at + 9) ?? at)
          : at
    if (end <= at) break
    at = end
  }
  return text.slice(at)
}

/**
 * Raw ampersands and forbidden characters are common in error texts; mended, the rest of the reply can still
 * be read.
 */
const mended = (text: string): string =>
  Array.from(text, (character) => (isForbidden(character.codePointAt(0) ?? 0) ? ' ' : character))
    .join('')
    .replace(/<\?xml\b[^>]{0,200}\?>/gi, '')
    .replace(/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)/gi, '&amp;')

const isForbidden = (code: number): boolean =>
  (code < 32 && code !== 9 && code !== 10 && code !== 13) || (code >= 0xd800 && code <= 0xdfff)

/** Without space, marks and control characters at both ends; some systems close a document with 0x04. */
const withoutEnds = (text: string): string => {
  let from = 0
  let to = text.length
  while (from < to && (text.charCodeAt(from) <= 32 || text.charCodeAt(from) === 0xfeff)) from += 1
  while (to > from && text.charCodeAt(to - 1) <= 32) to -= 1
  return text.slice(from, to)
}

/** What a reply is, before anybody asks what it says. */
export const readDocument = (text: string): ReplyDocument => {
  const document = readWhole(text)
  if (document.kind === 'xml' || document.kind === 'empty') return document
  const within = answerWithin(text)
  const parsed = within === null ? null : parseXml(within)
  return parsed?.ok ? { kind: 'xml', root: parsed.root } : document
}

const readWhole = (text: string): ReplyDocument => {
  const trimmed = withoutEnds(text)
  if (trimmed === '') return { kind: 'empty' }
  if (isHtml(trimmed.slice(0, 3000))) return { kind: 'html' }
  if (!trimmed.startsWith('<')) return { kind: 'other' }
  const document = withoutProlog(trimmed)
  const parsed = parseXml(document)
  if (parsed.ok)
    return parsed.root.name.toLowerCase() === 'html' ? { kind: 'html' } : { kind: 'xml', root: parsed.root }
  if (parsed.problem.reason === 'incomplete') return { kind: 'incomplete' }
  if (parsed.problem.reason !== 'broken' || document.length > MAX_MENDED_CHARACTERS) return { kind: 'broken' }
  const again = parseXml(mended(document))
  return again.ok ? { kind: 'xml', root: again.root } : { kind: 'broken' }
}

/** Text of a reply that nobody could read as an answer, for the fold-out; null where there is none. */
export const foreignText = (text: string): string | null => {
  const shown = text.trim()
  if (shown === '') return null
  return shown.length > MAX_FOREIGN_CHARACTERS ? `${shown.slice(0, MAX_FOREIGN_CHARACTERS)} …` : shown
}

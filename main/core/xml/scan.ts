import { firstForbidden, positionAt } from './characters.ts'
import { firstWrongReference } from './entities.ts'

/**
 * A strict walk over XML text that gives offsets: linear in time, bounded in depth, so hostile input ends
 * here. The tree that exports are read from is built on it (tree.ts), and it stands guard before the library
 * that reads replies (parse.ts).
 */

/**
 * `line` and `column`, from 1, are of the sign at fault; null where there is none to point at. `sign` is what
 * stands there: a reference or tag as it is written, one character, or the number of one that cannot be seen
 * (`U+000B`).
 */
export type XmlProblem = {
  reason: 'broken' | 'doctype' | 'incomplete' | 'too-deep'
  line: number | null
  column: number | null
  sign: string | null
}

/**
 * Offsets into the text: `start` at the name, the value between the quotes, `end` after the closing quote.
 */
export type ScannedAttribute = { name: string; start: number; valueStart: number; valueEnd: number; end: number }

/** Offsets of one start tag: `start` at its `<`, `end` after its `>`. */
type ScannedTag = { name: string; start: number; end: number; attributes: ScannedAttribute[]; isEmpty: boolean }

export type ScanVisitor = {
  open: (tag: ScannedTag) => void
  /** The extent of the end tag; of nothing, behind the tag, for an empty element. */
  close: (start: number, end: number) => void
  /** The extent of a processing instruction or of the XML declaration. */
  instruction?: (start: number, end: number) => void
}

/** A name without its prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The prefix of a name with its colon, `ota:` for one; empty where there is none. */
export const prefixOf = (name: string): string => name.slice(0, name.indexOf(':') + 1)

/** Elements nested deeper than this are refused; OTA messages stay below 30. */
const MAX_DEPTH = 100

type Reason = XmlProblem['reason']
/** Where a step ended, or why the walk stops. */
type Step = { next: number } | { reason: Reason; at: number }

const NAME_START =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD'
const namePattern = new RegExp(`[${NAME_START}][${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`, 'y')

const nameAt = (text: string, at: number): string | null => {
  namePattern.lastIndex = at
  return namePattern.exec(text)?.[0] ?? null
}

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0xa || unit === 0xd || unit === 0x9

const skipSpace = (text: string, from: number): number => {
  let at = from
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1
  return at
}

/**
 * The end of the text inside markup means that the rest is still to come; anything else there is a mistake.
 */
const stop = (text: string, at: number): Step => ({ reason: at >= text.length ? 'incomplete' : 'broken', at })

const skipPast = (text: string, mark: string, from: number): Step => {
  const found = text.indexOf(mark, from)
  return found === -1 ? { reason: 'incomplete', at: text.length } : { next: found + mark.length }
}

const scanAttribute = (text: string, start: number): { attribute: ScannedAttribute } | Step => {
  const name = nameAt(text, start)
  if (name === null) return stop(text, start)
  const equals = skipSpace(text, start + name.length)
  if (text[equals] !== '=') return stop(text, equals)
  const quoteAt = skipSpace(text, equals + 1)
  const quote = text[quoteAt]
  if (quote !== '"' && quote !== "'") return stop(text, quoteAt)
  const closing = text.indexOf(quote, quoteAt + 1)
  const valueEnd = closing === -1 ? text.length : closing
  const less = text.slice(quoteAt + 1, valueEnd).indexOf('<')
  if (less !== -1) return { reason: 'broken', at: quoteAt + 1 + less }
  const wrong = firstWrongReference(text, quoteAt + 1, valueEnd)
  if (wrong !== -1) return { reason: 'broken', at: wrong }
  if (closing === -1) return { reason: 'incomplete', at: text.length }
  return { attribute: { name, start, valueStart: quoteAt + 1, valueEnd, end: closing + 1 } }
}

const scanStartTag = (text: string, start: number): { tag: ScannedTag } | Step => {
  const name = nameAt(text, start + 1)
  // What is no tag is text with a `<` in it, which is the sign at fault.
  if (name === null) return stop(text, start + 1 >= text.length ? start + 1 : start)
  const attributes: ScannedAttribute[] = []
  const seen = new Set<string>()
  let at = start + 1 + name.length
  while (true) {
    const next = skipSpace(text, at)
    if (text[next] === '>') return { tag: { name, start, end: next + 1, attributes, isEmpty: false } }
    if (text[next] === '/') {
      return text[next + 1] === '>'
        ? { tag: { name, start, end: next + 2, attributes, isEmpty: true } }
        : stop(text, next + 1)
    }
    if (next === at || next >= text.length) return stop(text, next)
    const result = scanAttribute(text, next)
    if (!('attribute' in result)) return result
    if (seen.has(result.attribute.name)) return { reason: 'broken', at: next }
    seen.add(result.attribute.name)
    attributes.push(result.attribute)
    at = result.attribute.end
  }
}

const scanEndTag = (text: string, start: number, expected: string | undefined): Step => {
  const name = nameAt(text, start + 2)
  if (name === null) return stop(text, start + 2)
  const after = start + 2 + name.length
  const end = skipSpace(text, after)
  // A name cut off by the end of the text may still become the right one.
  if (after === text.length && expected?.startsWith(name)) return { reason: 'incomplete', at: after }
  if (name !== expected) return { reason: 'broken', at: start }
  return text[end] === '>' ? { next: end + 1 } : stop(text, end)
}

const marks = ['<!--', '<![CDATA[', '<!DOCTYPE']

/** Comments, CDATA, DOCTYPE and processing instructions. */
const scanOther = (text: string, at: number, isInside: boolean, isFirst: boolean): Step => {
  if (text.startsWith('<!--', at)) return skipPast(text, '-->', at + 4)
  if (isInside && text.startsWith('<![CDATA[', at)) return skipPast(text, ']]>', at + 9)
  const head = text.slice(at, at + 9)
  if (head.toUpperCase() === '<!DOCTYPE') return { reason: 'doctype', at }
  if (text[at + 1] === '!')
    return { reason: head.length < 9 && marks.some((mark) => mark.startsWith(head)) ? 'incomplete' : 'broken', at }
  const target = nameAt(text, at + 2)
  if (target === null) return stop(text, at + 2)
  // A declaration in the middle means that two documents were written into one file.
  if (target.toLowerCase() === 'xml' && !isFirst && at + 5 < text.length) return { reason: 'broken', at }
  return skipPast(text, '?>', at + 2)
}

const scanTextRun = (text: string, from: number, isInside: boolean): Step => {
  const found = text.indexOf('<', from)
  const end = found === -1 ? text.length : found
  const wrong = isInside ? firstWrongReference(text, from, end) : skipSpace(text, from)
  if (isInside ? wrong !== -1 : wrong < end) return { reason: 'broken', at: wrong }
  return { next: end }
}

const walk = (text: string, visitor: ScanVisitor): { reason: Reason; at: number } | null => {
  const open: string[] = []
  const first = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0)
  let at = first
  let isClosed = false
  while (true) {
    const run = scanTextRun(text, at, open.length > 0)
    if (!('next' in run)) return run
    at = run.next
    if (at >= text.length) return isClosed ? null : { reason: 'incomplete', at }
    const second = text[at + 1]
    if (second === '!' || second === '?') {
      const step = scanOther(text, at, open.length > 0, at === first)
      if (!('next' in step)) return step
      if (second === '?') visitor.instruction?.(at, step.next)
      at = step.next
    } else if (second === '/') {
      const step = scanEndTag(text, at, open.at(-1))
      if (!('next' in step)) return step
      visitor.close(at, step.next)
      open.pop()
      isClosed = open.length === 0
      at = step.next
    } else {
      if (isClosed) return { reason: 'broken', at }
      const result = scanStartTag(text, at)
      if (!('tag' in result)) return 'reason' in result ? result : { reason: 'broken', at }
      if (open.length >= MAX_DEPTH) return { reason: 'too-deep', at }
      visitor.open(result.tag)
      at = result.tag.end
      if (result.tag.isEmpty) {
        visitor.close(at, at)
        isClosed = open.length === 0
      } else open.push(result.tag.name)
    }
  }
}

/** A reference or a tag with a name; no more of a text than that, since it may hold a guest's name. */
const namedSign = /&(?:#[0-9A-Fa-fx]{1,9}|[A-Za-z][A-Za-z0-9]{0,30});|<\/?[A-Za-z_][\w.:-]{0,60}/y

const signAt = (text: string, at: number): string | null => {
  namedSign.lastIndex = at
  const named = namedSign.exec(text)?.[0]
  if (named !== undefined) return named.startsWith('<') ? `${named}>` : named
  const code = text.codePointAt(at)
  if (code === undefined) return null
  const sign = String.fromCodePoint(code)
  return /[\p{C}\p{Z}]/u.test(sign) ? `U+${code.toString(16).toUpperCase().padStart(4, '0')}` : sign
}

/**
 * Walks the text and tells the visitor of every element, in order. Gives null where the text is one
 * well-formed document without a DOCTYPE, else what is wrong and where; the visitor has then seen a part
 * only. Never throws.
 */
export const scanXml = (text: string, visitor: ScanVisitor): XmlProblem | null => {
  const forbidden = firstForbidden(text)
  const problem = walk(forbidden === -1 ? text : text.slice(0, forbidden), visitor)
  if (problem === null && forbidden === -1) return null
  if (problem === null || (problem.reason === 'incomplete' && forbidden !== -1))
    return { reason: 'broken', ...positionAt(text, forbidden), sign: signAt(text, forbidden) }
  if (problem.reason === 'incomplete' && text.trim() === '')
    return { reason: 'incomplete', line: null, column: null, sign: null }
  const sign = problem.reason === 'broken' ? signAt(text, problem.at) : null
  return { reason: problem.reason, ...positionAt(text, problem.at), sign }
}

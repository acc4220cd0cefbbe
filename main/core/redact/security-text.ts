import { securityWords } from './card-names.ts'
import type { Span } from './view.ts'

/** Security codes, stripes and 3-D Secure values in free text, by the words around them or by their form. */

/** What may stand between the word and the code, each alternative without a second way to match the same. */
const BETWEEN = `(?:(?=(?<blank>[\\s:=#/().,;"'|_\\u2013-]{1,40}))\\k<blank>|<[^<>]{0,80}>|cvv2?\\b|cvc2?\\b|code\\b|value\\b|text\\b|number\\b|no\\b|nr\\b|nummer\\b|wert\\b|is\\b|ist\\b|was\\b|est\\b|es\\b|the\\b){0,12}`

const forwards = new RegExp(
  `(?:${securityWords})${BETWEEN}(?<code>\\d(?: ?\\d){2,3})(?!\\d|[ -]\\d{3}|[/.:]\\d)`,
  'giud',
)
/** `937 (CVV)`, `937 = CVV`. */
const backwards = /(?<![\d.,/:-])(?<code>\d{3,4})[ ]{0,2}[(=][ ]{0,2}(?:cvv2?|cvc2?|csc)\b/dgiu
/** Both tracks of a stripe as a reader types them (ISO/IEC 7813). */
const stripe = /(?<code>%?\bB\d{12,19}\^[^^\n<"]{2,45}\^\d{7}[^?\n<"]{0,80}\??|(?<!\d)\d{12,19}[=D]\d{7}\d{0,40}\??)/dg
/** Base64 of 20 bytes, or 40 hexadecimal digits. */
const authentication =
  /\b(?:cavv|aav|ucaf|xid)\b[\s:=#"'<>/]{1,10}(?:value\b[\s:="'<>]{1,6})?(?<code>[A-Za-z0-9+/]{26,28}={0,2}|[0-9A-Fa-f]{40})/dgi

const all = [forwards, backwards, stripe, authentication]

/** Behind a card number: its expiry date, with or without a word, and the code. */
const afterNumber =
  /[\s,;:|/)("'-]{0,6}(?:(?:exp(?:iry|ires|ire|iration)?|valid(?: thru| until)?|g(?:ü|ue)ltig(?: bis)?|verf(?:all)?|date)[\s:.]{0,3})?(?:\d{2} ?[/.-] ?(?:20)?\d{2}|(?:0[1-9]|1[0-2])\d{2})[\s,;:|/"'()-]{1,6}(?<code>\d{3,4})(?!\d|[/.:,-]\d|\s?(?:EUR|€|USD|CHF|night|pax|%))/dy

/** Where such values stand. `numbers`: where card numbers end in the text. */
export const findSecurityText = (text: string, numberEnds: readonly number[]): Span[] => {
  const found: Span[] = []
  const add = (match: RegExpExecArray | RegExpMatchArray) => {
    const [start, end] = match.indices?.groups?.code ?? []
    if (start !== undefined && end !== undefined) found.push({ start, end })
  }
  for (const pattern of all) for (const match of text.matchAll(pattern)) add(match)
  for (const end of numberEnds) {
    afterNumber.lastIndex = end
    const match = afterNumber.exec(text)
    if (match !== null) add(match)
  }
  return found
}

import { isXmlCharacter } from './characters.ts'

/**
 * References of XML without a DOCTYPE: the five named ones and numbers. Decoded here, once and without limits
 * to stumble over, because the library's own decoder also knows HTML names and stops at a total length.
 */
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,8})|#x([0-9A-Fa-f]{1,6}));/gy
const unfinished = /^&(?:#x?[0-9A-Fa-f]{0,8}|[a-z]{0,4})$/

const characterOf = (match: RegExpExecArray): string | null => {
  const [, name, decimal, hex] = match
  if (name !== undefined) return named[name] ?? null
  const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '', 16)
  return isXmlCharacter(code) ? String.fromCodePoint(code) : null
}

/**
 * The text with every reference replaced, once: `&amp;lt;` becomes `&lt;`. References XML does not know stay
 * as they are.
 */
export const decodeEntities = (text: string): string => {
  let at = text.indexOf('&')
  if (at === -1) return text
  let decoded = ''
  let from = 0
  while (at !== -1) {
    reference.lastIndex = at
    const match = reference.exec(text)
    const character = match === null ? null : characterOf(match)
    if (match !== null && character !== null) {
      decoded += text.slice(from, at) + character
      from = at + match[0].length
    }
    at = text.indexOf('&', Math.max(from, at + 1))
  }
  return decoded + text.slice(from)
}

/**
 * Checks every reference in a range. Gives the offset of the first wrong one, or -1; one that the end of
 * `text` cuts off is not wrong.
 */
export const firstWrongReference = (text: string, start: number, end: number): number => {
  // Searching the slice, not the whole text, keeps the walk linear.
  const piece = text.slice(start, end)
  let at = piece.indexOf('&')
  while (at !== -1) {
    reference.lastIndex = at
    const match = reference.exec(piece)
    if (match === null)
      return end === text.length && unfinished.test(piece.slice(at, at + 12)) && at + 12 > piece.length
        ? -1
        : start + at
    if (characterOf(match) === null) return start + at
    at = piece.indexOf('&', at + match[0].length)
  }
  return -1
}

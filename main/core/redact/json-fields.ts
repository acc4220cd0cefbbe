import { type JsonToken, readJsonTokens } from '../json/tokens.ts'
import type { Found } from './card-found.ts'
import { isCode, rememberNames } from './card-names.ts'
import { isCardNumber } from './luhn.ts'
import type { Span } from './view.ts'

/**
 * Fields about cards in JSON: members by their names, every one of those that share a name, and what has no
 * other meaning in a card.
 */

type Member = { name: string; start: number; valueStart: number; valueEnd: number; leaf: 'text' | 'literal' | null }
type Container = {
  isObject: boolean
  isInCard: boolean
  members: Member[]
  key: { name: string; start: number } | null
}

const nameOf = (written: string, isWhole: boolean): string => {
  if (!isWhole) return written.slice(1, -1)
  try {
    return String(JSON.parse(written))
  } catch {
    return written.slice(1, -1) // The scanner is more lenient than the parser; the name as it stands will do.
  }
}

/**
 * Reads as far as the text is JSON. `isTaken`: what will be taken out, which decides about commas. What a
 * string of JSON holds is not looked into. `inText`: what free text was found in it; a number of JSON that is
 * part of that is of no use without its member.
 */
export const findInJson = (
  text: string,
  isTaken: (what: Found['what']) => boolean,
  inText: readonly Found[] = [],
): { found: Found[]; isWhole: boolean } => {
  const { fieldOf, isCardHolder } = rememberNames()
  const found: Found[] = []
  let isWhole = true
  const places = inText
    .flatMap(({ what, values }) => values.map(({ start }) => ({ start, what })))
    .toSorted((a, b) => a.start - b.start)

  const whatIsIn = ({ valueStart, valueEnd }: Member): Found['what'] | null => {
    let low = 0
    let high = places.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle]?.start ?? 0) < valueStart) low = middle + 1
      else high = middle
    }
    const place = places[low]
    return place !== undefined && place.start < valueEnd ? place.what : null
  }

  const open: Container[] = []
  const next = readJsonTokens(text)

  const writtenIn = ({ leaf, valueStart, valueEnd }: Member): string =>
    leaf === 'text'
      ? text.slice(valueStart + 1, valueEnd - 1)
      : leaf === 'literal'
        ? text.slice(valueStart, valueEnd)
        : ''

  const whatOf = (member: Member, isInCard: boolean): Found['what'] | null =>
    isCode(member.name, writtenIn(member), isInCard)
      ? 'security'
      : (fieldOf(member.name, isInCard) ?? (member.leaf === 'literal' ? whatIsIn(member) : null))

  const judge = ({ members, isInCard }: Container) => {
    const isCard =
      isInCard ||
      members.some(
        (member) => fieldOf(member.name, false) !== null || isCardNumber(writtenIn(member).replace(/[ \t-]/g, '')),
      )
    let keptEnd: number | null = null
    members.forEach((member, n) => {
      const named = whatOf(member, isCard)
      // What stands in an object under the name of a number has members of its own.
      const what = named === 'number' && member.leaf === null ? null : named
      const isOut = what !== null && isTaken(what)
      const following = members[n + 1]
      if (what !== null) {
        const { leaf, valueStart, valueEnd, start } = member
        const value: Span =
          leaf === 'text' ? { start: valueStart + 1, end: valueEnd - 1 } : { start: valueStart, end: valueEnd }
        const whole =
          keptEnd === null ? { start, end: following?.start ?? valueEnd } : { start: keptEnd, end: valueEnd }
        found.push({ what, as: leaf === 'text' ? 'field' : 'literal', values: [value], whole: isOut ? whole : null })
      }
      if (!isOut) keptEnd = member.valueEnd
    })
  }

  /** A value has ended: of a member, of an array in which something was found, or of no interest. */
  const ended = (leaf: Member['leaf'], valueStart: number, valueEnd: number) => {
    const container = open.at(-1)
    if (container !== undefined && !container.isObject && places.length > 0)
      container.members.push({ name: '', start: valueStart, leaf, valueStart, valueEnd })
    if (!container?.key) return
    container.members.push({ ...container.key, leaf, valueStart, valueEnd })
    container.key = null
  }

  const starts: number[] = []
  let pending: JsonToken | null = null
  for (let token = next(); token.sign !== 'end'; token = next()) {
    const container = open.at(-1)
    if (pending !== null) {
      if (token.sign === ':' && container?.isObject && container.key === null) {
        container.key = { name: nameOf(text.slice(pending.at, pending.end), pending.isWhole), start: pending.at }
        pending = null
        continue
      }
      ended('text', pending.at, pending.end)
      pending = null
    }
    if (token.sign === '{' || token.sign === '[') {
      const isInCard = (container?.isInCard ?? false) || (container?.key ? isCardHolder(container.key.name) : false)
      open.push({ isObject: token.sign === '{', isInCard, members: [], key: null })
      starts.push(token.at)
    } else if (token.sign === '}' || token.sign === ']') {
      const closed = open.pop()
      if (closed) judge(closed)
      ended(null, starts.pop() ?? token.at, token.end)
    } else if (token.sign === '"') pending = token
    else if (token.sign === 'literal') ended('literal', token.at, token.end)
    else if (token.sign === 'wrong') isWhole = false
  }
  if (pending !== null) ended('text', pending.at, pending.end)
  isWhole &&= open.length === 0
  while (open.length > 0) {
    const cut = open.pop()
    // A text that ends inside has no whole members to take out.
    if (cut) judge(cut)
  }
  return { found, isWhole }
}

/** The name of a member of JSON inside another text, as far as it can be seen without the whole. */
const memberName = /(?:(,)\s*)?(["'])([^"'\n\\]{1,80})\2\s*:\s*/g
const singleQuoted = /'([^'\n]*)'/y
const literalValue = /-?\d[\d.eE+-]*/y
const behindValue = /\s*,/y

/** Where a text ends that stands in double quotes, or is cut off at the end; null where it breaks a line. */
const doubleQuotedEnd = (text: string, start: number): number | null => {
  const sign = /["\\\n]/g
  let from = start
  for (;;) {
    sign.lastIndex = from
    const at = sign.exec(text)?.index ?? text.length
    if (at === text.length || text[at] === '"') return at
    if (text[at] === '\n' || text[at + 1] === '\n' || at + 1 >= text.length) return null
    from = at + 2
  }
}

type MemberValue = { start: number; end: number; behind: number; isLiteral: boolean }

/** The value that begins here; `behind` its closing quote, where it has one. */
const valueAt = (text: string, at: number): MemberValue | null => {
  if (text[at] === '"') {
    const end = doubleQuotedEnd(text, at + 1)
    return end === null ? null : { start: at + 1, end, behind: Math.min(end + 1, text.length), isLiteral: false }
  }
  const found = (pattern: RegExp): string | null => {
    const sticky = new RegExp(pattern)
    sticky.lastIndex = at
    return sticky.exec(text)?.[0] ?? null
  }
  const single = found(singleQuoted)
  if (single !== null)
    return { start: at + 1, end: at + single.length - 1, behind: at + single.length, isLiteral: false }
  const literal = found(literalValue)
  return literal === null ? null : { start: at, end: at + literal.length, behind: at + literal.length, isLiteral: true }
}

/** The length of a comma and the blanks before it, where one follows. */
const commaAfter = (text: string, at: number): number => {
  const sticky = new RegExp(behindValue)
  sticky.lastIndex = at
  return sticky.exec(text)?.[0].length ?? 0
}

/**
 * As `findInJson`, for JSON that stands within something else or is broken. Each such value counts by its
 * name alone.
 */
export const findMembers = (text: string): Found[] => {
  const { fieldOf } = rememberNames()
  const found: Found[] = []
  const isInCard = /\bcard|karte|carte|tarjeta|carta\b/i.test(text.slice(0, 4000))
  for (const { 0: head, 1: comma, 3: name = '', index } of text.matchAll(memberName)) {
    const place = valueAt(text, index + head.length)
    if (place === null || place.start === place.end) continue
    const { start, end, behind, isLiteral } = place
    const what = isCode(name, text.slice(start, end), isInCard) ? 'security' : fieldOf(name, isInCard)
    if (what === null) continue
    const whole = isLiteral ? { start: index, end: end + (comma === undefined ? commaAfter(text, behind) : 0) } : null
    found.push({ what, as: isLiteral ? 'literal' : 'field', values: [{ start, end }], whole })
  }
  return found
}

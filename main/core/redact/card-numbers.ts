import { isCardNumber } from './luhn.ts'
import type { Span } from './view.ts'

/**
 * Card numbers in free text: 13 to 19 digits with a right check digit, whole or in groups. Front desks type
 * them in every way: with blanks, dashes, dots, over a line break, partly bold.
 */

/** What may stand between two groups of one number. */
const gap =
  /(?:[ \t\u00a0_.\u2010-\u2015-]{1,3}|\r?\n|<\/?(?:b|i|u|em|strong|span|font|br|small|big|sub|sup)\b[^<>]{0,60}>|<!--[^<>]{0,60}-->|<!\[CDATA\[|\]\]>){1,6}/y
/** The end of one element or value and the beginning of the next. */
const wideGap = /["',;\s]{0,6}(?:<[^<>]{0,80}>\s{0,20}){1,4}["']?/y
/** How cards are grouped. What is not within one line of one text must look like this to count. */
const usualGroups: ReadonlySet<string> = new Set([
  '4,4,4,4',
  '4,6,5',
  '4,6,4',
  '4,4,4,4,3',
  '4,4,4,1',
  '4,4,5,4',
  '6,13',
])

const MOST_DIGITS = 19
const FEWEST_DIGITS = 13
/** Groups that are kept together; a number has at most as many as it has digits. */
const LONGEST_CHAIN = 4096

/** Echo tokens are mostly digits and dashes, and one in a hundred would pass for a card. */
const uuid = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi

/** A group of digits; `isNear`: it stands in one line of one text with the group before. */
type Group = Span & { isNear: boolean }

/** Where the longest card number ends that begins with group `first`; null when none does. */
const cardFrom = (text: string, groups: readonly Group[], first: number, step: () => void): number | null => {
  let digits = ''
  let shape = ''
  let isNear = true
  let last: number | null = null
  for (let n = first; n < groups.length; n++) {
    step()
    const { start, end, isNear: isGroupNear } = groups[n] ?? { start: 0, end: 0, isNear: true }
    if (digits.length + end - start > MOST_DIGITS) break
    digits += text.slice(start, end)
    shape += `${n === first ? '' : ','}${end - start}`
    if (n > first) isNear &&= isGroupNear
    if (digits.length >= FEWEST_DIGITS && (isNear || usualGroups.has(shape)) && isCardNumber(digits)) last = n
  }
  return last
}

const gapAt = (text: string, from: number, to: number): 'near' | 'wide' | null => {
  if (to - from > 400) return null
  gap.lastIndex = from
  if (gap.test(text) && gap.lastIndex === to)
    return /[\n<]/.test(text.slice(from, to).replace(inline, '')) ? 'wide' : 'near'
  wideGap.lastIndex = from
  return wideGap.test(text) && wideGap.lastIndex === to ? 'wide' : null
}
const inline = /<[^<>]{0,60}>|<!\[CDATA\[/g

/**
 * Where card numbers stand in a text, each with the extents of its groups of digits. `step` is called for
 * each group that is looked at: never more often than 19 times for each group of the text.
 */
export const findCardNumbers = (text: string, step: () => void = () => undefined): Span[][] => {
  const tokens = [...text.matchAll(uuid)].map(({ index, 0: { length } }) => ({ start: index, end: index + length }))
  const found: Span[][] = []
  let chain: Group[] = []
  let token = 0
  /** Looks for numbers that begin before the last `keep` groups, which stay for what follows. */
  const flush = (keep = 0) => {
    let n = 0
    while (n < chain.length - keep) {
      const last = cardFrom(text, chain, n, step)
      if (last !== null) found.push(chain.slice(n, last + 1).map(({ start, end }) => ({ start, end })))
      n = last === null ? n + 1 : last + 1
    }
    chain = chain.slice(n)
  }
  for (const match of text.matchAll(/\d+/g)) {
    step()
    const group = { start: match.index, end: match.index + match[0].length }
    while ((tokens[token]?.end ?? Number.POSITIVE_INFINITY) <= group.start) token += 1
    if ((tokens[token]?.start ?? Number.POSITIVE_INFINITY) < group.end) {
      flush()
      continue
    }
    const before = chain.at(-1)
    const between = before === undefined ? null : gapAt(text, before.end, group.start)
    if (between === null) flush()
    chain.push({ ...group, isNear: between !== 'wide' })
    if (chain.length > LONGEST_CHAIN) flush(MOST_DIGITS)
  }
  flush()
  return found
}

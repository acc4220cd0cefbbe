import { isCardNumber } from './luhn.ts'

/**
 * Digit groups with at most three blanks or dashes between them; front desks type cards in every such way. A
 * UUID is matched first and left alone: echo tokens are mostly digits and dashes, and one in a hundred would
 * pass for a card.
 */
const digitRuns =
  /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b|\d+(?:[ \t\u00a0\u202f\u2010-\u2015-]{1,3}\d+)*/gi
const isUuid = (run: string): boolean => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(run)
const MOST_DIGITS = 19

type Group = { start: number; end: number; digits: string }

const groupsOf = (run: string): Group[] =>
  [...run.matchAll(/\d+/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    digits: match[0],
  }))

/** Where the longest card number that begins with group `first` ends; null when none does. */
const cardFrom = (groups: readonly Group[], first: number): number | null => {
  let digits = ''
  let last: number | null = null
  for (let n = first; n < groups.length; n++) {
    digits += groups[n]?.digits ?? ''
    if (digits.length > MOST_DIGITS) break
    if (isCardNumber(digits)) last = n
  }
  return last
}

const replaceInRun = (run: string, replace: (card: string) => string): string => {
  const groups = groupsOf(run)
  let done = 0
  let result = ''
  for (let n = 0; n < groups.length; n++) {
    const last = cardFrom(groups, n)
    const from = groups[n]?.start
    const to = last === null ? undefined : groups[last]?.end
    if (last === null || from === undefined || to === undefined) continue
    result += run.slice(done, from) + replace(run.slice(from, to))
    done = to
    n = last
  }
  return result + run.slice(done)
}

/**
 * Replaces every card number in free text: 13 to 19 digits with a right check digit, whole or in groups.
 * Other digits stay.
 */
export const replaceCardNumbers = (text: string, replace: (card: string) => string): string =>
  text.replace(digitRuns, (run) => (isUuid(run) ? run : replaceInRun(run, replace)))

const securityCode =
  /\b(?:cvv2?|cvc2?|cvn2?|csc|seriescode|security[ -]?code|card[ -]?verification(?:[ -]?(?:code|value|number))?|kartenpr(?:ü|ue)fnummer|pr(?:ü|ue)fziffer)(?:[ \t:=#/().-]|cvv2?\b|cvc2?\b|code\b|value\b|number\b|no\b|nr\b|nummer\b|is\b|ist\b|was\b){0,8}?(\d(?: ?\d){2,3})(?!\d)/giu

/** Replaces the three or four digits that follow words such as `CVV` or `security code` in free text. */
export const replaceSecurityCodes = (text: string, replace: (code: string) => string): string =>
  text.replace(securityCode, (all, code: string) => all.slice(0, all.length - code.length) + replace(code))

/** Stars for all letters and digits but the last four; blanks and dashes stay where they are. */
export const maskAllButLastFour = (value: string): string => {
  const readable = /[\p{L}\p{N}]/u
  let kept = 0
  return [...value]
    .reverse()
    .map((character) => (readable.test(character) && ++kept > 4 ? '*' : character))
    .reverse()
    .join('')
}

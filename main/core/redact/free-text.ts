import { findCardNumbers } from './card-numbers.ts'
import { findSecurityText } from './security-text.ts'

type Replacement = { start: number; end: number; text: string }

const applied = (text: string, replacements: readonly Replacement[]): string => {
  let result = ''
  let at = 0
  for (const one of replacements.toSorted((a, b) => a.start - b.start)) {
    if (one.start < at) continue
    result += text.slice(at, one.start) + one.text
    at = one.end
  }
  return result + text.slice(at)
}

/**
 * Replaces every card number in free text: 13 to 19 digits with a right check digit, whole or in groups.
 * Other digits stay.
 */
export const replaceCardNumbers = (text: string, replace: (card: string) => string): string =>
  applied(
    text,
    findCardNumbers(text).map((groups) => {
      const start = groups[0]?.start ?? 0
      const end = groups.at(-1)?.end ?? start
      return { start, end, text: replace(text.slice(start, end)) }
    }),
  )

/**
 * Replaces the code that follows words such as `CVV` or `security code` in free text, and what else may never
 * be stored.
 */
export const replaceSecurityCodes = (text: string, replace: (code: string) => string): string =>
  applied(
    text,
    findSecurityText(text, []).map(({ start, end }) => ({ start, end, text: replace(text.slice(start, end)) })),
  )

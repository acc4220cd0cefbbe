import type { CauseName } from '../../playbook/entries.ts'
import { SEARCHED_CHARACTERS } from '../text-signs.ts'
import { schemaProblem } from './schema-messages.ts'

export type Found = { cause: CauseName; facts: Record<string, string> }

const q = `["'\u2018\u2019\u201c\u201d]?`
const word = `${q}([^\\s"'\u2018\u2019\u201c\u201d]{1,80})${q}`

/**
 * The errors pmsXchange names for Reservations Upload (docs/channels/pmsxchange.md#pmsx-25); each group of
 * the pattern is one fact, in order.
 */
const known: readonly { cause: CauseName; pattern: RegExp; facts: readonly string[] }[] = [
  {
    cause: 'unknown-pms-code',
    pattern: new RegExp(`authentication failed.{0,40}?PMS\\s+${word}\\s+does not exist`, 'is'),
    facts: ['requestorId'],
  },
  {
    cause: 'wrong-password',
    pattern: new RegExp(`PMS\\s+${word}\\s+received request with invalid username/password`, 'i'),
    facts: ['requestorId'],
  },
  {
    cause: 'pms-code-mismatch',
    pattern: new RegExp(`PMS\\s+${word}\\s+does not match RequestorID\\s+${word}`, 'i'),
    facts: ['urlCode', 'requestorId'],
  },
  {
    cause: 'hotel-not-authorised',
    pattern: new RegExp(
      `PMS\\s+${word}\\s+is not authori[sz]ed to access hotel(?:\\s+with)?(?:\\s+HotelCode)?\\s*=?\\s*${word}`,
      'i',
    ),
    facts: ['requestorId', 'hotelCode'],
  },
  { cause: 'hotel-not-authorised', pattern: /is not authori[sz]ed to access hotel/i, facts: [] },
  { cause: 'pms-code-mismatch', pattern: /inconsistent PMS codes/i, facts: [] },
]

/** Recognises one of the five Reservations Upload errors and takes its parts out of the text; null for any other text. */
export const uploadError = (text: string): Found | null => {
  const searched = text.slice(0, SEARCHED_CHARACTERS)
  for (const { cause, pattern, facts } of known) {
    const match = pattern.exec(searched)
    if (match === null) continue
    const pairs = facts.map((name, n): [string, string] => [name, (match[n + 1] ?? '').replace(/[.,;:]+$/, '')])
    return { cause, facts: Object.fromEntries(pairs.filter(([, value]) => value !== '')) }
  }
  return schemaProblem(searched)
}

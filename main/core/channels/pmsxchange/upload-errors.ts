import type { CauseName } from '../../playbook/entries.ts'
import { codesIn } from '../../text/codes.ts'
import { isSaid } from '../../text/named-by.ts'
import type { ReadText } from '../../text/senses.ts'

export type Found = { cause: CauseName; facts: Record<string, string> }

const causeIn = ({ senses }: ReadText): CauseName | null => {
  const says = (...said: Parameters<typeof isSaid> extends [unknown, ...infer Rest] ? Rest : never): boolean =>
    senses.some((sense) => isSaid(sense, ...said))
  if (says(['mismatch'], 'pms', 'requestor')) return 'pms-code-mismatch'
  if (says(['unknown', 'none', 'invalid'], 'pms', 'requestor')) return 'unknown-pms-code'
  if (senses.some(({ predicate, beside }) => predicate === 'denied' && beside.includes('hotel')))
    return 'hotel-not-authorised'
  return null
}

/** The codes that a text gives: two that should agree, or the one of the PMS. */
const pmsCodes = (read: ReadText): Record<string, string> => {
  const codes = codesIn(read.clauses)
  const [pms, requestor, hotel] = [codes.get('pms'), codes.get('requestor'), codes.get('hotel')]
  return {
    ...(pms !== undefined && requestor !== undefined ? { urlCode: pms } : {}),
    ...(requestor !== undefined ? { requestorId: requestor } : pms !== undefined ? { requestorId: pms } : {}),
    ...(hotel === undefined ? {} : { hotelCode: hotel }),
  }
}

/**
 * Recognises what a text says about the codes of PMS and hotel (docs/channels/pmsxchange.md#pmsx-25), with
 * the codes it gives; null for any other text. A wrong user or password and a missing part are told by the
 * general words.
 */
export const uploadError = (read: ReadText): Found | null => {
  const cause = causeIn(read)
  return cause === null ? null : { cause, facts: pmsCodes(read) }
}

/** The code of the PMS that a refused sign-in names. */
export const signInFacts = pmsCodes

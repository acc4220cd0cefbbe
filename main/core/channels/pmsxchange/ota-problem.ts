import { type CauseName, entries } from '../../playbook/entries.ts'
import { namedBy } from '../text-signs.ts'
import type { Asked } from '../verdict.ts'
import { type CodeGroup, groupOf, isCatchAll } from './ota-codes.ts'
import { groupOfText, partsOf } from './ota-text.ts'
import { schemaProblem } from './schema-messages.ts'
import { type Found, uploadError } from './upload-errors.ts'

/** One Error or Warning of an OTA reply, read tolerantly: any part may be missing. */
export type OtaProblem = { type: string | null; code: string | null; text: string }

/**
 * OpenTravel error types (EWT) where neither code nor text said more. Type 10 covers wrong data types at
 * pmsXchange too (docs/channels/pmsxchange.md#pmsx-36).
 */
const types: Readonly<Record<string, CauseName>> = {
  '1': 'unknown-answer',
  '2': 'operation-unsupported',
  '3': 'rule-refused',
  '4': 'credentials-refused',
  '5': 'credentials-expired',
  '6': 'rights-refused',
  '7': 'protocol-violation',
  '8': 'operation-unsupported',
  '9': 'sign-in-method',
  '10': 'part-missing',
  '11': 'unknown-answer',
  '12': 'channel-processing',
  '13': 'channel-application',
}

/** What a group means for this message: the order groups depend on what was asked. */
const causeOfGroup = (group: CodeGroup, asked: Asked): CauseName | null => {
  switch (group) {
    case 'text':
      return null
    case 'exists':
      return asked.isRepeatAfterUnknown ? 'already-there' : 'already-exists'
    case 'cancelled':
      return asked.kind === 'cancel' ? 'already-cancelled' : 'change-of-cancelled'
    case 'not-found':
      if (asked.kind === 'cancel') return asked.wasAcceptedBefore ? 'cancel-not-found' : 'cancel-of-unknown'
      return asked.kind === 'change' ? 'change-of-unknown' : 'reference-unknown'
    default:
      return group
  }
}

/** Why Type 6 stands there: codes that do not agree pause, the rest is about rights of one message. */
const isAboutSignIn = (type: string | null): boolean => type === '4' || type === '5' || type === '9'

const byText = (problem: OtaProblem, asked: Asked): CauseName | null => {
  const group = groupOfText(problem.text)
  if (group !== null) return causeOfGroup(group, asked)
  const named = namedBy(problem.text, false)
  // Rights in free text are no better than the type that stands beside them.
  return named === 'rights-refused' && problem.type !== null ? null : named
}

const causeOf = (problem: OtaProblem, asked: Asked): CauseName => {
  const { type, code } = problem
  const group = code === null ? null : groupOf(code)
  if (group !== null && !isCatchAll(group)) return causeOfGroup(group, asked) ?? 'unknown-answer'
  if (type !== null && isAboutSignIn(type)) return types[type] ?? 'credentials-refused'
  const said = byText(problem, asked)
  if (said !== null) return said
  if (group !== null && group !== 'text') return causeOfGroup(group, asked) ?? 'unknown-answer'
  const typed = type === null ? null : (types[type] ?? null)
  // Only bare types 12 and 13 are tried again: with a code that nobody here knows, the channel meant something else.
  if (typed !== null && (code === null || entries[typed].policy !== 'probe')) return typed
  return 'unknown-answer'
}

/**
 * Judges one OTA error: the upload errors and schema messages by their words, then code before type, text before a catch-all code.
 * Facts hold the parts of the text and, for support, `type` and `code`.
 */
export const judgeProblem = (problem: OtaProblem, asked: Asked): Found => {
  const plain = { ...(problem.type ? { type: problem.type } : {}), ...(problem.code ? { code: problem.code } : {}) }
  const known = uploadError(problem.text)
  const group = problem.code === null ? null : groupOf(problem.code)
  const isSchema = known !== null && schemaProblem(problem.text) !== null
  if (known !== null && (!isSchema || group === null || isCatchAll(group)))
    return { cause: known.cause, facts: { ...plain, ...known.facts } }
  return { cause: causeOf(problem, asked), facts: { ...plain, ...partsOf(problem.text) } }
}

/** How much a cause weighs among several of one reply: the worst decides. */
const weightOf = (cause: CauseName): number => {
  const { policy, family } = entries[cause]
  if (policy === 'pause') return 6
  if (policy === 'fail') return family === 'unknown' ? 4 : 5
  if (policy === 'ask') return 3
  if (policy === 'probe' || policy === 'outage') return 2
  return policy === 'throttle' ? 1 : 0
}

/** The one that weighs most, the first of equals. */
export const worstOf = (found: readonly Found[]): Found | null =>
  found.reduce<Found | null>(
    (worst, next) => (worst === null || weightOf(next.cause) > weightOf(worst.cause) ? next : worst),
    null,
  )

import { type CauseName, entries } from '../../playbook/entries.ts'
import { causeNamedIn } from '../../text/named-by.ts'
import { type ReadText, readText } from '../../text/senses.ts'
import type { Asked } from '../verdict.ts'
import { type CodeGroup, groupOf, isCatchAll } from './ota-codes.ts'
import { factsOf, groupOfText, speaksOf, speaksOfOther } from './ota-text.ts'
import { isAlsoSignIn, ownMeaningOf } from './own-codes.ts'
import { SEARCHED_CHARACTERS, schemaProblem } from './schema-messages.ts'
import { type Found, signInFacts, uploadError } from './upload-errors.ts'

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
export const causeOfGroup = (group: CodeGroup, asked: Asked): CauseName | null => {
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

/**
 * Types that say that nobody was let in: whatever code stands beside them, only the words can be more exact.
 */
const isAboutSignIn = (type: string | null): boolean => type === '4' || type === '5' || type === '9'

/** Groups of words that say more than a code about room or rate alone, or about the catch-all. */
const finer: readonly CodeGroup[] = ['room-rate-unknown', 'mapping-doubled', 'agent-mapping-missing']
const ofMapping: readonly CodeGroup[] = ['room-type-unknown', 'rate-unknown', 'room-rate-unknown', 'unable-to-process']
/** Groups of which one excludes the other. */
const ofPresence: readonly CodeGroup[] = ['exists', 'cancelled', 'not-found']

/**
 * The group of a code, or null where it is a private one that only looks like one of the list: it stands
 * without a numeric type and its words speak of something else, or its words contradict it.
 */
const trustedGroup = ({ type, code, text }: OtaProblem, read: ReadText, asked: Asked): CodeGroup | null => {
  const group = code === null ? null : (ownMeaningOf(code, asked.kind) ?? groupOf(code))
  if (group === null || text.trim() === '') return group
  const said = groupOfText(read)
  const isTyped = type !== null && /^\d{1,3}$/.test(type)
  if (said === null)
    return isCatchAll(group) || speaksOf(read, group) || (isTyped && !speaksOfOther(read, group)) ? group : null
  if (said === group || isCatchAll(group)) return group
  if (finer.includes(said) && ofMapping.includes(group)) return said
  if (ofPresence.includes(said) && ofPresence.includes(group)) return said
  if (said === 'reference-unknown') return said
  return speaksOf(read, group) ? group : null
}

const byText = ({ type, code }: OtaProblem, read: ReadText, asked: Asked): CauseName | null => {
  const named = causeNamedIn(read, false)
  if (named !== null && named !== 'rights-refused') return named
  const group = groupOfText(read)
  if (group !== null) return causeOfGroup(group, asked)
  // Rights in free text are no better than the type or the code that stands beside them.
  return named === 'rights-refused' && (type === null || (code !== null && isAlsoSignIn(code))) ? named : null
}

const isPause = (cause: CauseName | null): cause is CauseName => cause !== null && entries[cause].policy === 'pause'

const causeOf = (problem: OtaProblem, read: ReadText, asked: Asked): CauseName => {
  const { type, code } = problem
  const named = causeNamedIn(read, false)
  // Pace, size, clock and sign-in in words are never about this booking, whatever code stands beside them.
  if (named === 'throttled' || named === 'too-large' || isPause(named)) return named
  if (type !== null && isAboutSignIn(type)) return types[type] ?? 'credentials-refused'
  const group = trustedGroup(problem, read, asked)
  if (group !== null && !isCatchAll(group)) return causeOfGroup(group, asked) ?? 'unknown-answer'
  const said = byText(problem, read, asked)
  if (said !== null) return said
  if (group !== null && group !== 'text') return causeOfGroup(group, asked) ?? 'unknown-answer'
  const typed = type === null ? null : (types[type] ?? null)
  // Only bare types 12 and 13 are tried again: with a code that nobody here knows, the channel meant
  // something else.
  if (typed !== null && (code === null || entries[typed].policy !== 'probe')) return typed
  return 'unknown-answer'
}

/**
 * Judges one OTA error, in this order: words about pace, size and sign-in; the channel's own codes of PMS and
 * hotel; a validator's sentence; the code, unless it is a private one; the words; the type. Facts hold the
 * parts of the text and, for support, `type` and `code`.
 */
export const judgeProblem = (problem: OtaProblem, asked: Asked): Found => {
  const plain = { ...(problem.type ? { type: problem.type } : {}), ...(problem.code ? { code: problem.code } : {}) }
  const read = readText(problem.text)
  const known = uploadError(read)
  if (known !== null) return { cause: known.cause, facts: { ...plain, ...known.facts } }
  const schema = schemaProblem(problem.text.slice(0, SEARCHED_CHARACTERS))
  const group = problem.code === null ? null : groupOf(problem.code)
  if (schema !== null && (group === null || isCatchAll(group)))
    return { cause: schema.cause, facts: { ...plain, ...schema.facts } }
  const cause = causeOf(problem, read, asked)
  return { cause, facts: { ...plain, ...factsOf(read), ...(isPause(cause) ? signInFacts(read) : {}) } }
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

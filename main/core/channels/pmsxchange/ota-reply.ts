import type { MessageKind } from '../../../contract/words.ts'
import { type CauseName, entries } from '../../playbook/entries.ts'
import { saysNotTaken } from '../../text/not-taken.ts'
import { readText } from '../../text/senses.ts'
import { child } from '../../xml/find.ts'
import type { XmlElement } from '../../xml/parse.ts'
import type { Asked, Verdict } from '../verdict.ts'
import { verdictOf } from '../verdict-of.ts'
import { answerRootOf, type OtaMessageType, otaMessages, otaMessageTypes } from './ota-messages.ts'
import { judgeProblem, type OtaProblem, worstOf } from './ota-problem.ts'
import type { Found } from './upload-errors.ts'

/** More errors than this in one reply are shown, but no longer judged one by one. */
const MAX_JUDGED = 200

/** So many elements of an answer are looked at for a state. */
const MAX_STATES = 2_000

/**
 * An attribute whatever its capitals: real replies write `Timestamp`, `code` and `ShortText` as they like.
 */
const attributeOf = (element: XmlElement, name: string): string | null =>
  Object.entries(element.attributes)
    .find(([written]) => written.toLowerCase() === name)?.[1]
    ?.trim() || null

/**
 * Elements of these names in document order, without looking inside one that was found, so that nested ones
 * cost nothing twice.
 */
const outermost = (element: XmlElement, ...names: string[]): XmlElement[] =>
  element.children.flatMap((part) => (names.includes(part.name) ? [part] : outermost(part, ...names)))

const allText = (element: XmlElement): string =>
  [element.text, ...element.children.map(allText)]
    .map((text) => text.trim())
    .filter(Boolean)
    .join(' ')

const problemOf = (element: XmlElement): OtaProblem => {
  const parts = [attributeOf(element, 'shorttext'), attributeOf(element, 'errormessage'), allText(element)].filter(
    (part) => part !== null && part !== '',
  )
  return {
    type: attributeOf(element, 'type'),
    code: attributeOf(element, 'code'),
    text: [...new Set(parts)].join('. '),
  }
}

/** One error as the channel wrote it, on one line: `Error Type="3" Code="402": Invalid room type`. */
const shown = (element: XmlElement): string => {
  const attributes = Object.entries(element.attributes).map(([name, value]) => ` ${name}="${value}"`)
  const text = allText(element)
  return `${element.name}${attributes.join('')}${text === '' ? '' : `: ${text}`}`
}

/** The roots of the answers to messages about these. */
const answersAbout = (...subjects: (typeof otaMessages)[OtaMessageType]['about'][]): readonly string[] =>
  otaMessageTypes.filter((type) => subjects.includes(otaMessages[type].about)).map(answerRootOf)

const expectedRoots: Readonly<Record<MessageKind, readonly string[]>> = {
  new: answersAbout('reservations'),
  change: answersAbout('reservations'),
  cancel: answersAbout('reservations', 'cancellation'),
  availability: answersAbout('availability'),
  rates: answersAbout('rates'),
  other: [],
}

const notesOf = (root: XmlElement, status: number, asked: Asked): CauseName[] => {
  const echo = attributeOf(root, 'echotoken')
  const expected = expectedRoots[asked.kind]
  const notes: CauseName[] = []
  if (echo !== null && asked.echoToken !== null && echo !== asked.echoToken) notes.push('echo-mismatch')
  if (expected.length > 0 && !expected.includes(root.name) && root.name !== 'Success') notes.push('unexpected-root')
  if (status < 200 || status >= 300) notes.push('odd-status')
  return notes
}

/**
 * Words of a state that say by themselves how it ended; `PendingCancellation` and `not processed` are read as
 * words like any text.
 */
const isRefusedState = (state: string): boolean =>
  /\berrors?\b|\bunsuccess/i.test(state) ||
  readText(state).senses.some(({ predicate }) => predicate === 'not-taken' || predicate === 'denied')

const isOpenState = (state: string): boolean =>
  /pending|in[ -]?(?:process|progress)|processing|queued|hold|request(?:ed)?$|wait(?:ing|[ -]?list)|deferred|unconfirmed|tentative|submitted|scheduled/i.test(
    state,
  ) && !isRefusedState(state)

/**
 * Attributes, or elements with a text, in which an answer says how a transaction or a record ended
 * (OpenTravel, TransactionStatusType).
 */
const stateNames = [
  'status',
  'resresponsetype',
  'responsetype',
  'resstatus',
  'recordstatus',
  'processingstatus',
  'transactionstatus',
  'result',
  'resultstatus',
]

/** What an element says of how something ended, in its attributes. */
const statesOf = (element: XmlElement): string[] => stateNames.flatMap((name) => attributeOf(element, name) ?? [])

const isUnprocessed = (warning: XmlElement): boolean => {
  const states = statesOf(warning)
  if (states.some((state) => /^(?:complete|ok|success|processed)$/i.test(state))) return false
  return states.some(isRefusedState) || saysNotTaken(problemOf(warning).text)
}

const isPartly = (warning: XmlElement): boolean =>
  statesOf(warning).some((state) => /^(?:incomplete|partial\w*)$/i.test(state))

const everyElement = (element: XmlElement): XmlElement[] => [element, ...element.children.flatMap(everyElement)]

/**
 * How the answer and its records say that it ended, beside warnings and errors, which are judged one by one.
 */
const statesIn = (answer: XmlElement): string[] =>
  everyElement(answer)
    .filter(({ name }) => name !== 'Warning' && name !== 'Error')
    .slice(0, MAX_STATES)
    .flatMap((element) =>
      stateNames.includes(element.name.toLowerCase()) ? [...statesOf(element), allText(element)] : statesOf(element),
    )

/**
 * The words of a transaction's status that say that it was done (OpenTravel, TransactionStatusType). Others
 * leave it open.
 */
const isDone = (state: string): boolean =>
  /^(?:book(?:ed)?|reserved?|commit(?:ted)?|commit ?override ?edits|modif(?:y|ied)|cancel(?:l?ed)?|confirm(?:ed)?|new|initiated?|accept(?:ed)?|process(?:ed)?|complete[d]?|ok|success(?:ful)?|done|delivered|created|updated|true|1)$/i.test(
    state,
  )

/** Where the answer itself says how the transaction ended. */
const transactionNames = ['resresponsetype', 'responsetype', 'transactionstatus']

const isUnclearTransaction = (answer: XmlElement): boolean =>
  transactionNames.some((name) => {
    const state = attributeOf(answer, name)
    return state !== null && !isDone(state)
  })

/** `<Failure/>` beside a Success. */
const isFailure = ({ name }: XmlElement): boolean =>
  /^(?:failures?|failed|unsuccessful|rejected|notprocessed)$/i.test(name)

/** What an element Success says: that it is there is a yes, unless it holds a no. Null: neither. */
const successOf = (element: XmlElement): boolean | null => {
  if (/^(?:true|1)$/i.test(attributeOf(element, 'nil') ?? attributeOf(element, 'xsi:nil') ?? '')) return null
  const said = ['value', 'result', 'status', 'success'].map((name) => attributeOf(element, name))
  const word = (allText(element) || said.find((each) => each !== null) || '').toLowerCase()
  if (/^(?:|true|1|y|yes|ok|success|successful|done|processed)$/.test(word)) return true
  if (/^(?:false|0|f|n|no|none|-1)$/.test(word) || isRefusedState(word)) return false
  return readText(word).senses.some(({ predicate }) => predicate === 'taken') ? true : null
}

/**
 * A warning about a record that was not taken is a failure of that record; it is never tried again by itself.
 */
const judgeUnprocessed = (warning: XmlElement, asked: Asked): Found => {
  const found = judgeProblem(problemOf(warning), asked)
  const { policy, family } = entries[found.cause]
  // Words alone about a part of the booking do not tell whether it is the reason.
  const isNamed =
    policy === 'fail' && family !== 'unknown' && (family !== 'data' || attributeOf(warning, 'code') !== null)
  return isNamed || policy === 'none' || policy === 'pause' ? found : { ...found, cause: 'record-not-processed' }
}

const isOtaName = ({ name }: XmlElement): boolean => /^OTA_|RS$/.test(name)

/**
 * The element that answers: the OTA message inside the SOAP body, in whatever the body wraps it, or the root
 * itself.
 */
const answerIn = (root: XmlElement): XmlElement => {
  const inside = root.name === 'Envelope' ? (child(root, 'Body')?.children[0] ?? root) : root
  return isOtaName(inside) ? inside : (everyElement(inside).slice(0, MAX_STATES).find(isOtaName) ?? inside)
}

/**
 * An answer, or errors in whatever they stand. A Success inside something foreign says nothing; one that
 * stands alone does.
 */
const isOta = (answer: XmlElement): boolean =>
  isOtaName(answer) || answer.name === 'Success' || outermost(answer, 'Error', 'Warning').length > 0

/**
 * The errors of an answer. An OTA_ErrorRS without a list is itself the error: its own attributes say which
 * (OTA_ErrorRS.xsd).
 */
const errorsOf = (answer: XmlElement): XmlElement[] => {
  const listed = outermost(answer, 'Error')
  const isAlone =
    answer.name === 'OTA_ErrorRS' && listed.length === 0 && outermost(answer, 'Success', 'Warning').length === 0
  return isAlone ? [answer] : listed
}

const withCount = (found: Found, problems: number): Record<string, string> =>
  problems > 1 ? { ...found.facts, more: String(problems - 1) } : found.facts

/** Whether a SOAP fault carries OTA errors in its detail; they say more than the fault does. */
export const hasOtaErrors = (fault: XmlElement): boolean =>
  outermost(fault, 'Error').some((error) => attributeOf(error, 'type') !== null || attributeOf(error, 'code') !== null)

/**
 * Judges the OTA message in a reply, whatever its root, namespace and status: errors decide before Success,
 * the worst of several. A Success that holds a no, or that stands beside a warning, a record or a transaction
 * status saying that something was not taken, is no success (docs/channels/pmsxchange.md#pmsx-42). Null where
 * the document is no OTA message.
 */
export const judgeOta = (root: XmlElement, status: number, asked: Asked): Verdict | null => {
  const answer = answerIn(root)
  if (!isOta(answer)) return null
  const errors = errorsOf(answer)
  const warnings = outermost(answer, 'Warning')
  const lines = [...errors.filter((error) => error === answer), ...outermost(answer, 'Error', 'Warning')].map(shown)
  const notes = notesOf(answer, status, asked)
  const given = { notes, isAnswer: true, vendorText: lines.length > 0 ? lines.join('\n') : null }
  const unprocessed = warnings.filter(isUnprocessed)
  const judged = errors.slice(0, MAX_JUDGED).map((error) => judgeProblem(problemOf(error), asked))
  const found = [...judged, ...unprocessed.slice(0, MAX_JUDGED).map((warning) => judgeUnprocessed(warning, asked))]
  const worst = worstOf(found)
  if (worst !== null)
    return verdictOf(worst.cause, {
      ...given,
      notes: errors.length > 0 ? notes.filter((note) => note !== 'odd-status') : notes,
      facts: withCount(worst, errors.length + unprocessed.length),
    })
  const states = statesIn(answer)
  const successes = (answer.name === 'Success' ? [answer] : outermost(answer, 'Success')).map(successOf)
  const saysNo = successes.includes(false) || /^(?:false|0|no)$/i.test(attributeOf(answer, 'success') ?? '')
  if (saysNo || states.some(isRefusedState) || answer.children.some(isFailure))
    return verdictOf('record-not-processed', given)
  if (warnings.some(isPartly)) return verdictOf('record-partial', given)
  if (states.some(isOpenState) || warnings.flatMap(statesOf).some(isOpenState))
    return verdictOf('answer-pending', given)
  const isForeign = !isOtaName(answer) && answer.name !== 'Success'
  if (isForeign || !successes.includes(true) || successes.includes(null) || isUnclearTransaction(answer))
    return verdictOf('unclear-answer', { ...given, facts: { root: answer.name } })
  if (warnings.length > 0) return verdictOf('delivered-with-remark', given)
  return verdictOf(notes[0] ?? 'delivered', given)
}

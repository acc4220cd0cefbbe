import type { MessageKind } from '../../../contract/words.ts'
import { type CauseName, entries } from '../../playbook/entries.ts'
import { child } from '../../xml/find.ts'
import type { XmlElement } from '../../xml/parse.ts'
import type { Asked, Verdict } from '../verdict.ts'
import { verdictOf } from '../verdict-of.ts'
import { answerRootOf, type OtaMessageType, otaMessages, otaMessageTypes } from './ota-messages.ts'
import { judgeProblem, type OtaProblem, worstOf } from './ota-problem.ts'
import type { Found } from './upload-errors.ts'

/** More errors than this in one reply are shown, but no longer judged one by one. */
const MAX_JUDGED = 200

/** An attribute whatever its capitals: real replies write `Timestamp`, `code` and `ShortText` as they like. */
const attributeOf = (element: XmlElement, name: string): string | null =>
  Object.entries(element.attributes)
    .find(([written]) => written.toLowerCase() === name)?.[1]
    ?.trim() || null

/** Elements of these names in document order, without looking inside one that was found, so that nested ones cost nothing twice. */
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
  return { type: attributeOf(element, 'type'), code: attributeOf(element, 'code'), text: [...new Set(parts)].join(' ') }
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
  if (expected.length > 0 && !expected.includes(root.name)) notes.push('unexpected-root')
  if (status < 200 || status >= 300) notes.push('odd-status')
  return notes
}

const isUnprocessed = (warning: XmlElement): boolean =>
  /^not ?processed$/i.test(attributeOf(warning, 'status') ?? '') ||
  /\b(?:not (?:been )?processed|unprocessed|could not be processed)\b/i.test(problemOf(warning).text)

const isPartly = (warning: XmlElement): boolean => /^incomplete$/i.test(attributeOf(warning, 'status') ?? '')

/** A warning about a record that was not taken is a failure of that record; it is never tried again by itself. */
const judgeUnprocessed = (warning: XmlElement, asked: Asked): Found => {
  const found = judgeProblem(problemOf(warning), asked)
  const { policy, family } = entries[found.cause]
  return (policy === 'fail' && family !== 'unknown') || policy === 'none' || policy === 'pause'
    ? found
    : { ...found, cause: 'record-not-processed' }
}

/** The element that answers: the first inside the SOAP body, or the root itself. */
const answerIn = (root: XmlElement): XmlElement => {
  const body = child(root, 'Body')
  return root.name === 'Envelope' ? (body?.children[0] ?? root) : root
}

const isOta = (answer: XmlElement): boolean =>
  /^OTA_|RS$/.test(answer.name) || outermost(answer, 'Errors', 'Error', 'Success', 'Warnings').length > 0

/** The errors of an answer. An OTA_ErrorRS without a list is itself the error: its own attributes say which (OTA_ErrorRS.xsd). */
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
 * Judges the OTA message in a reply, whatever its root, namespace and status: errors decide before Success, the worst of several, and
 * Success beside a warning that something was not processed is no success. Null where the document is no OTA message.
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
  if (warnings.some(isPartly)) return verdictOf('record-partial', given)
  if (outermost(answer, 'Success').length === 0)
    return verdictOf('unclear-answer', { ...given, facts: { root: answer.name } })
  if (warnings.length > 0) return verdictOf('delivered-with-remark', given)
  return verdictOf(notes[0] ?? 'delivered', given)
}

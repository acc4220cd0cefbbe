import { type CauseName, entries, isCause } from '../../playbook/entries.ts'
import type { HttpReply, HttpResult } from '../../ports/http.ts'
import { isSaid, namedBy } from '../../text/named-by.ts'
import { saysNotTaken } from '../../text/not-taken.ts'
import { readText } from '../../text/senses.ts'
import { causeOfStatus, judgeStatus, retryAfterOf } from '../http-status.ts'
import { judgeResult } from '../judge-result.ts'
import { judgeNoReply } from '../no-reply.ts'
import { decodeReply, foreignText, MAX_REPLY_BYTES, readDocument } from '../reply-text.ts'
import type { Asked, Verdict } from '../verdict.ts'
import { unknownOutcome, verdictOf } from '../verdict-of.ts'
import { causeOfErrors, errorLines, errorTexts, fieldFacts } from './error-texts.ts'
import { isRecord, own, parseJson } from './json.ts'
import { isUsableJobId } from './request.ts'

const jobIdPaths = ['meta.job_id', 'job_id', 'data.job_id', 'meta.root_job_id', 'root_job_id', 'data.root_job_id']

const at = (value: unknown, path: string): unknown => path.split('.').reduce<unknown>(own, value)

const jobIdIn = (body: unknown, path: string | undefined): string | null => {
  for (const candidate of [...(path === undefined ? [] : [path]), ...jobIdPaths]) {
    const found = at(body, candidate)
    if ((typeof found === 'string' && found !== '') || typeof found === 'number') return String(found)
  }
  return null
}

/**
 * Whether an answer names jobs, and the one asked about is not among them. The first job of a chain of
 * retries is none of them.
 */
const isAboutAnother = (body: unknown, { jobId }: Asked, path: string | undefined): boolean => {
  if (jobId === undefined) return false
  const named = [...(path === undefined ? [] : [path]), 'meta.job_id', 'job_id', 'data.job_id']
    .map((candidate) => at(body, candidate))
    .filter((found) => (typeof found === 'string' && found.trim() !== '') || typeof found === 'number')
    .map((found) => String(found).trim().toLowerCase())
  return named.length > 0 && !named.includes(jobId.trim().toLowerCase())
}

const errorsIn = (body: unknown): unknown =>
  own(body, 'errors') ?? own(own(body, 'data'), 'errors') ?? own(body, 'error')

/** Statuses that refuse the write itself, whatever the words; the words only make it more exact. */
const judgeRefused = (status: number, body: unknown, asked: Asked): CauseName | null => {
  const errors = errorTexts(body)
  const byWords = causeOfErrors(errors, asked)
  if (status === 409) return asked.isRepeatAfterUnknown ? 'already-there' : 'job-duplicate'
  if (status !== 400 && status !== 404 && status !== 422) return null
  if (byWords === 'job-duplicate' || byWords === 'already-there') return byWords
  if (status !== 404) return byWords === 'job-rights' ? byWords : 'job-refused'
  const isRecordUnknown = errors.some(({ text }) =>
    readText(text).senses.some((sense) => isSaid(sense, ['unknown', 'none'], 'reservation', 'record', 'guests')),
  )
  if (!isRecordUnknown) return null
  if (asked.kind === 'cancel') return asked.wasAcceptedBefore ? 'cancel-not-found' : 'cancel-of-unknown'
  return asked.kind === 'change' ? 'change-of-unknown' : 'reference-unknown'
}

/** `false` as JSON or as the words that programs write for it. */
const saysNo = (success: unknown): boolean =>
  success === false || success === 0 || (typeof success === 'string' && /^\s*(?:false|0|no)\s*$/i.test(success))

const judgeCreated = (
  body: Record<string, unknown>,
  text: string,
  asked: Asked,
  jobIdPath: string | undefined,
): Verdict => {
  const given = { isAnswer: true, vendorText: foreignText(text) }
  const errors = errorTexts(errorsIn(body))
  // It says itself that there is no job, whatever number stands beside it.
  if (saysNo(own(body, 'success')))
    return verdictOf(causeOfErrors(errors, asked), { ...given, vendorText: errorLines(errors) ?? given.vendorText })
  const jobId = jobIdIn(body, jobIdPath)
  // Accepted only with a number that can be asked about.
  if (jobId !== null)
    return isUsableJobId(jobId)
      ? verdictOf('job-accepted', { isAnswer: true, jobId })
      : verdictOf('job-no-number', { isAnswer: true })
  if (errors.length > 0)
    return verdictOf(causeOfErrors(errors, asked), {
      ...given,
      vendorText: errorLines(errors),
      facts: fieldFacts(errors),
    })
  return verdictOf('job-no-number', given)
}

/** A 401 of a job API is about its token, where nothing else is said. */
const causeOf = (status: number): CauseName => (status === 401 ? 'token-refused' : causeOfStatus(status))

const judgeWithoutJson = (reply: HttpReply, text: string, asked: Asked): Verdict => {
  const { kind } = readDocument(text)
  if (reply.status < 200 || reply.status >= 300) return judgeStatus(reply, asked, text, kind === 'html', causeOf)
  if (kind === 'html' || /^\s*<html\b/i.test(text))
    return verdictOf('captive-portal', { vendorText: foreignText(text) })
  if (reply.cut === 'short') return unknownOutcome('answer-cut-off', asked, { vendorText: foreignText(text) })
  if (kind === 'empty') return unknownOutcome('answer-empty', asked, { isUnread: true })
  const given = { vendorText: foreignText(text), isUnread: true }
  return /^\s*[{[]/.test(text) ? unknownOutcome('answer-cut-off', asked, given) : verdictOf('foreign-answer', given)
}

const judgeWriteReply = (reply: HttpReply, text: string, asked: Asked, jobIdPath: string | undefined): Verdict => {
  const body = parseJson(text)
  if (!isRecord(body)) return judgeWithoutJson(reply, text, asked)
  if (reply.status >= 200 && reply.status < 300) return judgeCreated(body, text, asked, jobIdPath)
  const errors = errorTexts(body)
  const vendorText = errorLines(errors) ?? foreignText(text)
  // Words about pace win over whatever status they stand under.
  if (namedBy(errors.map((error) => error.text).join('\n'), false) === 'throttled')
    return verdictOf('throttled', {
      facts: { status: String(reply.status) },
      vendorText,
      isAnswer: true,
      retryAfterMs: retryAfterOf(reply.headers, asked.at),
    })
  const refused = judgeRefused(reply.status, body, asked)
  const facts = { status: String(reply.status), ...fieldFacts(errors) }
  if (refused !== null) return verdictOf(refused, { facts, vendorText, isAnswer: true })
  const verdict = judgeStatus(reply, asked, errors.map((error) => error.text).join('\n'), false, causeOf)
  // Where the outcome is not known, the cause behind that says whether the channel itself answered.
  const cause = verdict.facts.because
  const policy = cause !== undefined && isCause(cause) ? entries[cause].policy : verdict.policy
  return { ...verdict, vendorText, isAnswer: policy !== 'outage' }
}

/**
 * Judges what came of a write to a job API: 2xx with a job's number means accepted, not written
 * (docs/channels/propexo.md#prx-4). `jobIdPath`: where the settings say that the number stands; the usual
 * places are looked at as well.
 */
export const judgeJobWrite = (result: HttpResult, asked: Asked, jobIdPath?: string): Verdict =>
  judgeResult(result, asked, (reply, text) => judgeWriteReply(reply, text, asked, jobIdPath))

/** Statuses of a job; anything else is a word of its own. */
const statusIn = (body: unknown): string | null => {
  const found = ['data.write_status', 'write_status', 'meta.write_status', 'data.status', 'status']
    .map((path) => at(body, path))
    .find((word) => typeof word === 'string')
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : null
}

/**
 * Whether a 2xx body answers the question about a job: a create reply may echo a `status` of the business, so
 * only known words count there.
 */
const isJobStatus = (text: string): boolean => {
  const body = parseJson(text)
  if (['data.write_status', 'write_status', 'meta.write_status'].some((path) => typeof at(body, path) === 'string'))
    return true
  return /^(SUCCESS|PENDING|PARTIAL[ _-]SUCCESS|FAILURE)$/i.test(statusIn(body) ?? '')
}

const judgeStatusWord = (body: unknown, asked: Asked): Verdict => {
  const word = statusIn(body)
  const errors = errorTexts(own(own(body, 'data'), 'errors') ?? own(body, 'errors'))
  const given = { isAnswer: true, vendorText: errorLines(errors) }
  switch (word?.toUpperCase().replace(/[\s-]+/g, '_')) {
    case 'SUCCESS':
      // A success beside an error that says that nothing was taken is for a person to look at.
      if (errors.some(({ text }) => saysNotTaken(text))) return verdictOf('job-partial', given)
      return verdictOf(errors.length > 0 ? 'delivered-with-remark' : 'delivered', given)
    case 'PENDING':
      return verdictOf('job-pending', given)
    case 'PARTIAL_SUCCESS':
      return verdictOf('job-partial', given)
    case 'FAILURE':
      return verdictOf(causeOfErrors(errors, asked), { ...given, facts: fieldFacts(errors) })
    default:
      return verdictOf('job-unknown-word', { ...given, facts: word === null ? {} : { word: word.slice(0, 60) } })
  }
}

/**
 * A look that failed says nothing about the job: it stays accepted, and the link, the pace or the sign-in has
 * its own cause.
 */
const stillAccepted = (verdict: Verdict): Verdict => {
  const { policy } = entries[verdict.cause]
  const isOfLink = policy === 'outage' || policy === 'pause' || policy === 'throttle'
  const cause = isOfLink ? verdict.cause : 'job-pending'
  return {
    ...verdict,
    cause,
    outcome: 'accepted',
    policy: isOfLink ? policy : 'poll',
    isUnknown: false,
    isUnread: false,
  }
}

/**
 * Judges the answer to "what became of the job". Outcome `accepted` means: ask again, with policy `poll`, or
 * with the policy of the link (`outage`, `pause`, `throttle`) when nobody could be asked. A job the channel
 * does not know is `job-lost`.
 */
export const judgeJobStatus = (result: HttpResult, asked: Asked, jobIdPath?: string): Verdict => {
  const look: Asked = { ...asked, afterUnknownOutcome: 'retry' }
  if (result.kind === 'no-reply') return stillAccepted(judgeNoReply(result, look))
  const isWhole = result.cut === 'no' && result.body.length <= MAX_REPLY_BYTES
  const text = isWhole ? decodeReply(result.body, result.headers['content-type'] ?? '') : ''
  const body = parseJson(text)
  const isFine = result.status >= 200 && result.status < 300
  if (isRecord(body) && isAboutAnother(body, asked, jobIdPath))
    return verdictOf('job-mixed-up', { isAnswer: true, vendorText: foreignText(text) })
  if (isFine && isRecord(body)) return judgeStatusWord(body, asked)
  // A page, or a line of text, is a gateway's that does not find the API.
  if ((result.status === 404 || result.status === 410) && (isRecord(body) || text.trim() === ''))
    return verdictOf('job-lost', {
      isAnswer: isRecord(body),
      vendorText: foreignText(text),
      facts: { status: String(result.status) },
    })
  if (isFine) return stillAccepted(judgeWithoutJson({ ...result, cut: 'no' }, text, look))
  const named = namedBy(text, !isRecord(body))
  const cause = named === 'throttled' ? named : causeOf(result.status)
  return stillAccepted(
    verdictOf(cause, {
      isAnswer: isRecord(body) && entries[cause].policy !== 'outage',
      vendorText: foreignText(text),
      facts: { status: String(result.status) },
      retryAfterMs: retryAfterOf(result.headers, asked.at),
    }),
  )
}

/** Judges a saved reply: one that tells of a job by the question about it, any other by the write. */
export const judgeSavedJobReply = (reply: HttpReply, asked: Asked): Verdict => {
  const isFine = reply.status >= 200 && reply.status < 300
  const text = decodeReply(reply.body, reply.headers['content-type'] ?? '')
  // Only a question names a job that is not known any more; what was written before may have arrived.
  const isLostJob =
    (reply.status === 404 || reply.status === 410) && isRecord(parseJson(text)) && /\bjobs?\b/i.test(text)
  const isAboutJob = (isFine && isJobStatus(text)) || isLostJob
  return isAboutJob ? judgeJobStatus(reply, asked) : judgeJobWrite(reply, asked)
}

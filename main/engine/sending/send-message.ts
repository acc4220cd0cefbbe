import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Outcome } from '../../contract/words.ts'
import { type Remark, remarksOf } from '../../core/channels/remark.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { verdictOf } from '../../core/channels/verdict-of.ts'
import { type CauseName, entries, isCause } from '../../core/playbook/entries.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { HttpResult } from '../../core/ports/http.ts'
import { claim as claiming, settled, suspect } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { Judged } from '../../core/queue/settle.ts'
import { clearsThrottled } from '../../core/queue/throttling.ts'
import { maskCards, maskFacts } from '../../core/redact/cards.ts'
import { withoutSecret } from '../../core/redact/without-secret.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { LinkTestDeps, SendingDeps } from './deps.ts'
import { healSeries } from './heal-series.ts'
import { withIdleUpdates } from './idle-updates.ts'
import { callLinkTest } from './link-test.ts'
import { prepareRequest } from './prepare-request.ts'
import { jobToRetry, recordJob } from './record-job.ts'
import { release, returnFailed } from './release.ts'
import type { Claim, SenderTerm } from './sender-term.ts'
import { sameNumbered, settleJob, withOwnJob } from './settle-job.ts'
import { untilWritten } from './until-written.ts'

/**
 * One message on its way: claim, send, settle. Each step is a committed transaction, so a crash between any
 * two loses nothing.
 */

/**
 * Marks the message as sending under this sender's epoch. Null: this process is not the sender any more, or
 * the message has changed meanwhile.
 */
export const claim = (
  { store, clock, ids }: Pick<SendingDeps, 'store' | 'clock' | 'ids'>,
  term: SenderTerm,
  message: MessageRecord,
): Claim | null => {
  const startedAt = clock.now()
  const claimedMs = clock.monotonicMs()
  const echoToken = ids.uuid()
  const attemptId = ids.uuid()
  return store.write(() => {
    if (!store.sender.isOwner(term.epoch)) return null
    const moved = store.messages.move(message.id, claiming, { now: startedAt, epoch: term.epoch })
    if (!moved.ok) return null
    store.sender.claimed(term.epoch, startedAt)
    const { after } = moved
    store.attempts.begin({ id: attemptId, messageId: after.id, n: after.attempts, startedAt, echoToken })
    return { attemptId, echoToken, startedAt, claimedMs, message: after }
  })
}

/**
 * Sends a claimed message and settles it. Gives the judgement, or null when another term has taken over
 * meanwhile.
 */
export const sendClaimed = async (
  deps: SendingDeps,
  term: SenderTerm,
  connection: ConnectionSettings,
  claimed: Claim,
  signal: AbortSignal,
): Promise<Verdict | null> => {
  const { store, clock } = deps
  const { message, echoToken, startedAt } = claimed
  const body = store.messages.body(message.id)
  const connector = deps.channels.connect(connection)
  const buildRetry = connector.polling?.buildRetry ?? null
  const retryOf = buildRetry === null ? null : jobToRetry(deps, message.id)
  const identity = { requestId: echoToken, at: startedAt }
  const prepared =
    body === null
      ? null
      : prepareRequest(deps, connection, identity, (sending) =>
          buildRetry !== null && retryOf !== null
            ? buildRetry(retryOf.jobId, sending)
            : connector.buildWrite({ ...message, body }, sending),
        )
  // A process halted since its claim is not the sender any more; its request would go out beside the new
  // sender's.
  if (!store.sender.isOwner(term.epoch)) return null
  if (prepared?.ok) deps.requests.count(connection.id, startedAt, 'write', message.id)
  const remarks = prepared?.ok && body !== null ? remarksOf(connector, { ...message, body }, prepared.bytes) : []
  const result = prepared?.ok
    ? await deps.http().send({ ...prepared.request, timeoutMs: leftOf(prepared.request, claimed, clock), signal })
    : null
  const judged = result
    ? await deps.parse.judge(connection, retryOf === null ? 'write' : 'retry', result, {
        kind: message.kind,
        echoToken,
        // A retry call that finds nothing to retry must not pass for a write that had arrived.
        isRepeatAfterUnknown: message.isAfterUnknown && retryOf === null,
        afterUnknownOutcome: connection.afterUnknownOutcome,
        at: clock.now(),
        wasAcceptedBefore: store.messages.hasDelivered(message.orderKey),
      })
    : prepared && !prepared.ok
      ? verdictOf(prepared.cause, { facts: { ...prepared.facts } })
      : verdictOf(store.messages.isLocked(message.id) ? 'key-lost' : 'content-gone')
  const clean = prepared?.ok ? withoutSecret(judged, prepared.secret) : judged
  const told =
    clean.cause === 'forbidden'
      ? await whoseFault(deps, connection, clean)
      : withOwnJob(deps, message, withIdleUpdates(store, message, clean))
  const verdict = { ...told, facts: maskFacts(told.facts) }
  // The request was made: a disk that refuses the verdict must not make the message go again. The lane is
  // taken until it is written.
  const settleWith = (isIncomplete: boolean | null) =>
    untilWritten(deps, signal, () =>
      store.write(() => {
        if (!store.sender.isOwner(term.epoch)) return null
        return settleIn(deps, term, { connection, claimed, verdict, result, isIncomplete, retryOf, remarks })
      }),
    )
  const settledAt = await settleWith(null)
  const end = settledAt === 'ends-probing' ? await settleWith(await lacksElements(deps, message, body)) : settledAt
  return end === 'settled' ? verdict : null
}

/**
 * What is left of the time for a request, in whole ms. It runs from the claim: another process that sees this
 * one stand still counts from there until no request can be under way any more. Nothing left: the request
 * does not go out.
 */
const leftOf = (
  { timeoutMs }: { timeoutMs: number },
  { claimedMs }: Claim,
  clock: Pick<Clock, 'monotonicMs'>,
): number => Math.max(0, Math.floor(timeoutMs - (clock.monotonicMs() - claimedMs)))

/**
 * The local check of required elements, beside the event loop. A check that could not be made finds nothing
 * missing.
 */
const lacksElements = async (
  { parse, settings }: Pick<SendingDeps, 'parse' | 'settings'>,
  { connection, messageType }: MessageRecord,
  body: string | null,
): Promise<boolean> => {
  const kind = settings().connections.find(({ id }) => id === connection)?.kind
  const missing = body === null || kind === undefined ? null : await parse.missing(kind, { messageType, body })
  return missing !== null && missing.length > 0
}

/**
 * 403 stops the connection only when the harmless test call is refused too; else it is about this message.
 */
const whoseFault = async (deps: LinkTestDeps, connection: ConnectionSettings, verdict: Verdict): Promise<Verdict> => {
  const test = await callLinkTest(deps, connection)
  return test.ok ? { ...verdict, outcome: 'failed', policy: 'fail', cause: 'forbidden-message' } : verdict
}

/** What was wrong with the line, where the cause only says what that means for the message. */
const linkCauseOf = ({ cause, facts: { because } }: Verdict): CauseName =>
  because !== undefined && isCause(because) ? because : cause

const judgedOf = (verdict: Verdict): Judged => ({
  outcome: verdict.outcome,
  policy: verdict.policy,
  cause: verdict.cause,
  linkCause: linkCauseOf(verdict),
  isAnswer: verdict.isAnswer,
  retryAfterMs: verdict.retryAfterMs,
  isUnknown: verdict.isUnknown,
  isUnread: verdict.isUnread,
  holdsLane: entries[verdict.cause].holdsLane,
  isSetup: entries[verdict.cause].isSetup,
})

/** Outcomes that an answer about the sender's codes cannot have. */
const provesAccess: readonly Outcome[] = ['delivered', 'delivered-with-notes', 'accepted', 'failed']

type Ending = {
  connection: ConnectionSettings
  claimed: Claim
  verdict: Verdict
  result: HttpResult | null
  /** Whether the body lacks required elements; null: not asked yet. */
  isIncomplete: boolean | null
  /** The job that the API was asked to retry in place of a write. */
  retryOf: StoredJob | null
  /** What the doctor should mention of the request. */
  remarks: Remark[]
}

/**
 * Writes what the rules say about the attempt: message, link, lane, and what follows for others. Part of one
 * transaction. `ends-probing`: whether the body lacks required elements must be known first; `not-settled`:
 * the message is not on its way under this claim any more. Nothing is written for either.
 */
const settleIn = (
  deps: Pick<SendingDeps, 'store' | 'channels' | 'requests' | 'clock' | 'ids' | 'log' | 'settings'>,
  term: SenderTerm,
  ending: Ending,
): 'settled' | 'ends-probing' | 'not-settled' => {
  const { store, clock, log } = deps
  const { connection, claimed, verdict, result } = ending
  const now = clock.now()
  const linkBefore = store.links.get(connection.id)
  const settlement = store.messages.settle(claimed.message.id, settled, {
    epoch: term.epoch,
    attempt: claimed.message.attempts,
    facts: verdict.facts,
    judged: judgedOf(verdict),
    startedAt: claimed.startedAt,
    now,
    awakeMs: term.awakeMs(),
    retry: connection.retry,
    isAlone: deps.requests.isAlone(connection.id, now, claimed.message.id),
    isIncomplete: ending.isIncomplete,
  })
  if (!settlement.ok && settlement.why === 'ends-probing') return 'ends-probing'
  if (!settlement.ok) {
    log.warn('not-settled', { message: claimed.message.id, why: settlement.why })
    return 'not-settled'
  }
  store.attempts.end(claimed.attemptId, {
    endedAt: now,
    httpStatus: result?.kind === 'reply' ? result.status : null,
    outcome: verdict.outcome,
    cause: verdict.cause,
    details: {
      // Some channels repeat in their answer what they were sent.
      vendorText: verdict.vendorText === null ? null : maskCards(verdict.vendorText),
      facts: verdict.facts,
      notes: claimed.message.card === 'removed' ? [...verdict.notes, 'sent-without-card'] : verdict.notes,
      code: result?.kind === 'no-reply' ? result.code : null,
    },
    reply: result?.kind === 'reply' ? result.body : null,
  })
  const { message, endedOutage } = settlement.move
  if (message.state === 'delivered') healSeries(store, message, now)
  if (endedOutage !== null) outageEnded(deps, message, endedOutage)
  for (const remark of ending.remarks) store.remarks.note(connection.id, remark, now)
  // What only a message can prove is proven: the channel took one, or found fault with what stands in it.
  if (linkBefore.isOnTrial && verdict.isAnswer && provesAccess.includes(verdict.outcome)) release(deps, connection.id)
  if (clearsThrottled(linkBefore, settlement.move.link)) returnFailed(deps, connection.id, 'message-throttled')
  const { polling } = deps.channels.connect(connection)
  if (verdict.cause === 'job-number-twice' && polling !== null)
    for (const job of sameNumbered(deps, message, verdict.jobId))
      settleJob(deps, term, { connection, polling, job, verdict, startedAt: claimed.startedAt })
  if (message.state === 'confirming' && polling !== null && verdict.jobId !== null)
    recordJob(deps, term, connection, { claimed, jobId: verdict.jobId, retryOf: ending.retryOf, polling })
  return 'settled'
}

/**
 * An answer ended the outage: what was tried in it and failed may be at fault itself, and what was given up
 * goes again.
 */
const outageEnded = (deps: Pick<SendingDeps, 'store' | 'clock'>, answered: MessageRecord, outage: number): void => {
  const { store, clock } = deps
  const now = clock.now()
  for (const { id } of store.queue.triedIn(answered.connection, outage))
    if (id !== answered.id) store.messages.move(id, suspect, { now, outage })
  // Given up while this request was in flight.
  returnFailed(deps, answered.connection, 'outage-too-long')
}

import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { verdictOf } from '../../core/channels/verdict-of.ts'
import { entries } from '../../core/playbook/entries.ts'
import type { HttpResult } from '../../core/ports/http.ts'
import { claim as claiming, settled, suspect } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { Judged } from '../../core/queue/settle.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { EngineContext } from '../deps.ts'
import { healSeries } from './heal-series.ts'
import { withIdleUpdates } from './idle-updates.ts'
import { jobToRetry, keepJob } from './keep-job.ts'
import { callLinkTest } from './link-test.ts'
import type { Claim, Owner } from './owner.ts'
import { prepareRequest } from './prepare-request.ts'
import { returnFailed } from './release.ts'
import { untilWritten } from './until-written.ts'

/** One message on its way: claim, send, settle. Each step is a committed transaction, so a crash between any two loses nothing. */

/** Marks the message as sending under this owner's epoch. Null: not the owner any more, or somebody was faster. */
export const claim = (context: EngineContext, owner: Owner, message: MessageRecord): Claim | null => {
  const { store, clock, ids } = context
  const startedAt = clock.now()
  const echoToken = ids.uuid()
  const attemptId = ids.uuid()
  return store.write(() => {
    if (!store.sender.isOwner(owner.epoch)) return null
    const moved = store.messages.move(message.id, claiming, { now: startedAt, epoch: owner.epoch })
    if (!moved.ok) return null
    store.sender.claimed(owner.epoch, startedAt)
    const { after } = moved
    store.attempts.begin({ id: attemptId, messageId: after.id, n: after.attempts, startedAt, echoToken })
    return { attemptId, echoToken, startedAt, message: after }
  })
}

/** Sends a claimed message and settles it. Gives the judgement, or null when another owner has taken over meanwhile. */
export const sendClaimed = async (
  context: EngineContext,
  owner: Owner,
  connection: ConnectionSettings,
  claimed: Claim,
  signal: AbortSignal,
): Promise<Verdict | null> => {
  const { store, clock } = context
  const { message, echoToken, startedAt } = claimed
  const body = store.messages.body(message.id)
  const connector = context.channels.connect(connection)
  const buildRetry = connector.polling?.buildRetry ?? null
  const retryOf = buildRetry === null ? null : jobToRetry(context, message.id)
  const moment = { requestId: echoToken, at: startedAt }
  const prepared =
    body === null
      ? null
      : prepareRequest(context, connection, connector, moment, (sending) =>
          buildRetry !== null && retryOf !== null
            ? buildRetry(retryOf.jobId, sending)
            : connector.buildWrite({ ...message, body }, sending),
        )
  // One that was halted since its claim is not the owner any more; its request would go out beside the new owner's.
  if (!store.sender.isOwner(owner.epoch)) return null
  if (prepared?.ok) context.requests.count(connection.id, startedAt, 'write')
  const result = prepared?.ok ? await context.http().send({ ...prepared.request, signal }) : null
  const judged = result
    ? await context.parse.judge(connection, retryOf === null ? 'write' : 'retry', result, {
        kind: message.kind,
        echoToken,
        // A retry call that finds nothing to retry must not pass for a write that had arrived.
        isRepeatAfterUnknown: message.isAfterUnknown && retryOf === null,
        afterUnknownOutcome: connection.afterUnknownOutcome,
        at: clock.now(),
        wasAcceptedBefore: store.messages.hasDelivered(message.orderKey),
      })
    : verdictOf(prepared && !prepared.ok ? prepared.cause : 'content-gone')
  const verdict =
    judged.cause === 'forbidden'
      ? await whoseFault(context, connection, judged)
      : withIdleUpdates(store, message, judged)
  // The request was made: a disk that refuses the verdict must not make the message go again. The lane is taken until it is written.
  const settleWith = (isIncomplete: boolean | null) =>
    untilWritten(context, signal, () =>
      store.write(() => {
        if (!store.sender.isOwner(owner.epoch)) return null
        return settleIn(context, owner, { connection, claimed, verdict, result, isIncomplete, retryOf })
      }),
    )
  const settledAt = await settleWith(null)
  const end = settledAt === 'ends-probing' ? await settleWith(await lacksElements(context, message, body)) : settledAt
  return end === 'settled' ? verdict : null
}

/** The local check of required elements, beside the event loop. A check that could not be made finds nothing missing. */
const lacksElements = async (
  { parse, current }: EngineContext,
  { connection, messageType }: MessageRecord,
  body: string | null,
): Promise<boolean> => {
  const kind = current().connections.find(({ id }) => id === connection)?.kind
  const missing = body === null || kind === undefined ? null : await parse.missing(kind, { messageType, body })
  return missing !== null && missing.length > 0
}

/** 403 stops the connection only when the harmless test call is refused too; else it is about this message. */
const whoseFault = async (
  context: EngineContext,
  connection: ConnectionSettings,
  verdict: Verdict,
): Promise<Verdict> => {
  const test = await callLinkTest(context, connection)
  return test.ok ? { ...verdict, outcome: 'failed', policy: 'fail', cause: 'forbidden-message' } : verdict
}

const judgedOf = (verdict: Verdict): Judged => ({
  outcome: verdict.outcome,
  policy: verdict.policy,
  cause: verdict.cause,
  linkCause: verdict.facts.because ?? verdict.cause,
  isAnswer: verdict.isAnswer,
  retryAfterMs: verdict.retryAfterMs,
  isUnknown: verdict.isUnknown,
  holdsLane: entries[verdict.cause].holdsLane,
  isSetup: entries[verdict.cause].isSetup,
})

type Ending = {
  connection: ConnectionSettings
  claimed: Claim
  verdict: Verdict
  result: HttpResult | null
  /** Whether the body lacks required elements; null: not asked yet. */
  isIncomplete: boolean | null
  /** The job that the API was asked to retry in place of a write. */
  retryOf: StoredJob | null
}

/**
 * Writes what the rules say about the attempt: message, link, lane, and what follows for others. Part of one transaction.
 * `ends-probing`: whether the body lacks required elements must be known first; `not-settled`: the message is not on its way under
 * this claim any more. Nothing is written for either.
 */
const settleIn = (context: EngineContext, owner: Owner, ending: Ending): 'settled' | 'ends-probing' | 'not-settled' => {
  const { store, clock, log } = context
  const { connection, claimed, verdict, result } = ending
  const now = clock.now()
  const settlement = store.messages.settle(claimed.message.id, settled, {
    epoch: owner.epoch,
    attempt: claimed.message.attempts,
    facts: verdict.facts,
    judged: judgedOf(verdict),
    startedAt: claimed.startedAt,
    now,
    awakeMs: owner.awakeMs(),
    retry: connection.retry,
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
      vendorText: verdict.vendorText,
      facts: verdict.facts,
      notes: verdict.notes,
      code: result?.kind === 'no-reply' ? result.code : null,
    },
    reply: result?.kind === 'reply' ? result.body : null,
  })
  const { message, endedOutage } = settlement.move
  if (message.state === 'delivered') healSeries(store, message, now)
  if (endedOutage !== null) outageEnded(context, message, endedOutage)
  const { polling } = context.channels.connect(connection)
  if (message.state === 'confirming' && polling !== null && verdict.jobId !== null)
    keepJob(context, owner, connection, { claimed, jobId: verdict.jobId, retryOf: ending.retryOf, polling })
  return 'settled'
}

/** An answer ended the outage: what was tried in it and failed may be at fault itself, and what was given up goes again. */
const outageEnded = (context: EngineContext, answered: MessageRecord, outage: number): void => {
  const { store, clock } = context
  const now = clock.now()
  for (const { id } of store.queue.triedIn(answered.connection, outage))
    if (id !== answered.id) store.messages.move(id, suspect, { now, outage })
  // Given up while this request was in flight.
  returnFailed(context, answered.connection, 'outage-too-long')
}

import type { ConnectionSettings } from '../../contract/settings.ts'
import { missingElements } from '../../core/channels/pmsxchange/missing-elements.ts'
import { judgeRetry, judgeWrite } from '../../core/channels/propexo/judge.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { entries } from '../../core/playbook/entries.ts'
import type { HttpResult } from '../../core/ports/http.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { type Judged, type Settled, settle } from '../../core/queue/settle.ts'
import type { Store } from '../../store/store.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { EngineContext } from '../deps.ts'
import { parseHere } from '../parse-here.ts'
import { prepare } from './connector.ts'
import { healSeries } from './heal-series.ts'
import { jobToRetry, keepJob } from './keep-job.ts'
import { callLinkTest } from './link-test.ts'
import type { Claim, Owner } from './owner.ts'
import { freshBudget } from './release.ts'
import { untilWritten } from './until-written.ts'

/** One message on its way: claim, send, settle. Each step is a committed transaction, so a crash between any two loses nothing. */

/** Marks the message as sending under this owner's epoch. Null: not the owner any more, or somebody was faster. */
export const claim = (context: EngineContext, owner: Owner, message: MessageRecord): Claim | null => {
  const { store, clock, ids } = context
  const startedAt = clock.now()
  const echoToken = ids.uuid()
  const attemptId = ids.uuid()
  return store.write(() => {
    const current = store.messages.get(message.id)
    if (current?.state !== 'waiting' || !store.sender.claimed(owner.epoch, startedAt)) return null
    const { details: _details, facts, ...record } = current
    const sending: MessageRecord = {
      ...record,
      state: 'sending',
      attempts: record.attempts + 1,
      firstAttemptAt: record.firstAttemptAt ?? startedAt,
      claimEpoch: owner.epoch,
      claimedAt: startedAt,
    }
    store.messages.update(sending, startedAt, facts)
    store.attempts.begin({ id: attemptId, messageId: record.id, n: sending.attempts, startedAt, echoToken })
    return { attemptId, echoToken, startedAt, message: sending }
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
  const retryOf = connection.kind === 'propexo' ? jobToRetry(context, connection, message.id) : null
  const moment = { echoToken, at: startedAt, retryJobId: retryOf?.jobId ?? null }
  const prepared = body === null ? null : prepare(connection, message, body, context.secrets, moment)
  // One that was halted since its claim is not the owner any more; its request would go out beside the new owner's.
  if (!store.sender.isOwner(owner.epoch)) return null
  if (prepared?.ok) context.requests.count(connection.id, startedAt, 'write')
  const result = prepared?.ok ? await context.http().send({ ...prepared.request, signal }) : null
  const read = result
    ? await (context.parse ?? parseHere).judge('write', result, {
        connectionKind: connection.kind,
        kind: message.kind,
        echoToken,
        // A retry call that finds nothing to retry must not pass for a write that had arrived.
        isRepeatAfterUnknown: message.isAfterUnknown && retryOf === null,
        afterUnknownOutcome: connection.afterUnknownOutcome,
        at: clock.now(),
        wasAcceptedBefore: store.messages.hasDelivered(message.orderKey),
        jobIdPath: connection.kind === 'propexo' ? connection.jobIdPath : undefined,
      })
    : localVerdict(prepared && !prepared.ok ? prepared.cause : 'content-gone')
  const judged = retryOf !== null && result ? judgeRetry(read) : judgeWrite(read)
  const verdict = judged.cause === 'forbidden' ? await whoseFault(context, connection, judged) : judged
  const isIncomplete = body !== null && missingElements(body, message.messageType).length > 0
  // The request was made: a disk that refuses the verdict must not make the message go again. The lane is taken until it is written.
  return untilWritten(context, signal, () =>
    store.write(() => {
      if (!store.sender.isOwner(owner.epoch)) return null
      settleIn(context, owner, { connection, claimed, verdict, result, isIncomplete, retryOf })
      return verdict
    }),
  )
}

/** 403 stops the connection only when the harmless test call is refused too; else it is about this message (DESIGN: Pause). */
const whoseFault = async (
  context: EngineContext,
  connection: ConnectionSettings,
  verdict: Verdict,
): Promise<Verdict> => {
  const test = await callLinkTest(context, connection)
  return test.ok ? { ...verdict, outcome: 'failed', policy: 'fail', cause: 'forbidden-message' } : verdict
}

/** Nothing was sent because something is missing on this side. */
const localVerdict = (cause: 'secret-missing' | 'unsupported-message' | 'content-gone'): Verdict => ({
  outcome: entries[cause].outcome,
  policy: entries[cause].policy,
  cause,
  facts: {},
  vendorText: null,
  notes: [],
  isAnswer: false,
  isUnknown: false,
  retryAfterMs: null,
  jobId: null,
})

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
  isIncomplete: boolean
  /** The job that the API was asked to retry in place of a write. */
  retryOf: StoredJob | null
}

/** Writes what the rules say about the attempt: message, link, lane, and what follows for others. Part of one transaction. */
const settleIn = (context: EngineContext, owner: Owner, ending: Ending): void => {
  const { store, clock } = context
  const { connection, claimed, verdict, result } = ending
  const now = clock.now()
  const settled = settle({
    message: claimed.message,
    link: store.links.get(connection.id),
    lane: store.links.lane(claimed.message.lane, connection.id),
    judged: judgedOf(verdict),
    startedAt: claimed.startedAt,
    now,
    awakeMs: owner.awakeMs(),
    retry: connection.retry,
    isIncomplete: ending.isIncomplete,
  })
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
  writeSettled(store, settled, verdict, now)
  if (settled.message.state === 'confirming' && connection.kind === 'propexo' && verdict.jobId !== null)
    keepJob(context, owner, connection, { claimed, jobId: verdict.jobId, retryOf: ending.retryOf })
}

const writeSettled = (store: Store, settled: Settled, verdict: Verdict, now: number): void => {
  const { message, link, lane } = settled
  store.messages.update(message, now, verdict.facts)
  store.links.put(link)
  if (link.pauseCause === verdict.cause)
    store.links.setPause(link.connection, { who: null, reason: null, facts: verdict.facts })
  store.links.putLane(lane)
  if (settled.isSuperseding)
    for (const older of store.messages.olderUndelivered(message.orderKey, message.seq))
      store.messages.update({ ...older, state: 'superseded', supersededBy: message.id, nextAttemptAt: null }, now)
  if (message.state === 'delivered' && (message.kind === 'availability' || message.kind === 'rates'))
    healSeries(store, message, now)
  if (settled.endedOutage === null) return
  // One that a person put to an hour meanwhile keeps it.
  for (const tried of store.queue.triedIn(link.connection, settled.endedOutage))
    if (tried.id !== message.id && tried.nextAttemptAt === null)
      store.messages.update({ ...tried, isSuspect: true, step: 1 }, now)
  // Given up while this request was in flight: the channel is back, so what nobody handled goes again.
  for (const given of store.queue.failedBy(link.connection, 'outage-too-long'))
    if (given.id !== message.id)
      store.messages.update(freshBudget({ ...given, state: 'waiting', cause: null }), now, {})
}

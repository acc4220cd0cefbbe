import type { PropexoSettings } from '../../contract/settings.ts'
import { withoutAsking } from '../../core/channels/propexo/judge.ts'
import { buildJobStatus } from '../../core/channels/propexo/request.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { longestPollMs } from '../../core/queue/poll-interval.ts'
import { settlePoll } from '../../core/queue/settle-poll.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import type { EngineContext } from '../deps.ts'
import { parseHere } from '../parse-here.ts'
import { apiToken } from './connector.ts'
import type { Owner } from './owner.ts'

/** Asks what became of accepted jobs: when due, within the connection's pace, each answer settled in one transaction. */

const MAX_REPLY_BYTES = 4 * 1024 * 1024
const MOST_AT_ONCE = 32

export type JobPoller = {
  /** Asks about up to `slots` due jobs; `fly` carries each. Gives how many it asked about. */
  serve(owner: Owner, connection: PropexoSettings, slots: number): number
  /** When the next question of the connection is due, epoch ms; null without one. */
  nextAt(connection: PropexoSettings): number | null
}

type Fly = (key: string, connection: string, work: () => Promise<void>) => void

/** How long a job rests whose answer could not be settled: a bug or a broken disk, and asking at once again would mend neither. */
const REST_MS = 5_000

export const createJobPoller = (
  context: EngineContext,
  flight: { fly: Fly; isFlying: (key: string) => boolean; signal: () => AbortSignal },
): JobPoller => {
  const { store, clock } = context
  const resting = new Map<string, number>()
  const keyOf = ({ id }: { id: string }) => `poll|${id}`
  const isFree = (job: { id: string }) => !flight.isFlying(keyOf(job)) && (resting.get(job.id) ?? 0) <= clock.now()

  const carry = async (owner: Owner, connection: PropexoSettings, job: StoredJob): Promise<void> => {
    resting.set(job.id, clock.now() + REST_MS)
    await ask(context, owner, connection, job, flight.signal())
    resting.delete(job.id)
  }

  return {
    serve(owner, connection, slots) {
      if (slots <= 0) return 0
      const now = clock.now()
      const moment = { now, furthest: now + longestPollMs(connection.pollSeconds), limit: MOST_AT_ONCE }
      const due = store.jobs.due(connection.id, moment).filter(isFree)
      const chosen = due.slice(0, slots)
      for (const job of chosen) flight.fly(keyOf(job), connection.id, () => carry(owner, connection, job))
      return chosen.length
    },
    nextAt(connection) {
      const next = store.jobs.upcoming(connection.id, MOST_AT_ONCE).find(isFree)
      return next?.at ?? null
    },
  }
}

/** One question and its settling. Nothing is written when it was us who ended it. */
const ask = async (
  context: EngineContext,
  owner: Owner,
  connection: PropexoSettings,
  job: StoredJob,
  signal: AbortSignal,
): Promise<void> => {
  const { store, clock, ids, requests } = context
  const startedAt = clock.now()
  const token = apiToken(connection, context.secrets)
  const message = store.messages.get(job.messageId)
  if (!message) return
  if (token === null)
    return settle(context, owner, connection, job, { verdict: withoutAsking('secret-missing'), startedAt })
  const access = { base: connection.url, token, requestId: ids.uuid() }
  const request = job.jobId === null ? null : buildJobStatus(connection.statusPath, job.jobId, access)
  if (request === null)
    return settle(context, owner, connection, job, { verdict: withoutAsking('job-lost'), startedAt })
  requests.count(connection.id, startedAt, 'question')
  const result = await context
    .http()
    .send({ ...request, timeoutMs: connection.timeoutSeconds * 1000, maxReplyBytes: MAX_REPLY_BYTES, signal })
  if (result.kind === 'no-reply' && result.reason === 'stopped') return
  const verdict = await (context.parse ?? parseHere).judge('job-status', result, {
    connectionKind: 'propexo',
    kind: message.kind,
    echoToken: null,
    isRepeatAfterUnknown: message.isAfterUnknown,
    afterUnknownOutcome: connection.afterUnknownOutcome,
    wasAcceptedBefore: store.messages.hasDelivered(message.orderKey),
    at: clock.now(),
  })
  settle(context, owner, connection, job, { verdict, startedAt })
}

const recordOf = ({ details: _details, facts: _facts, ...record }: StoredMessage) => record

const settle = (
  context: EngineContext,
  owner: Owner,
  connection: PropexoSettings,
  asked: StoredJob,
  answer: { verdict: Verdict; startedAt: number },
): void => {
  const { store, clock, log } = context
  const { verdict, startedAt } = answer
  const now = clock.now()
  store.write(() => {
    const job = store.jobs.get(asked.id)
    const message = store.messages.get(asked.messageId)
    store.jobs.countQuestion(connection.id, startedAt)
    // A person closed or settled it meanwhile, or somebody else sends now: their word stands.
    if (!store.sender.isOwner(owner.epoch) || !job || job.endedAt !== null || message?.state !== 'confirming') return
    const settled = settlePoll({
      message: recordOf(message),
      job,
      link: store.links.get(connection.id),
      judged: verdict,
      startedAt,
      now,
      awakeMs: owner.awakeMs(),
      connection,
      timeZone: context.current().timeZone,
    })
    const isAbout = verdict.policy !== 'outage' && verdict.policy !== 'pause' && verdict.policy !== 'throttle'
    const vendorText = isAbout ? (verdict.vendorText ?? verdict.facts.word ?? null) : job.vendorText
    store.jobs.update({ ...settled.job, jobId: job.jobId, vendorText })
    store.links.put(settled.link)
    if (settled.link.pauseCause === verdict.cause)
      store.links.setPause(connection.id, { who: null, reason: null, facts: verdict.facts })
    if (settled.message === null) return
    store.messages.update(settled.message, now, verdict.facts)
    if (settled.isSuperseding)
      for (const older of store.messages.olderUndelivered(message.orderKey, message.seq))
        store.messages.update({ ...older, state: 'superseded', supersededBy: message.id, nextAttemptAt: null }, now)
    const { state, cause } = settled.message
    log.info('job', { message: message.id, connection: connection.id, state, cause, polls: settled.job.polls })
  })
}

import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Polling } from '../../core/channels/channel.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { verdictOf } from '../../core/channels/verdict-of.ts'
import { settledByPoll } from '../../core/queue/moves.ts'
import { longestPollMs } from '../../core/queue/poll-interval.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { SendingDeps } from './deps.ts'
import { healSeries } from './heal-series.ts'
import { prepareRequest } from './prepare-request.ts'
import type { SenderTerm } from './sender-term.ts'

/**
 * Asks what became of accepted jobs: when due, within the connection's pace, each answer settled in one
 * transaction.
 */

const MOST_AT_ONCE = 32

export type JobPoller = {
  /** Asks about up to `slots` due jobs; `start` carries each. Gives how many it asked about. */
  serve(term: SenderTerm, connection: ConnectionSettings, polling: Polling, slots: number): number
  /** When the next question of the connection is due, epoch ms; null without one. */
  nextAt(connection: ConnectionSettings): number | null
}

type PollDeps = Pick<
  SendingDeps,
  'store' | 'channels' | 'parse' | 'secrets' | 'http' | 'requests' | 'clock' | 'ids' | 'log' | 'settings'
>

type StartFlight = (key: string, connection: string, work: () => Promise<void>) => void

/**
 * How long a job rests whose answer could not be settled: a bug or a broken disk, and asking at once again
 * would mend neither.
 */
const REST_MS = 5_000

export const createJobPoller = (
  deps: PollDeps,
  flights: { start: StartFlight; isUnderWay: (key: string) => boolean; signal: () => AbortSignal },
): JobPoller => {
  const { store, clock } = deps
  const resting = new Map<string, number>()
  const keyOf = ({ id }: { id: string }) => `poll|${id}`
  const isFree = (job: { id: string }) => !flights.isUnderWay(keyOf(job)) && (resting.get(job.id) ?? 0) <= clock.now()

  const carry = async (term: SenderTerm, connection: ConnectionSettings, job: StoredJob): Promise<void> => {
    resting.set(job.id, clock.now() + REST_MS)
    await ask(deps, term, connection, job, flights.signal())
    resting.delete(job.id)
  }

  return {
    serve(term, connection, polling, slots) {
      if (slots <= 0) return 0
      const now = clock.now()
      const range = { now, furthest: now + longestPollMs(polling.everySeconds), limit: MOST_AT_ONCE }
      const due = store.jobs.due(connection.id, range).filter(isFree)
      const chosen = due.slice(0, slots)
      for (const job of chosen) flights.start(keyOf(job), connection.id, () => carry(term, connection, job))
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
  deps: PollDeps,
  term: SenderTerm,
  connection: ConnectionSettings,
  job: StoredJob,
  signal: AbortSignal,
): Promise<void> => {
  const { store, clock, ids, requests } = deps
  const startedAt = clock.now()
  const message = store.messages.get(job.messageId)
  const connector = deps.channels.connect(connection)
  const { polling } = connector
  if (!message || polling === null) return
  const answered = (verdict: Verdict) => settle(deps, term, connection, polling, job, { verdict, startedAt })
  const { jobId } = job
  if (jobId === null) return answered(verdictOf('job-lost'))
  const identity = { requestId: ids.uuid(), at: startedAt }
  const prepared = prepareRequest(deps, connection, connector, identity, (sending) =>
    polling.buildQuestion(jobId, sending),
  )
  // The question could not be asked, which says nothing about the job: it stays accepted.
  if (!prepared.ok)
    return answered(verdictOf(prepared.cause, prepared.cause === 'secret-missing' ? { outcome: 'accepted' } : {}))
  requests.count(connection.id, startedAt, 'question')
  const result = await deps.http().send({ ...prepared.request, signal })
  if (result.kind === 'no-reply' && result.reason === 'stopped') return
  const verdict = await deps.parse.judge(connection, 'job-status', result, {
    kind: message.kind,
    echoToken: null,
    isRepeatAfterUnknown: message.isAfterUnknown,
    afterUnknownOutcome: connection.afterUnknownOutcome,
    wasAcceptedBefore: store.messages.hasDelivered(message.orderKey),
    at: clock.now(),
  })
  answered(verdict)
}

const settle = (
  deps: Pick<SendingDeps, 'store' | 'clock' | 'log' | 'settings'>,
  term: SenderTerm,
  connection: ConnectionSettings,
  polling: Polling,
  asked: StoredJob,
  answer: { verdict: Verdict; startedAt: number },
): void => {
  const { store, clock, log } = deps
  const { verdict, startedAt } = answer
  const now = clock.now()
  store.write(() => {
    store.jobs.countQuestion(connection.id, startedAt)
    if (!store.sender.isOwner(term.epoch)) return
    const settlement = store.messages.settle(asked.messageId, settledByPoll, {
      jobId: asked.id,
      judged: verdict,
      facts: verdict.facts,
      vendorText: verdict.vendorText,
      startedAt,
      now,
      awakeMs: term.awakeMs(),
      rules: { everySeconds: polling.everySeconds, repeatAt: polling.repeatAt, retry: connection.retry },
      timeZone: deps.settings().timeZone,
    })
    if (!settlement.ok || !settlement.move.isNews) return
    const { message, job } = settlement.move
    const { id, state, cause } = message
    if (state === 'delivered') healSeries(store, message, now)
    log.info('job', { message: id, connection: connection.id, state, cause, polls: job?.polls ?? 0 })
  })
}

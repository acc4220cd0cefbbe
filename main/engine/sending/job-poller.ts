import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Polling } from '../../core/channels/channel.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { verdictOf } from '../../core/channels/verdict-of.ts'
import { longestPollMs } from '../../core/queue/poll-interval.ts'
import { withoutSecret } from '../../core/redact/without-secret.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { SendingDeps } from './deps.ts'
import { prepareRequest } from './prepare-request.ts'
import type { SenderTerm } from './sender-term.ts'
import { settleJob } from './settle-job.ts'

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
  const isFree = (job: { id: string }) =>
    !flights.isUnderWay(keyOf(job)) && (resting.get(job.id) ?? 0) <= clock.monotonicMs()

  const carry = async (term: SenderTerm, connection: ConnectionSettings, job: StoredJob): Promise<void> => {
    resting.set(job.id, clock.monotonicMs() + REST_MS)
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
  const answered = (verdict: Verdict): void =>
    store.write(() => {
      store.jobs.countQuestion(connection.id, startedAt)
      if (store.sender.isOwner(term.epoch)) settleJob(deps, term, { connection, polling, job, verdict, startedAt })
    })
  const { jobId } = job
  if (jobId === null) return answered(verdictOf('job-lost'))
  const identity = { requestId: ids.uuid(), at: startedAt }
  const prepared = prepareRequest(deps, connection, identity, (sending) => polling.buildQuestion(jobId, sending))
  // The question could not be asked, which says nothing about the job: it stays accepted.
  if (!prepared.ok)
    return answered(verdictOf(prepared.cause, prepared.cause.startsWith('secret-') ? { outcome: 'accepted' } : {}))
  requests.count(connection.id, startedAt, 'question')
  const result = await deps.http().send({ ...prepared.request, signal })
  if (result.kind === 'no-reply' && result.reason === 'stopped') return
  const verdict = await deps.parse.judge(connection, 'job-status', result, {
    kind: message.kind,
    echoToken: null,
    isRepeatAfterUnknown: message.isAfterUnknown,
    afterUnknownOutcome: connection.afterUnknownOutcome,
    wasAcceptedBefore: store.messages.hasDelivered(message.orderKey),
    jobId,
    at: clock.now(),
  })
  answered(withoutSecret(verdict, prepared.secret))
}

import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Polling } from '../../core/channels/channel.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { verdictOf } from '../../core/channels/verdict-of.ts'
import { settledByPoll } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { maskCards, maskFacts } from '../../core/redact/cards.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { SendingDeps } from './deps.ts'
import { healSeries } from './heal-series.ts'
import type { SenderTerm } from './sender-term.ts'

/** An API that begins to count anew, such as a sandbox after its reset, is no mix-up. */
const SAME_NUMBER_WITHIN_MS = 10 * 60_000

/** Writes what is now known about a job. Part of a transaction in which this process is the sender. */
export const settleJob = (
  deps: Pick<SendingDeps, 'store' | 'clock' | 'log' | 'settings'>,
  term: SenderTerm,
  known: { connection: ConnectionSettings; polling: Polling; job: StoredJob; verdict: Verdict; startedAt: number },
): void => {
  const { store, clock, log } = deps
  const { connection, polling, verdict, startedAt } = known
  const now = clock.now()
  const settlement = store.messages.settle(known.job.messageId, settledByPoll, {
    jobId: known.job.id,
    judged: verdict,
    facts: maskFacts(verdict.facts),
    vendorText: verdict.vendorText === null ? null : maskCards(verdict.vendorText),
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
}

/** Jobs of other messages that were given the number of this one a moment ago. */
export const sameNumbered = (
  { store, clock }: Pick<SendingDeps, 'store' | 'clock'>,
  { id, connection }: Pick<MessageRecord, 'id' | 'connection'>,
  jobId: string | null,
): StoredJob[] =>
  jobId === null
    ? []
    : store.jobs.sameNumber(connection, jobId, { since: clock.now() - SAME_NUMBER_WITHIN_MS, messageId: id })

/**
 * A write whose job has the number of another one is in doubt, whatever a question about that number says.
 */
export const withOwnJob = (
  deps: Pick<SendingDeps, 'store' | 'clock'>,
  message: MessageRecord,
  verdict: Verdict,
): Verdict =>
  sameNumbered(deps, message, verdict.jobId).length === 0
    ? verdict
    : { ...verdictOf('job-number-twice', { isAnswer: true }), jobId: verdict.jobId }

import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Polling } from '../../core/channels/channel.ts'
import { pollMs } from '../../core/queue/poll-interval.ts'
import type { StoredJob } from '../../store/tables/jobs.ts'
import type { SendingDeps } from './deps.ts'
import type { Claim, SenderTerm } from './sender-term.ts'

/**
 * Keeps the job that the channel made for a write, with its first question. Part of the transaction that
 * settles the write.
 */
export const recordJob = (
  deps: Pick<SendingDeps, 'store' | 'clock' | 'ids'>,
  term: SenderTerm,
  connection: ConnectionSettings,
  made: { claimed: Claim; jobId: string; retryOf: StoredJob | null; polling: Polling },
): void => {
  const { store, clock, ids } = deps
  const { claimed, jobId, retryOf } = made
  const { message } = claimed
  const now = clock.now()
  const before = store.jobs.latest(message.id)
  const isOfItself = !message.isAskedFor && before?.cause === 'job-maintenance'
  store.jobs.add({
    id: ids.uuid(),
    messageId: message.id,
    connection: connection.id,
    attemptId: claimed.attemptId,
    retryOf: retryOf?.id ?? null,
    acceptedAt: now,
    acceptedAwake: Math.round(term.awakeMs()),
    repeats: isOfItself ? before.repeats + 1 : 0,
    polls: 0,
    askedAt: null,
    nextPollAt: now + pollMs(made.polling.everySeconds, 0),
    outcome: null,
    cause: 'job-accepted',
    endedAt: null,
    isSetAside: false,
    jobId,
    vendorText: null,
  })
}

/** The job that this attempt has the channel try again; null where the write itself goes out. */
export const jobToRetry = (
  { store }: Pick<SendingDeps, 'store'>,
  messageId: string,
): (StoredJob & { jobId: string }) | null => {
  const job = store.jobs.latest(messageId)
  if (job === null || job.outcome !== 'failed' || job.isSetAside || job.jobId === null) return null
  return { ...job, jobId: job.jobId }
}

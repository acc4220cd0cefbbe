import type { Verdict } from '../../core/channels/verdict.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { SendingDeps } from './deps.ts'

/**
 * A delivered message some of whose updates are about no day: the channel takes such an update without a word
 * and changes nothing (docs/channels/pmsxchange.md#pmsx-32), so the message says it.
 */
export const withIdleUpdates = (
  { coverage }: Pick<SendingDeps['store'], 'coverage'>,
  { seq }: Pick<MessageRecord, 'seq'>,
  verdict: Verdict,
): Verdict => {
  const isDelivered = verdict.outcome === 'delivered' || verdict.outcome === 'delivered-with-notes'
  if (!isDelivered || coverage.withoutDay(seq) === 0) return verdict
  return verdict.cause === 'delivered'
    ? { ...verdict, outcome: 'delivered-with-notes', cause: 'update-without-day' }
    : { ...verdict, notes: [...verdict.notes, 'update-without-day'] }
}

import type { JobRecord } from '../../queue/job-record.ts'
import type { MessageRecord } from '../../queue/records.ts'
import type { ResendWay } from '../channel.ts'

/**
 * The API's own retry where it is offered and was not refused. Otherwise the write itself once more: a second
 * POST of something the other side may have makes a second record, so it wants a person's word; a PUT, PATCH
 * or DELETE says the same twice.
 */
export const resendWay = (
  message: Pick<MessageRecord, 'kind' | 'state' | 'cause'>,
  job: Pick<JobRecord, 'outcome' | 'isSetAside'> | null,
  hasRetryCall: boolean,
): ResendWay => {
  const canRetry = job !== null && job.outcome === 'failed' && !job.isSetAside && hasRetryCall
  const wasRefused = message.cause === 'job-retry-refused'
  if (canRetry && !wasRefused) return { kind: 'retry-call', needsConfirm: false }
  const mayBeThere = wasRefused || message.cause === 'job-duplicate'
  return { kind: 'fresh-write', needsConfirm: message.state === 'failed' && message.kind === 'new' && mayBeThere }
}

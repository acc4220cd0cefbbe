import { entries, isCause } from '../../core/playbook/entries.ts'
import type { StoredCause } from '../../core/playbook/stored-cause.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { jobResendWayOf } from '../view/job-resend.ts'
import type { CallDeps } from './deps.ts'

/**
 * The API refused to retry the job: what a person sends now is a fresh write. Part of the resend's
 * transaction.
 */
export const setJobsAside = (deps: Pick<CallDeps, 'store' | 'channels' | 'settings'>, message: MessageRecord): void => {
  if (message.state === 'failed' && jobResendWayOf(deps, message)?.kind === 'fresh-write')
    deps.store.jobs.setAside(message.id)
}

/**
 * Whether the explanation of a cause names the hour at which the message goes again, so that staff read why
 * it waits.
 */
export const isShownWithHour = (cause: StoredCause): boolean =>
  isCause(cause) && entries[cause].will.includes('stays-or-hour')

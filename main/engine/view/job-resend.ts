import type { Settings } from '../../contract/settings.ts'
import type { Channels } from '../../core/channels/channels.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { ViewDeps } from './deps.ts'

/** What a person's resend means for a message of a job API. */

type JobDeps = { settings: () => Settings; channels: Pick<Channels, 'connect'>; store: Pick<ViewDeps['store'], 'jobs'> }

/**
 * How a resend of this message goes: as a retry of its job or as a fresh write; null where its channel has no
 * jobs.
 */
export const jobResendWayOf = (deps: JobDeps, message: MessageRecord) => {
  const connection = deps.settings().connections.find(({ id }) => id === message.connection)
  const polling = connection ? deps.channels.connect(connection).polling : null
  return polling?.resendWay(message, deps.store.jobs.latest(message.id)) ?? null
}

/** Whether a fresh write of this could make a second record, so that a person must confirm it and say why. */
export const needsConfirmForJob = (deps: JobDeps, message: MessageRecord): boolean =>
  jobResendWayOf(deps, message)?.needsConfirm === true

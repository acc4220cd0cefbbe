import { entries, isCause } from '../../core/playbook/entries.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { EngineContext } from '../deps.ts'

/** What a person's resend means for a message of a job API. */

const wayOf = (context: EngineContext, message: MessageRecord) => {
  const connection = context.current().connections.find(({ id }) => id === message.connection)
  const polling = connection ? context.channels.connect(connection).polling : null
  return polling?.resendWay(message, context.store.jobs.latest(message.id)) ?? null
}

/** A fresh write of this could make a second record: a person must confirm it and say why. */
export const needsConfirmForJob = (context: EngineContext, message: MessageRecord): boolean =>
  wayOf(context, message)?.needsConfirm === true

/** The API refused to retry the job: what a person sends now is a fresh write. Part of the resend's transaction. */
export const setJobsAside = (context: EngineContext, message: MessageRecord): void => {
  if (message.state === 'failed' && wayOf(context, message)?.kind === 'fresh-write')
    context.store.jobs.setAside(message.id)
}

/** Whether the explanation of a cause names the hour at which the message goes again, so that staff read why it waits. */
export const isShownWithHour = (cause: string): boolean =>
  isCause(cause) && entries[cause].will.includes('stays-or-hour')

import type { ConnectionSettings } from '../../contract/settings.ts'
import type { LinkRecord, MessageRecord } from '../../core/queue/records.ts'
import { resumed } from '../../core/queue/settle-link.ts'
import type { EngineContext } from '../deps.ts'

/** Freeing what a link held: the ways out of pause and long outage. Each is part of the caller's transaction. */

/**
 * The link works again, proven by the test call. A pause the channel caused ends; what failed only because of it, or because the
 * outage took too long, goes back to waiting with a fresh budget. A person's pause stays.
 */
export const release = (context: EngineContext, connection: ConnectionSettings, link: LinkRecord): void => {
  const { store } = context
  const cause = link.pauseCause
  if (cause !== null && cause !== 'paused-by-person') {
    store.links.put(resumed(link))
    store.links.setPause(connection.id, null)
    returnToWaiting(context, store.queue.failedBy(connection.id, cause))
    freshen(context, connection)
  } else store.links.put(link)
  returnToWaiting(context, store.queue.failedBy(connection.id, 'outage-too-long'))
  for (const lane of store.links.lanes())
    if (lane.connection === connection.id && lane.heldCause !== null && lane.nextProbeAt !== null)
      store.links.putLane({ ...lane, nextProbeAt: null })
}

/** Puts failed messages back to waiting with a fresh budget; nobody handled them. */
export const returnToWaiting = (context: EngineContext, messages: MessageRecord[]): void => {
  const now = context.clock.now()
  for (const message of messages)
    context.store.messages.update(freshBudget({ ...message, state: 'waiting', cause: null }), now, {})
}

/** Waiting messages that were refused by a pause start their ladders anew. */
const freshen = (context: EngineContext, connection: ConnectionSettings): void => {
  const now = context.clock.now()
  for (const message of context.store.queue.waitingOf(connection.id))
    if (message.step > 0 || message.isSuspect) context.store.messages.update(freshBudget(message), now)
}

/** As if it had never been tried, except for its history. */
export const freshBudget = (message: MessageRecord): MessageRecord => ({
  ...message,
  step: 0,
  stepSinceAwake: null,
  stepSinceAt: null,
  nextAttemptAt: null,
  isSuspect: false,
  // The end of an outage it was tried in must not take away a time that a person gives it now.
  triedInOutage: 0,
})

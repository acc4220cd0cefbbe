import type { StoredCause } from '../../core/playbook/stored-cause.ts'
import { restartLadder, returnToWaiting } from '../../core/queue/moves.ts'
import { probedAtOnce, released } from '../../core/queue/settle-link.ts'
import type { FreeingDeps } from './deps.ts'
import { settleOvertaken } from './settle-overtaken.ts'

/**
 * Freeing what a link held: the ways out of pause and long outage. Each is part of the caller's transaction.
 */

/**
 * The link works again, proven by the test call or by a person's word. A pause the channel caused ends; what
 * failed only because of it, or because the outage took too long, goes back to waiting with its retries begun
 * anew. A person's pause stays.
 */
export const release = (deps: FreeingDeps, connection: string): void => {
  const { store, clock } = deps
  const { pauseCause } = store.links.get(connection)
  const link = store.links.change(connection, released)
  if (pauseCause !== null && link?.pauseCause === null) {
    returnFailed(deps, connection, pauseCause)
    for (const { id } of store.queue.waitingOf(connection)) store.messages.move(id, restartLadder, { now: clock.now() })
  }
  returnFailed(deps, connection, 'outage-too-long')
  probeHeldLanes(deps, connection)
}

/**
 * What failed for this cause alone goes back to waiting, if nobody handled it and nothing newer was
 * delivered.
 */
export const returnFailed = ({ store, clock }: FreeingDeps, connection: string, cause: StoredCause): void => {
  const now = clock.now()
  for (const message of store.queue.failedBy(connection, cause))
    if (!settleOvertaken(store, message, now))
      store.messages.move(message.id, returnToWaiting, { now, cause, isOvertaken: false })
}

/** Hotels that the channel refuses are tried at once instead of at their next hour. */
export const probeHeldLanes = ({ store }: Pick<FreeingDeps, 'store'>, connection?: string): void => {
  for (const held of store.links.lanes())
    if (connection === undefined || held.connection === connection)
      store.links.changeLane(held.lane, held.connection, probedAtOnce)
}

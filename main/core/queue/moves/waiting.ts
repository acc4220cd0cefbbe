import type { StoredCause } from '../../playbook/stored-cause.ts'
import type { MessageRecord } from '../records.ts'
import type { Transition } from '../transition.ts'
import { type At, replaced, retriesReset } from './records.ts'

/**
 * What becomes of messages that wait or failed because of others: of newer data, of their link, of a pause.
 */

/**
 * A state of the booking surely older than one that was delivered already (a restored backup, a late file); a
 * person may send it all the same. `newestDeliveredAt`: of the times that were written in the same form,
 * epoch ms.
 */
export const isOutOfDate = (
  message: Pick<MessageRecord, 'lastModifiedUntilAt' | 'isAskedFor'>,
  newestDeliveredAt: number | null,
): boolean =>
  message.lastModifiedUntilAt !== null &&
  !message.isAskedFor &&
  newestDeliveredAt !== null &&
  message.lastModifiedUntilAt < newestDeliveredAt

/**
 * Fails a message that must not go out. `newestDeliveredAt`: the newest state of its order key that was
 * delivered, epoch ms.
 */
export const refuse: Transition<At & { newestDeliveredAt: number | null }, 'not-outdated'> = {
  name: 'refuse',
  from: ['waiting'],
  to: ['failed'],
  apply: (message, { newestDeliveredAt }) =>
    isOutOfDate(message, newestDeliveredAt)
      ? { message: { ...message, state: 'failed', cause: 'out-of-date', nextAttemptAt: null, step: 0 }, facts: {} }
      : { refused: 'not-outdated' },
}

/**
 * Another message got through after this one's link-like failure: the fault may be its own. A time that a
 * person gave it stays.
 */
export const suspect: Transition<At & { outage: number }, 'not-tried'> = {
  name: 'suspect',
  from: ['waiting'],
  to: ['waiting'],
  apply: (message, { outage }) =>
    message.triedInOutage === outage && message.nextAttemptAt === null
      ? { message: { ...message, isSuspect: true, step: 1 } }
      : { refused: 'not-tried' },
}

/** The outage took too long; what a person asked for waits for the link. */
export const giveUp: Transition<At, 'asked-for'> = {
  name: 'giveUp',
  from: ['waiting'],
  to: ['failed'],
  apply: (message) =>
    message.isAskedFor
      ? { refused: 'asked-for' }
      : { message: { ...message, state: 'failed', cause: 'outage-too-long', nextAttemptAt: null }, facts: {} },
}

/**
 * What failed for this cause alone goes again, now that the cause is gone; unless newer numbers were
 * delivered meanwhile.
 */
export const returnToWaiting: Transition<
  At & { cause: StoredCause; isOvertaken: boolean },
  'other-cause' | 'overtaken'
> = {
  name: 'returnToWaiting',
  from: ['failed'],
  to: ['waiting'],
  apply(message, { cause, isOvertaken }) {
    if (message.cause !== cause) return { refused: 'other-cause' }
    if (isOvertaken) return { refused: 'overtaken' }
    return { message: { ...retriesReset(message), state: 'waiting', cause: null }, facts: {} }
  },
}

/** A message that a pause held starts its ladder anew. */
export const restartLadder: Transition<At, 'has-none'> = {
  name: 'restartLadder',
  from: ['waiting'],
  to: ['waiting'],
  apply: (message) =>
    message.step > 0 || message.isSuspect ? { message: retriesReset(message) } : { refused: 'has-none' },
}

/** Newer data of its order key was delivered. `by`: the id of the message that replaces it. */
export const supersede: Transition<At & { by: string }> = {
  name: 'supersede',
  from: ['waiting', 'confirming', 'unsure', 'failed'],
  to: ['superseded'],
  apply: (message, { by }) => ({ message: replaced(message, by) }),
}

/**
 * Part of what an undelivered availability or rates message says was said anew: the PMS must export all of it
 * again.
 */
export const askForRefresh: Transition<At> = {
  name: 'askForRefresh',
  from: ['failed', 'waiting'],
  to: ['failed'],
  apply: (message) => ({
    message: {
      ...retriesReset(message),
      state: 'failed',
      cause: 'availability-needs-refresh',
      isAskedFor: false,
    },
    facts: {},
  }),
}

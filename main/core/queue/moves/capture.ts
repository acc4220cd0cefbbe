import type { Transition } from '../transition.ts'
import { type At, replaced, retriesReset } from './records.ts'

/** What a newly captured file does to messages of earlier ones. */

/**
 * The PMS exported again, unchanged, what had failed. What newer numbers went past goes as a message of its
 * own instead.
 */
export const recapture: Transition<At & { isOvertaken: boolean }, 'overtaken'> = {
  name: 'recapture',
  from: ['failed'],
  to: ['waiting'],
  apply: (message, { isOvertaken }) =>
    isOvertaken
      ? { refused: 'overtaken' }
      : { message: { ...retriesReset(message), state: 'waiting', cause: null }, facts: {} },
}

/** A file that could not be read is replaced by what its name brought later. */
export const replaceUnread: Transition<At & { by: string | null }, 'not-a-file'> = {
  name: 'replaceUnread',
  from: ['waiting', 'failed'],
  to: ['superseded'],
  apply: (message, { by }) =>
    message.kind === 'other' ? { message: replaced(message, by) } : { refused: 'not-a-file' },
}

/** An unfinished file that stayed unchanged for too long. */
export const failUnread: Transition<At, 'not-unfinished'> = {
  name: 'failUnread',
  from: ['waiting'],
  to: ['failed'],
  apply: (message) =>
    message.cause === 'file-incomplete'
      ? { message: { ...message, state: 'failed', nextAttemptAt: null } }
      : { refused: 'not-unfinished' },
}

import type { PossibleAct } from '../../contract/message.ts'
import { canMove } from './allowed-moves.ts'
import type { MessageRecord } from './records.ts'

/**
 * What a person may do with a message, decided in this one place: the calls refuse by it, and every item
 * carries it to the screens. Acts are `resend` (again, now or at an hour), `settle` (it arrived, or it did
 * not), `close` (handled by hand) and `support` (a text for whoever must help).
 */

export type ActedOn = Pick<MessageRecord, 'state' | 'kind' | 'messageType' | 'cause'>

export type ActFacts = {
  /**
   * The channel may hold the message already although it failed: sending it again could make a second record.
   */
  isRepeatRisky: boolean
  /**
   * Availability or rates of which newer numbers were delivered: sent now, it would undo them. Nobody may
   * confirm that.
   */
  isOvertaken: boolean
}

/** Key of the sentence that says why an act is not possible, `calls.…` in the locale files. */
export type ActRefusal =
  | 'file-cannot-go'
  | 'superseded'
  | 'overtaken'
  | 'sending-now'
  | 'confirming-now'
  | 'needs-confirm'
  | 'not-unsure'
  | 'cannot-close'

/** A file that could not be read holds nothing to send. */
const isFile = ({ kind, messageType }: ActedOn): boolean => kind === 'other' || messageType === 'file'

/** States from which sending again could put a booking at the channel twice. */
const isSettled = ({ state }: ActedOn): boolean =>
  state === 'delivered' || state === 'handled' || state === 'unsure' || state === 'duplicate'

const refusedResend = (message: ActedOn, { isOvertaken }: ActFacts): ActRefusal | null => {
  if (isFile(message)) return 'file-cannot-go'
  if (message.state === 'superseded') return 'superseded'
  if (isOvertaken) return 'overtaken'
  if (message.state === 'sending') return 'sending-now'
  return message.state === 'confirming' ? 'confirming-now' : null
}

const refusedSettle = ({ state, cause }: ActedOn): ActRefusal | null =>
  state === 'unsure' || (state === 'confirming' && cause === 'job-never-ends') ? null : 'not-unsure'

const refusedClose = ({ state }: ActedOn): ActRefusal | null =>
  canMove(state, 'handled') ? null : state === 'sending' ? 'sending-now' : 'cannot-close'

const needsReasonToResend = (message: ActedOn, { isRepeatRisky }: ActFacts): boolean =>
  isSettled(message) || isRepeatRisky

/** Why the act is refused; null: it may be done. `hasReason`: the person confirmed it and said why. */
export const whyNot = (
  act: 'resend' | 'settle' | 'close',
  message: ActedOn,
  facts: ActFacts & { hasReason: boolean },
): ActRefusal | null => {
  if (act === 'settle') return refusedSettle(message)
  if (act === 'close') return refusedClose(message)
  const refused = refusedResend(message, facts)
  return refused ?? (needsReasonToResend(message, facts) && !facts.hasReason ? 'needs-confirm' : null)
}

/** The acts that are possible now, each with whether the person must say why. */
export const actsOf = (message: ActedOn, facts: ActFacts): PossibleAct[] => {
  const { state } = message
  const isStuck = state === 'failed' || state === 'unsure' || (state === 'waiting' && isFile(message))
  return [
    ...(refusedSettle(message) === null ? [{ act: 'settle' as const, needsReason: true }] : []),
    ...(refusedResend(message, facts) === null
      ? [{ act: 'resend' as const, needsReason: needsReasonToResend(message, facts) }]
      : []),
    ...(isStuck ? [{ act: 'support' as const, needsReason: false }] : []),
    ...(refusedClose(message) === null ? [{ act: 'close' as const, needsReason: true }] : []),
  ]
}

import type { MessageKind } from '../../../../contract/words.ts'
import { attribute } from '../../../xml/find.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { readMoment } from '../../moment.ts'
import { otaMessageOf } from '../ota-messages.ts'
import { kindOfStatus, type StatusKind } from './status-words.ts'

/** How one message type is read: what it is about, and which elements become messages of their own. */
export type MessageType =
  /**
   * One message for each of these elements. `isWhole`: of a type that carries the whole reservation, where it
   * names the rooms.
   */
  | { about: 'reservations'; item: string; isWhole: boolean; absentStatus: 'by-dates' | 'change' }
  | { about: 'cancellation' }
  /**
   * One message for each hotel named by a `list`, in parts of so many `item`s as the channel takes at once.
   */
  | { about: 'availability' | 'rates'; list: string; item: string }

/** How to read a message with this root; undefined where Night Porter does not carry it. */
export const messageTypeOf = (root: string): MessageType | undefined => {
  const message = otaMessageOf(root)
  if (message === undefined) return undefined
  switch (message.about) {
    case 'reservations':
      // A type that only ever changes reservations says so by its name.
      return { ...message, absentStatus: message.isWhole ? 'by-dates' : 'change' }
    case 'cancellation':
      return message
    default:
      return message
  }
}

const strongest: readonly StatusKind[] = ['cancel', 'change', 'new']

/**
 * What the status words of the message and of the reservation say together: a root's Commit is the
 * transaction, so the word of the reservation counts beside it, and the one that says more wins. Null where
 * neither says whether it is new, changed or cancelled.
 */
export const statusOf = (root: SourceElement, item: SourceElement): StatusKind | null => {
  const said = [root, item].map((element) => kindOfStatus(attribute(element, 'ResStatus')))
  return strongest.find((kind) => said.includes(kind)) ?? null
}

/**
 * Whether a reservation is new, changed or cancelled: by the status words; a message type that only changes
 * is a change unless it cancels; without a word that says so it is a change where it was modified after it
 * was created.
 */
export const kindOfReservation = (root: SourceElement, item: SourceElement, type: MessageType): MessageKind => {
  const said = statusOf(root, item)
  if (type.about === 'reservations' && type.absentStatus === 'change') return said === 'cancel' ? 'cancel' : 'change'
  if (said !== null) return said
  const created = readMoment(attribute(item, 'CreateDateTime'))
  const modified = readMoment(attribute(item, 'LastModifyDateTime'))
  return created !== null && modified !== null && modified > created ? 'change' : 'new'
}

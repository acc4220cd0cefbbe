import type { MessageKind } from '../../../../contract/words.ts'
import { attribute } from '../../../xml/find.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { readMoment } from '../../moment.ts'
import { otaMessageOf } from '../ota-messages.ts'

/** How one message type is read: what it is about, and which elements become messages of their own. */
export type MessageType =
  /** One message for each of these elements. `isWhole`: of a type that carries the whole reservation, where it names the rooms. */
  | { about: 'reservations'; item: string; isWhole: boolean; absentStatus: 'by-dates' | 'change' }
  | { about: 'cancellation' }
  /** One message for each hotel named by these elements. */
  | { about: 'availability' | 'rates'; item: string }

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
      return { about: message.about, item: message.list }
  }
}

const news = new Set(['commit', 'committed', 'reserved', 'reserve', 'book', 'booked', 'initiate', 'initiated', 'new'])
// What became of a stay is a change of the reservation: taking it for a cancellation would free a room that was paid for.
const changes = new Set(['modify', 'modified', 'amend', 'amended', 'change', 'changed', 'update', 'updated'])
const progress = new Set(['noshow', 'inhouse', 'checkedin', 'checkedout', 'waitlisted', 'waitlist', 'duein', 'dueout'])
const cancels = new Set(['cancel', 'cancelled', 'canceled'])

/** What a ResStatus says, whatever its case and punctuation; null where it says nothing Night Porter knows. */
export const kindOfStatus = (status: string | null): 'new' | 'change' | 'cancel' | null => {
  const word = status?.toLowerCase().replace(/[^a-z]/g, '') ?? ''
  if (news.has(word)) return 'new'
  if (changes.has(word) || progress.has(word)) return 'change'
  return cancels.has(word) ? 'cancel' : null
}

/**
 * Whether a reservation is new, changed or cancelled: the root's ResStatus decides, else its own; a message type that only changes
 * is a change unless it cancels; without a status it is a change where it was modified after it was created.
 */
export const kindOfReservation = (root: SourceElement, item: SourceElement, type: MessageType): MessageKind => {
  const said = kindOfStatus(attribute(root, 'ResStatus')) ?? kindOfStatus(attribute(item, 'ResStatus'))
  if (type.about === 'reservations' && type.absentStatus === 'change') return said === 'cancel' ? 'cancel' : 'change'
  if (said !== null) return said
  const created = readMoment(attribute(item, 'CreateDateTime'))
  const modified = readMoment(attribute(item, 'LastModifyDateTime'))
  return created !== null && modified !== null && modified > created ? 'change' : 'new'
}

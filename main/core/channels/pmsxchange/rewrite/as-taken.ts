import { applyEdits } from '../../../xml/edits.ts'
import { findAll } from '../../../xml/find.ts'
import { readTree } from '../../../xml/tree.ts'
import type { BuiltRequest, OutgoingMessage } from '../../channel.ts'
import { otaMessageOf } from '../ota-messages.ts'
import { hotelEdits } from './hotel.ts'
import { needsRewriting, rewriteMessage } from './rewrite.ts'

type AsTaken = { ok: true; body: string; messageType: string } | Extract<BuiltRequest, { ok: false }>

/** A cancellation with its hotel, which it often does not name itself. */
const withHotel = ({ body, hotelCode }: OutgoingMessage, messageType: string): AsTaken => {
  const read = readTree(body)
  const items = read.ok ? findAll(read.root, 'HotelReservations/HotelReservation') : []
  const [item] = items
  if (!read.ok || item === undefined || items.length > 1) return { ok: true, body, messageType }
  const edits = hotelEdits(read.root, item, hotelCode)
  if (edits === null) return { ok: false, cause: 'hotel-not-named' }
  return { ok: true, body: applyEdits(body, edits, read.root.start, read.root.end), messageType }
}

/**
 * A message in a form that the channel takes, or the cause for which it cannot be sent. What was captured as
 * a type that the channel does not list is looked at once more, since an earlier version may have captured
 * it.
 */
export const asTaken = (message: OutgoingMessage): AsTaken => {
  const { messageType, kind } = message
  if (otaMessageOf(messageType) === undefined) return { ok: false, cause: 'unsupported-message' }
  const rewritten = needsRewriting(messageType)
    ? rewriteMessage(message.body, messageType)
    : ({ ok: true, messageType, body: message.body } as const)
  if (!rewritten.ok)
    return rewritten.thing === null
      ? { ok: false, cause: 'unsupported-message' }
      : { ok: false, cause: 'rewriting-incomplete', facts: { messageType, thing: rewritten.thing } }
  const { body } = rewritten
  if (kind === 'cancel') return withHotel({ ...message, body }, rewritten.messageType)
  return { ok: true, body, messageType: rewritten.messageType }
}

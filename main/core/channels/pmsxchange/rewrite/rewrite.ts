import { readTree, type SourceElement } from '../../../xml/tree.ts'
import type { OtaMessageType } from '../ota-messages.ts'
import { rewriteCancellation } from './cancellation.ts'
import { rewriteInventory } from './inventory.ts'
import { rewriteModification } from './modification.ts'
import { lacks, type Rewritten } from './rewritten.ts'

/**
 * The messages that PMSs export and pmsXchange does not list, and how each is written anew
 * (docs/channels/pmsxchange.md#pmsx-27).
 */
const rewriters: Partial<Record<OtaMessageType, (root: SourceElement) => Rewritten>> = {
  OTA_HotelResModifyNotifRQ: rewriteModification,
  OTA_CancelRQ: rewriteCancellation,
  OTA_HotelInvCountNotifRQ: rewriteInventory,
}

const isRewritable = (messageType: string): messageType is OtaMessageType => Object.hasOwn(rewriters, messageType)

/** Whether the channel takes messages of this type only when they are written anew. */
export const needsRewriting = (messageType: string): boolean => isRewritable(messageType)

/**
 * The message as the channel takes it. `body` is a message as its export was read, about one reservation or
 * hotel.
 */
export const rewriteMessage = (body: string, messageType: string): Rewritten => {
  const rewriter = isRewritable(messageType) ? rewriters[messageType] : undefined
  const read = readTree(body)
  return rewriter === undefined || !read.ok ? lacks(null) : rewriter(read.root)
}

import { decodeText } from '../xml/decode.ts'
import { lookForCards, withoutSpans } from './cut-cards.ts'

/**
 * A reply as it may be kept: without security codes, tracks and 3-D Secure values that the channel repeats in
 * it (PCI DSS 4.0.1, 3.3.1). One that holds none stays byte for byte; of another the text is kept, in UTF-8.
 */
export const replyWithoutCodes = (reply: Uint8Array): Uint8Array => {
  const decoded = decodeText(reply)
  if (!decoded.ok) return reply
  const { cuts } = lookForCards(decoded.text)
  return cuts.length === 0 ? reply : new TextEncoder().encode(withoutSpans(decoded.text, cuts))
}

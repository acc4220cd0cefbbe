import type { Edit, Extent } from '../../../xml/extents.ts'
import { localName } from '../../../xml/scan.ts'

/**
 * Card security codes must not be kept after authorisation, encrypted or not (PCI DSS 4.0.1, 3.3.1), and the channel takes no
 * card number together with one: they are dropped before anything is stored.
 */

const plain = (name: string): string => localName(name).replace(/[-_]/g, '').toLowerCase()

/** Names that mean a security code wherever they stand. */
const always = /^(?:card)?(?:cvv2?|cvc2?)(?:code|number|value)?$|^card(?:security|verification)(?:code|number|value)$/
/** Names that mean one inside a card; a voucher has a SeriesCode, too. */
const inCard = /^(?:seriescode|securitycode|verification(?:code|number|value)|cvn2?|csc|cid)$/
const card = /^(?:payment|credit|debit)?card$|^cc$/

/** Whether a name means a card's security code. `isInCard`: it stands on or below an element about a card. */
export const isSecurityCode = (name: string, isInCard: boolean): boolean =>
  always.test(plain(name)) || (isInCard && inCard.test(plain(name)))

/** Whether an element of this name is about a payment card. */
export const isCard = (name: string): boolean => card.test(plain(name))

/** The edits that take every security code, attribute or element, out of an element and all below it. */
export const securityCodeEdits = (extent: Extent, isBelowCard = false): Edit[] => {
  const isHere = isBelowCard || isCard(extent.name)
  const edits: Edit[] = []
  let before = extent.start + 1 + extent.name.length
  for (const { name, end } of extent.attributes) {
    if (isSecurityCode(name, isHere)) edits.push({ start: before, end, text: '' })
    before = end
  }
  for (const below of extent.children) {
    if (isSecurityCode(below.name, isHere)) edits.push({ start: below.start, end: below.end, text: '' })
    else edits.push(...securityCodeEdits(below, isHere))
  }
  return edits
}

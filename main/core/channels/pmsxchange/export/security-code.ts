import type { Edit, Extent } from '../../../xml/extents.ts'
import { isCard, isSecurityCode } from '../../card-names.ts'

/**
 * Card security codes must not be kept after authorisation, encrypted or not (PCI DSS 4.0.1, 3.3.1), and the channel takes no
 * card number together with one: they are dropped before anything is stored.
 */

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

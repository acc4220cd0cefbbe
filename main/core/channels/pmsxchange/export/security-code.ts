import type { Edit } from '../../../xml/edits.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { isCard, isSecurityCode } from '../../card-names.ts'

/**
 * Card security codes must not be kept after authorisation, encrypted or not (PCI DSS 4.0.1, 3.3.1), and the
 * channel takes no card number together with one: they are dropped before anything is stored.
 */

/** The edits that take every security code, attribute or element, out of an element and all below it. */
export const securityCodeEdits = (element: SourceElement): Edit[] => {
  const edits: Edit[] = []
  const look = ({ start, name, qualifiedName, attributes, children }: SourceElement, isBelowCard: boolean): void => {
    const isHere = isBelowCard || isCard(name)
    let before = start + 1 + qualifiedName.length
    for (const each of attributes) {
      if (isSecurityCode(each.name, isHere)) edits.push({ start: before, end: each.end, text: '' })
      before = each.end
    }
    for (const below of children) {
      if (isSecurityCode(below.name, isHere)) edits.push({ start: below.start, end: below.end, text: '' })
      else look(below, isHere)
    }
  }
  look(element, false)
  return edits
}

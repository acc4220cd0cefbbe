import type { Edit } from '../../../xml/edits.ts'
import { localName } from '../../../xml/scan.ts'
import type { SourceElement } from '../../../xml/tree.ts'

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

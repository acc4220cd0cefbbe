import { localName } from '../xml/scan.ts'

/** Names of JSON members, XML elements and attributes that hold payment cards, whoever wrote them. */

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

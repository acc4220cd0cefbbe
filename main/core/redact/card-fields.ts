/** What becomes of a field: `tail` keeps the last four characters, `remove` keeps nothing. */
export type FieldRule = 'tail' | 'remove' | null

const removed = new Set([
  'seriescode',
  'cvv',
  'cvv2',
  'cvc',
  'cvc2',
  'cvn',
  'csc',
  'securitycode',
  'cardsecuritycode',
  'cardverificationvalue',
  'cardverificationcode',
  'verificationvalue',
  'magneticstripe',
  'track1',
  'track2',
  'track3',
  'track1data',
  'track2data',
  'track3data',
  'cavv',
  'xid',
  'authenticationvalue',
  'encryptionkey',
  'encryptedvalue',
])

const tails = new Set([
  'cardnumber',
  'cardno',
  'ccnumber',
  'creditcardnumber',
  'maskedcardnumber',
  'pan',
  'bankacctnumber',
  'iban',
])

/**
 * What to do with an attribute, element or key of this name, whatever its prefix, case, dashes and
 * underlines. Names: OTA PaymentCard, MagneticStripe, ThreeDomainSecurity and BankAcct, and what job APIs and
 * PMS call the same things.
 */
export const ruleForName = (name: string): FieldRule => {
  const plain = name
    .slice(name.indexOf(':') + 1)
    .replace(/[-_]/g, '')
    .toLowerCase()
  if (removed.has(plain)) return 'remove'
  return tails.has(plain) ? 'tail' : null
}

const cardHolder = /^(?:creditcard|paymentcard|cc|card|ccard|bankacct|bankaccount)$/i

/**
 * As `ruleForName`, for a name such as `NO` (SIHOT) that only means a card number inside an element about
 * cards.
 */
export const ruleForElement = (name: string, parent: string | undefined): FieldRule => {
  const local = name.slice(name.indexOf(':') + 1)
  if (
    parent !== undefined &&
    /^(?:no|number|nr)$/i.test(local) &&
    cardHolder.test(parent.slice(parent.indexOf(':') + 1))
  )
    return 'tail'
  return ruleForName(local)
}

/**
 * What fields about payment cards are called: one table for XML, JSON and free text. Sources: OTA
 * PaymentCard, MagneticStripe, ThreeDomainSecurity and BankAcct, and what job APIs and PMSs in many languages
 * call the same things.
 */

/**
 * What a field holds: `security` may never be stored (PCI DSS 4.0.1, 3.3.1), of a `number` the last four
 * characters may be seen.
 */
export type CardField = 'security' | 'number' | null

/** Letters without marks, case and signs, so that `Prüf-Ziffer`, `pruf_ziffer` and `PRUFZIFFER` meet. */
const plain = (name: string): string =>
  name
    .slice(name.lastIndexOf(':') + 1)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')

/** Codes that mean a card wherever they stand. */
const STRONG = 'cvv2?|cvc2?|cvn2?|cvd2?|cav2|csc|icvv|dcvv'

/** Names of a security code that need a card around them or before them: a door has a security code, too. */
const weakWords = [
  'security code',
  'security number',
  'security digits',
  'security value',
  'sec code',
  'verification',
  'verification code',
  'verification number',
  'verification value',
  'validation code',
  'check code',
  'check digits',
  'cid',
  'pin',
  'pin block',
  'pin code',
  // German
  'Prüfnummer',
  'Pruefnummer',
  'Prüfziffer',
  'Pruefziffer',
  'Prüfcode',
  'Pruefcode',
  'Prüfzahl',
  'Pruefzahl',
  'Sicherheitscode',
  'Sicherheitsnummer',
  // French
  'cryptogramme',
  'cryptogramme visuel',
  'code de sécurité',
  'code sécurité',
  'code de vérification',
  // Spanish
  'código de seguridad',
  'código seguridad',
  'código de verificación',
  'código verificación',
  // Italian
  'codice di sicurezza',
  'codice sicurezza',
  'codice di verifica',
  'codice verifica',
  // Portuguese
  'código de segurança',
  'código segurança',
  'código de verificação',
  // Dutch
  'beveiligingscode',
  'veiligheidscode',
  'verificatiecode',
  'controlecode',
  // Nordic
  'säkerhetskod',
  'sikkerhedskode',
  'sikkerhetskode',
  'kontrolcifre',
  'kontrollkod',
  'turvakoodi',
  'turvaluku',
  'öryggisnúmer',
  // Slavic, Baltic, Hungarian, Romanian, Turkish
  'kod bezpieczeństwa',
  'kod zabezpieczający',
  'bezpečnostní kód',
  'bezpečnostný kód',
  'ověřovací kód',
  'sigurnosni kod',
  'kontrolni broj',
  'varnostna koda',
  'biztonsági kód',
  'ellenőrző kód',
  'cod de securitate',
  'güvenlik kodu',
  'güvenlik numarası',
  'turvakood',
  'drošības kods',
  'saugos kodas',
  // Other scripts
  'код безопасности',
  'проверочный код',
  'код проверки',
  'код безпеки',
  'код за сигурност',
  'κωδικός ασφαλείας',
  'セキュリティコード',
  '安全码',
  '安全碼',
  '安全代码',
  '验证码',
  '驗證碼',
  '보안코드',
  'رمز الأمان',
  'رمز التحقق',
  'קוד אבטחה',
  'รหัสความปลอดภัย',
  'mã bảo mật',
] as const
const weak: ReadonlySet<string> = new Set(weakWords.map(plain))

/** Words for a card that stand before another one in the same name. */
const CARD_WORDS =
  'payment|credit|debit|bank|charge|guarantee|virtual|guest|card|cards|cc|kk|karten?|kredit|kreditkarten?|carte|tarjeta|carta|cartao|credito|kort|kaart|karta|karty|kartya'
const cardBefore = new RegExp(`^(?:${CARD_WORDS})+`)
const cardBehind = new RegExp(`(?:de|di|do|da|der)?(?:${CARD_WORDS})+$`)
/** What may follow without making it another thing; a `CVVResult` is none. */
const codeAfter = /(?:code|codes|number|num|no|nr|value|val|digits?|nummer|wert|plaintext|encrypted|encryptedvalue|2)+$/

const strong = new RegExp(`^(?:${CARD_WORDS})*(?:${STRONG})$`)

/** Other data of a card that may never be stored: stripe, chip, PIN, 3-D Secure, keys. */
const otherSecurity: ReadonlySet<string> = new Set([
  ...['cardverification', 'cardverificationcode', 'kartenprufnummer', 'kartenpruefnummer', 'kartenprufziffer'],
  ...['magneticstripe', 'magstripe', 'magnetstreifen', 'stripedata', 'bandemagnetique', 'bandamagnetica'],
  ...['track', 'trackdata', 'carddata2', 'swipedata', 'cardswipe', 'emvdata', 'chipdata', 'iccdata'],
  ...['track1', 'track2', 'track3', 'track1data', 'track2data', 'track3data', 'trackone', 'tracktwo'],
  ...['tracki', 'trackii', 'trackiii', 'track2equivalentdata', 'track2equivalent', 'encryptedtrack'],
  ...['pinblock', 'pinblocks', 'encryptedpinblock', 'cardpin', 'pincode4card', 'pinverificationvalue', 'pvv'],
  ...['cavv', 'xid', 'aav', 'ucaf', 'authenticationvalue', 'cavvvalue', 'cavvdata', 'threedscavv', 'tdscavv'],
  ...['cardholderauthenticationvalue', 'cardholderauthenticationverificationvalue', '3dscavv', '3dsecurecavv'],
  ...['encryptionkey', 'encryptedvalue'],
])
/** A guest's track of a programme is no stripe. */
const needsCard: ReadonlySet<string> = new Set(['track', 'carddata2'])

const numbers: ReadonlySet<string> = new Set([
  ...[
    'cardnumber',
    'cardno',
    'cardnr',
    'cardnum',
    'ccnumber',
    'ccno',
    'ccnr',
    'ccnum',
    'creditcardnumber',
    'creditcardno',
  ],
  ...['maskedcardnumber', 'pan', 'primaryaccountnumber', 'kartennummer', 'kreditkartennummer', 'numerodecarte'],
  ...[
    'numerocarte',
    'numerodetarjeta',
    'numerotarjeta',
    'numerocarta',
    'numerodicarta',
    'numerodocartao',
    'numerocartao',
  ],
  ...[
    'kaartnummer',
    'kortnummer',
    'numerkarty',
    'cislokarty',
    'kartyaszam',
    'kartnumarasi',
    'номеркарты',
    'カード番号',
    '卡号',
  ],
  ...['bankacctnumber', 'bankaccountnumber', 'iban'],
])

const holder = new RegExp(
  `^(?:${CARD_WORDS})*(?:card|cards|cc|kk|ccard|karte|kreditkarte|carte|tarjeta|cartao|carta|kort|kaart|karta|kartya|bankacct|bankaccount)(?:info|information|data|details?|payment|guarantee|decredito|dicredito|bancaire|type)?$`,
)

/**
 * Whether an element or member of this name is about a payment card, so that weaker names in it mean its
 * code.
 */
export const isCardHolder = (name: string): boolean => holder.test(plain(name))

const isSecurity = (local: string, isInCard: boolean): boolean => {
  if (otherSecurity.has(local)) return isInCard || !needsCard.has(local)
  for (const name of [local, local.replace(codeAfter, '')]) {
    if (strong.test(name)) return true
    if (isInCard && weak.has(name)) return true
    for (const rest of [name.replace(cardBefore, ''), name.replace(cardBehind, '')])
      if (rest.length < name.length && weak.has(rest)) return true
  }
  return false
}

/** Whether an element of this name is about a voucher, whose SeriesCode is its number. */
export const isVoucher = (name: string): boolean => /voucher|coupon|certificate|gift/i.test(name)

/**
 * What an attribute, element or member of this name holds, whatever its prefix, case and signs. `isInCard`:
 * it stands in a card, or beside another field of one.
 */
export const fieldOf = (name: string, isInCard: boolean, isInVoucher = false): CardField => {
  const local = plain(name)
  if (local === 'seriescode' && !isInVoucher) return 'security'
  if (isSecurity(local, isInCard)) return 'security'
  if (numbers.has(local) || (isInCard && /^(?:no|number|nr|num|numero|nummer|numer)$/.test(local))) return 'number'
  return null
}

const MOST_NAMES = 10_000

/**
 * As `fieldOf` and `isCardHolder`, remembering what was asked: a document has few names, each of them many
 * times.
 */
export const rememberNames = (): { fieldOf: typeof fieldOf; isCardHolder: typeof isCardHolder } => {
  const fields = new Map<string, CardField>()
  const holders = new Map<string, boolean>()
  return {
    fieldOf: (name, isInCard, isInVoucher = false) => {
      const key = `${Number(isInCard)}${Number(isInVoucher)}${name}`
      const known = fields.get(key)
      if (known !== undefined) return known
      const field = fieldOf(name, isInCard, isInVoucher)
      if (fields.size < MOST_NAMES) fields.set(key, field)
      return field
    },
    isCardHolder: (name) => {
      const known = holders.get(name)
      if (known !== undefined) return known
      const is = isCardHolder(name)
      if (holders.size < MOST_NAMES) holders.set(name, is)
      return is
    },
  }
}

const codeLike =
  /cod|kod|код|verif|check|secur|sicher|segur|sicur|pruf|pruef|crypt|krypt|^cv|cid|csc|pin|auth|secret|digits/
const otherThan =
  /exp|valid|date|month|year|day|time|amount|total|price|issue|last|four|type|brand|bin|count|country|postal|zip|currency|area|room|rate|version/

/** Weak names that mean other things in a guest's wishes as well. */
const unsure = /verif|valid|check|pin|cid|sec code|контр|провер|ověř|ellen|kontrol|controle|验证|驗證|التحقق/
const sureWords = weakWords.filter((word) => !unsure.test(word))
const sure: ReadonlySet<string> = new Set(sureWords.map(plain))

/**
 * Whether a value can only be a card's code, whatever it is called: three or four digits under the full name
 * of a security code, or inside a card under a name that speaks of a code.
 */
export const isCode = (name: string, value: string, isInCard: boolean): boolean => {
  if (!/^\s*\d{3,4}\s*$/.test(value)) return false
  const local = plain(name)
  if (!isInCard) return sure.has(local)
  return codeLike.test(local) && !otherThan.test(local)
}

/**
 * The words by which free text speaks of a security code, as the source of a pattern: blanks and dashes
 * between words are free.
 */
const escaped = (word: string): string => word.replace(/[ -]/g, '[ \\t\\u00a0-]{0,2}')
export const securityWords = [
  `(?<![\\p{L}\\p{N}])(?:${STRONG})(?!\\p{L})`,
  ...sureWords.map((word) => escaped(word.normalize('NFKC'))),
  '(?<!(?:voucher|coupon|certificate|gift)[^<>]{0,60})seriescode',
  'card[ -]?verification(?:[ -]?(?:code|value|number))?',
  'kartenpr(?:ü|ue)f(?:nummer|ziffer|code)',
].join('|')

/**
 * What is planted: card numbers, security codes, tracks, names, phones, passwords and tokens in the ways in
 * which a PMS, a channel or a person writes them. Every value is made from the seed and used once, so that a
 * find says where it came in.
 */

/** `authentication`: must not be kept at all (PCI DSS 4.0.1, 3.3.1), not even sealed. */
export type PlantKind = 'card' | 'authentication' | 'guest' | 'secret'

/**
 * Where it comes in. `pms`, `jobs`: an export; `reply`: the channel's answer to one; the others by a call.
 */
type Entry =
  | 'pms'
  | 'jobs'
  | 'broken'
  | 'cut-off'
  | 'reply'
  | 'job-reply'
  | 'reason'
  | 'file-name'
  | 'number'
  | 'secret'

export type Plant = {
  name: string
  kind: PlantKind
  entry: Entry
  /** What is searched for, in every encoding. */
  values: readonly string[]
  /** Three or four digits, searched for as a word of their own. */
  code: string | null
  /** As it stands where it comes in. */
  text: string
}

/** Makes values that no other plant has. */
export type Source = {
  card(): string
  code(length: 3 | 4): string
  digits(length: number): string
  word(): string
}

const check = (digits: string): string => {
  const sum = [...digits].reduceRight((all, digit, n) => {
    const value = Number(digit) * ((digits.length - n) % 2 === 1 ? 2 : 1)
    return all + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

export const createSource = (random: () => number): Source => {
  const used = new Set<string>()
  const once = (make: () => string): string => {
    for (;;) {
      const value = make()
      if (used.has(value)) continue
      used.add(value)
      return value
    }
  }
  const digit = (from = 0): string => String(from + Math.floor(random() * (10 - from)))
  const digits = (length: number): string => Array.from({ length }, () => digit(1)).join('')
  return {
    card: () =>
      once(() => {
        const body = `4${digits(14)}`
        return `${body}${check(body)}`
      }),
    // Away from years, ports and the sizes of things.
    code: (length) => once(() => `${digit(7)}${digits(length - 1)}`),
    digits: (length) => once(() => digits(length)),
    word: () =>
      once(() => Array.from({ length: 11 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('')),
  }
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
const grouped = (card: string, by: string): string => card.replace(/(\d{4})(?=\d)/g, `$1${by}`)
const fullWidth = (text: string): string => text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
const comment = (text: string): string => `<Comments><Comment><Text>${text}</Text></Comment></Comments>`
const extension = (text: string): string => `<TPA_Extensions>${text}</TPA_Extensions>`
const payment = (attributes: string, inside = ''): string =>
  `<Guarantee><GuaranteesAccepted><GuaranteeAccepted><PaymentCard CardCode="VI" ExpireDate="1229"${attributes}>${inside}</PaymentCard></GuaranteeAccepted></GuaranteesAccepted></Guarantee>`

type Planned = Omit<Plant, 'code' | 'values'> & { values?: readonly string[]; code?: string }

const cardPlants = (from: Source): Planned[] => {
  const card = (name: string, entry: Entry, write: (number: string) => string): Planned => {
    const number = from.card()
    const text = write(number)
    return {
      name: `card ${name}`,
      kind: 'card',
      entry,
      text,
      values: [number, ...[' ', '-', '\n'].map((by) => grouped(number, by)), fullWidth(number)],
    }
  }
  return [
    card('attribute', 'pms', (n) => payment(` CardNumber="${n}"`)),
    card('element', 'pms', (n) => payment('', `<CardNumber><PlainText>${n}</PlainText></CardNumber>`)),
    card('SIHOT element', 'pms', (n) => extension(`<CREDITCARD><NO>${n}</NO></CREDITCARD>`)),
    card('free text', 'pms', (n) => comment(`card ${n} please`)),
    card('free text, groups', 'pms', (n) => comment(`card is ${grouped(n, ' ')}`)),
    card('free text, dashes', 'pms', (n) => comment(`Karte ${grouped(n, '-')}`)),
    card('CDATA', 'pms', (n) => comment(`<![CDATA[card ${n}]]>`)),
    card('escaped markup', 'pms', (n) => comment(`&lt;CardNumber&gt;${n}&lt;/CardNumber&gt;`)),
    card('XML comment', 'pms', (n) => `<!-- card ${n} -->`),
    card('character references', 'pms', (n) => comment([...n].map((digit) => `&#${48 + Number(digit)};`).join(''))),
    card('full-width digits', 'pms', (n) => comment(fullWidth(n))),
    card('broken by lines', 'pms', (n) => comment(grouped(n, '\n'))),
    card('JSON in text', 'pms', (n) => comment(`{"cardNumber":"${n}"}`)),
    card('JSON field', 'jobs', (n) => `"card_number":"${n}"`),
    card('JSON number', 'jobs', (n) => `"pan":${n}`),
    card('JSON note', 'jobs', (n) => `"note":"card ${grouped(n, ' ')}"`),
    card('JSON in JSON', 'jobs', (n) => `"raw":${JSON.stringify(JSON.stringify({ cardNumber: n }))}`),
    card('broken file', 'broken', (n) => payment(` CardNumber="${n}"`)),
    card('unfinished file', 'cut-off', (n) => payment(` CardNumber="${n}"`)),
    card('reply', 'reply', (n) => `Card ${n} was refused`),
    card('reply, groups', 'reply', (n) => `Card ${grouped(n, ' ')} was refused`),
    card('reply of a job', 'job-reply', (n) => `card_number ${n} is not valid`),
    card('reason of a person', 'reason', (n) => `guest gave ${n}`),
    card('file name', 'file-name', (n) => `card-${n}`),
    card('number of the reservation', 'number', (n) => n),
  ]
}

const authenticationPlants = (from: Source): Planned[] => {
  const code = (
    name: string,
    entry: Entry,
    write: (code: string) => { text: string; context: string },
    length: 3 | 4 = 3,
  ): Planned => {
    const secret = from.code(length)
    const { text, context } = write(secret)
    return { name: `code ${name}`, kind: 'authentication', entry, text, values: [context], code: secret }
  }
  const long = (name: string, entry: Entry, value: string, write: (value: string) => string): Planned => ({
    name,
    kind: 'authentication',
    entry,
    text: write(value),
    values: [value],
  })
  const plain = (context: string, wrap: (text: string) => string = (text) => text) => ({ text: wrap(context), context })
  const track = (): string => `=2912101${from.digits(13)}`
  const cavv = (): string => Buffer.from(from.digits(20)).toString('base64')
  return [
    code('attribute', 'pms', (c) =>
      plain(` SeriesCode="${c}"`, (text) => payment(`${text} CardNumber="4111111111111111"`)),
    ),
    code('attribute, four digits', 'pms', (c) => plain(` SeriesCode="${c}"`, payment), 4),
    code('element', 'pms', (c) =>
      plain(`<SeriesCode><PlainText>${c}<`, (text) => payment('', `${text}/PlainText></SeriesCode>`)),
    ),
    code('SIHOT element', 'pms', (c) =>
      plain(`<CVC>${c}</CVC>`, (text) => extension(`<CREDITCARD>${text}</CREDITCARD>`)),
    ),
    code('free text', 'pms', (c) => plain(`cvv ${c}`, comment)),
    code('free text, German', 'pms', (c) => plain(`Prüfziffer: ${c}`, comment)),
    code('free text, French', 'pms', (c) => plain(`cryptogramme ${c}`, comment)),
    code('free text, Spanish', 'pms', (c) => plain(`código de seguridad ${c}`, comment)),
    code('escaped markup', 'pms', (c) => plain(`&lt;CVV&gt;${c}`, (text) => comment(`${text}&lt;/CVV&gt;`))),
    code('CDATA', 'pms', (c) => plain(`CVC2: ${c}`, (text) => comment(`<![CDATA[${text}]]>`))),
    code('XML comment', 'pms', (c) => plain(`cvv=${c}`, (text) => `<!-- ${text} -->`)),
    code('JSON field', 'jobs', (c) => plain(`"cvv":"${c}"`)),
    code('JSON number', 'jobs', (c) => plain(`"security_code":${c}`)),
    code('JSON, twice the same key', 'jobs', (c) => plain(`"cvc":"${c}"`, (text) => `${text},"cvc":null`)),
    code('JSON in JSON', 'jobs', (c) => plain(`cardVerificationValue\\":\\"${c}`, (text) => `"raw":"{\\"${text}\\"}"`)),
    code('JSON note', 'jobs', (c) => plain(`CVV ${c}`, (text) => `"note":"${text}"`)),
    code('broken file', 'broken', (c) => plain(` SeriesCode="${c}"`, payment)),
    code('unfinished file', 'cut-off', (c) => plain(` SeriesCode="${c}"`, payment)),
    code('reply', 'reply', (c) => plain(`SeriesCode="${c}"`, (text) => `The element PaymentCard ${text} is not valid`)),
    code('reply of a job', 'job-reply', (c) => plain(`cvv ${c}`, (text) => `${text} is not valid`)),
    code('reason of a person', 'reason', (c) => plain(`CVV: ${c}`)),
    long('track attribute', 'pms', track(), (value) =>
      extension(`<MagneticStripe Track2=";4111111111111111${value}?"/>`),
    ),
    long('track element', 'pms', track(), (value) => extension(`<Track2Data>;4111111111111111${value}?</Track2Data>`)),
    long('track in text', 'pms', track(), (value) => comment(`swiped ;4111111111111111${value}?`)),
    long('track in JSON', 'jobs', track(), (value) => `"track2":";4111111111111111${value}?"`),
    long('CAVV', 'pms', cavv(), (value) =>
      payment(
        ' CardNumber="4111111111111111"',
        `<ThreeDomainSecurity><Results CAVV="${value}"/></ThreeDomainSecurity>`,
      ),
    ),
    long('XID in JSON', 'jobs', cavv(), (value) => `"three_ds":{"xid":"${value}"}`),
  ]
}

const guestPlants = (from: Source): Planned[] => {
  const guest = (name: string, entry: Entry, value: string, write: (value: string) => string): Planned => ({
    name: `guest ${name}`,
    kind: 'guest',
    entry,
    text: write(value),
    values: [value],
  })
  const name = (): string => capital(from.word())
  const phone = (): string => `+43660${from.digits(8)}`
  return [
    guest(
      'surname',
      'pms',
      name(),
      (value) =>
        `<Profiles><ProfileInfo><Profile><Customer><PersonName><Surname>${value}</Surname></PersonName></Customer></Profile></ProfileInfo></Profiles>`,
    ),
    guest('surname with umlauts', 'pms', `Müßig${from.word()}`, (value) => comment(`guest ${value}`)),
    guest(
      'phone',
      'pms',
      phone(),
      (value) =>
        `<Profiles><ProfileInfo><Profile><Customer><Telephone PhoneNumber="${value}"/></Customer></Profile></ProfileInfo></Profiles>`,
    ),
    guest('address of mail', 'pms', `${from.word()}@example.com`, (value) => comment(value)),
    guest('card holder', 'pms', `${name().toUpperCase()} ${from.word().toUpperCase()}`, (value) =>
      payment('', `<CardHolderName>${value}</CardHolderName>`),
    ),
    guest('JSON name', 'jobs', name(), (value) => `"last_name":"${value}"`),
    guest('JSON phone', 'jobs', phone(), (value) => `"phone":"${value}"`),
    guest('reply', 'reply', name(), (value) => `Guest ${value} is not known`),
    guest('reply of a job', 'job-reply', name(), (value) => `resident ${value} was not found`),
    guest('reason of a person', 'reason', name(), (value) => `${value} called`),
    guest('file name', 'file-name', name(), (value) => `booking-${value}`),
    guest('broken file', 'broken', name(), (value) => comment(value)),
  ]
}

const secretPlants = (from: Source): Planned[] => {
  const secret = (name: string, entry: Entry, value: string, write: (value: string) => string): Planned => ({
    name,
    kind: 'secret',
    entry,
    text: write(value),
    values: [value],
  })
  return [
    secret('password of the channel', 'secret', `Pw-${from.word()}`, (value) => value),
    secret('token of the job API', 'secret', `tok_${from.word()}${from.digits(6)}`, (value) => value),
  ]
}

/** All of them, each with values of its own. */
export const plantAll = (from: Source): Plant[] =>
  [...cardPlants(from), ...authenticationPlants(from), ...guestPlants(from), ...secretPlants(from)].map((plant) => ({
    ...plant,
    values: plant.values ?? [],
    code: plant.code ?? null,
  }))

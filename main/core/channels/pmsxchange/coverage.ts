import { anything, compact, EVERY_DAY, FIRST_DAY, hasDay, LAST_DAY, type Statement } from '../../queue/coverage.ts'
import { attribute, child, children, descendants, findAll, textOf } from '../../xml/find.ts'
import { readTree, type SourceElement } from '../../xml/tree.ts'
import { type Coverage, mostKept, type ReadExport } from '../export.ts'
import { readDay } from '../moment.ts'
import { otaMessageOf } from './ota-messages.ts'

/**
 * Reads what an OTA message of availability or rates says: room, rate, property, selling channels, guests,
 * weekdays and dates (docs/channels/pmsxchange.md#pmsx-29 to #pmsx-34). What is not clear is read as wide as
 * it may be meant, and marked as not sure.
 */

type Span = Pick<Statement, 'from' | 'to' | 'days' | 'sureDays'> & { isSure: boolean }

const dayNumber = (text: string | null): number | null => {
  const day = readDay(text)
  return day === null ? null : Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
}

/** In the order of the bits. OTA writes `Weds` and `Thur`. */
const flags = ['Mon', 'Tue', 'Weds', 'Thur', 'Fri', 'Sat', 'Sun']

const isYes = (text: string): boolean => /^(?:1|true)$/i.test(text)
const isNo = (text: string): boolean => /^(?:0|false)$/i.test(text)

/**
 * Weekdays an element names. A day without a flag counts where only days are taken away; where days are
 * chosen it may be meant or not, because no page says so.
 */
const weekdaysOf = (element: SourceElement): Pick<Statement, 'days' | 'sureDays'> => {
  const written = flags.map((name) => attribute(element, name))
  const isChoosing = written.some((text) => text !== null && isYes(text))
  let days = 0
  let sureDays = 0
  for (const [n, text] of written.entries()) {
    if (text === null || !isNo(text)) days |= 1 << n
    if (text === null ? !isChoosing : isYes(text)) sureDays |= 1 << n
  }
  return { days, sureDays }
}

/** Dates and weekdays: an attribute of `own` counts before that of the control around it (pmsx-31). */
const spanOf = (control: SourceElement, own: SourceElement = control): Span => {
  const from = dayNumber(attribute(own, 'Start') ?? attribute(control, 'Start'))
  const to = dayNumber(attribute(own, 'End') ?? attribute(control, 'End'))
  const of = weekdaysOf(own)
  const around = own === control ? { days: EVERY_DAY, sureDays: EVERY_DAY } : weekdaysOf(control)
  return {
    from: from ?? FIRST_DAY,
    to: to ?? LAST_DAY,
    days: of.days & around.days,
    sureDays: of.sureDays & around.sureDays,
    isSure: from !== null && to !== null,
  }
}

const isAll = (control: SourceElement, name: string): boolean => isYes(attribute(control, name) ?? '')

const placeOf = (control: SourceElement): Pick<Statement, 'room' | 'rate'> => ({
  room: isAll(control, 'AllInvCode') ? null : (attribute(control, 'InvTypeCode') ?? attribute(control, 'InvCode')),
  rate: isAll(control, 'AllRateCode') ? null : attribute(control, 'RatePlanCode'),
})

const channelsOf = (element: SourceElement): (string | null)[] => {
  const codes = descendants(element, 'DestinationSystemCode').flatMap((code) => textOf(code) ?? [])
  return codes.length > 0 ? [...new Set(codes)] : [null]
}

type Said = Pick<Statement, 'property' | 'variant' | 'guests' | 'isSure'>

const said = (property: string | null, more: Partial<Said> = {}): Said => ({
  property,
  variant: '',
  guests: null,
  isSure: true,
  ...more,
})

/** `Master`, and a restriction without a name, is the plain stop sell (pmsx-54). */
const restrictionOf = (status: SourceElement): Said[] => {
  const name = attribute(status, 'Restriction') ?? 'Master'
  const hasStatus = attribute(status, 'Status') !== null
  const limits = ['MinAdvancedBookingOffset', 'MaxAdvancedBookingOffset'].filter(
    (each) => attribute(status, each) !== null,
  )
  const property = { Master: 'stop-sell', Arrival: 'closed-to-arrival', Departure: 'closed-to-departure' }[name]
  return [
    ...(hasStatus || limits.length === 0 ? [said(property ?? `restriction ${name}`)] : []),
    ...limits.map((each) => said(each)),
  ]
}

/** `SetMinLOS` and `RemoveMinLOS` set the same value; those of the whole stay are others. */
const stayOf = (stay: SourceElement, isByArrival: string): Said => {
  const kind = attribute(stay, 'MinMaxMessageType')
  if (kind === null) return said(null, { isSure: false })
  return said(`stay ${kind.replace(/^(?:Set|Remove)/, '').toLowerCase()}`, { variant: isByArrival })
}

/** Rooms for sale, as BookingLimit or counted; a change by a number of rooms replaces no number (pmsx-55). */
const limitOf = (element: SourceElement): Said[] =>
  attribute(element, 'BookingLimit') === null
    ? []
    : [said('limit', { isSure: !/adjust/i.test(attribute(element, 'BookingLimitMessageType') ?? '') })]

const countsOf = (element: SourceElement): Said[] => {
  if (element.name !== 'Inventory') return []
  const counts = findAll(element, 'InvCounts/InvCount')
  // No counts mean no rooms (pmsx-27). Count type 2 is what is for sale.
  if (counts.length === 0) return [said('limit')]
  return counts.map((count) => {
    const type = attribute(count, 'CountType')
    return type === '2' ? said('limit') : type === null ? said('limit', { isSure: false }) : said(`count ${type}`)
  })
}

const availabilityOf = (element: SourceElement): Said[] => {
  const found = [
    ...limitOf(element),
    ...countsOf(element),
    ...descendants(element, 'RestrictionStatus').flatMap(restrictionOf),
    ...descendants(element, 'LengthsOfStay').flatMap((stays) =>
      children(stays, 'LengthOfStay').map((stay) => stayOf(stay, attribute(stays, 'ArrivalDateBased') ?? '')),
    ),
  ]
  return found.length > 0 ? found : [said(null, { isSure: false })]
}

const guestsOf = (amount: SourceElement): string | null => {
  const count = attribute(amount, 'NumberOfGuests')
  return count === null ? null : `${attribute(amount, 'AgeQualifyingCode') ?? '10'} ${count}`
}

/** Prices of one Rate. Another currency, or a price before tax, is another kind of value. */
const pricesOf = (rate: SourceElement, around: SourceElement): Said[] => {
  const kindOf = (amount: SourceElement): string => {
    const currency =
      attribute(amount, 'CurrencyCode') ?? attribute(rate, 'CurrencyCode') ?? attribute(around, 'CurrencyCode') ?? ''
    return attribute(amount, 'AmountAfterTax') === null ? `${currency} before tax` : currency
  }
  const found = [
    ...descendants(rate, 'BaseByGuestAmt').map((amount) =>
      said('price', { guests: guestsOf(amount), variant: kindOf(amount) }),
    ),
    ...descendants(rate, 'AdditionalGuestAmount').map((amount) =>
      said('price of another guest', {
        guests: attribute(amount, 'AgeQualifyingCode') ?? '10',
        variant: kindOf(child(amount, 'Amount') ?? amount),
      }),
    ),
  ]
  return found.length > 0 ? found : [said(null, { isSure: false })]
}

/** As many statements as are looked at: what says the same of neighbouring days becomes one of them. */
const mostRead = 20 * mostKept.statements

const statementsOf = (element: SourceElement): Statement[] => {
  const control = child(element, 'StatusApplicationControl')
  if (control === undefined) return [anything]
  const rates = element.name === 'RateAmountMessage' ? findAll(element, 'Rates/Rate') : []
  const groups =
    rates.length > 0
      ? rates.map((rate) => ({ span: spanOf(control, rate), all: pricesOf(rate, element) }))
      : [{ span: spanOf(control), all: availabilityOf(element) }]
  const codes = channelsOf(element)
  if (groups.reduce((count, { all }) => count + all.length, 0) * codes.length > mostRead) return [anything]
  return groups.flatMap(({ span, all }) =>
    all.flatMap((one) => {
      // Rooms for sale are the same at every channel, whatever codes stand there (pmsx-33).
      const isForAll = one.property === 'limit'
      const channels = isForAll ? [null] : codes
      const hasIdleCodes = isForAll && codes[0] !== null
      return channels.map((channel) => ({
        ...one,
        ...placeOf(control),
        ...span,
        channel,
        isSure: one.isSure && span.isSure && !hasIdleCodes,
      }))
    }),
  )
}

/**
 * What a message says, and how many of its updates are about no day. One that cannot be read, or says too
 * much, may be about anything.
 */
export const readCoverage = (body: string): Coverage => {
  const read = readTree(body)
  const type = read.ok ? otaMessageOf(read.root.name) : undefined
  if (!read.ok || (type?.about !== 'availability' && type?.about !== 'rates'))
    return { statements: [anything], withoutDay: 0 }
  const all: Statement[] = []
  let withoutDay = 0
  for (const update of descendants(read.root, type.item)) {
    const statements = statementsOf(update)
    withoutDay += Number(!statements.some(hasDay))
    if (all.length <= mostRead) for (const statement of statements) all.push(statement)
  }
  const statements = all.length <= mostRead ? compact(all) : [anything]
  return { statements: statements.length <= mostKept.statements ? statements : [anything], withoutDay }
}

/** An export as it was read, with what its messages of availability and rates say. */
export const withCoverage = (read: ReadExport): ReadExport =>
  read.kind !== 'messages'
    ? read
    : {
        ...read,
        messages: read.messages.map((message) =>
          message.kind === 'availability' || message.kind === 'rates'
            ? { ...message, coverage: readCoverage(message.body) }
            : message,
        ),
      }

import { otaMessageOf } from '../core/channels/pmsxchange/ota-messages.ts'
import { attribute, children, descendants, find, findAll, textOf } from '../core/xml/find.ts'
import type { XmlElement } from '../core/xml/parse.ts'
import {
  attributeMissing,
  attributeWrong,
  cardWithCvv,
  codesDiffer,
  descriptionTooLong,
  elementMissing,
  elementTooMuch,
  hotelInactive,
  hotelNotAllowed,
  unknownPms,
  unknownRate,
  unknownRoom,
  wrongCredentials,
} from './pmsxchange-errors.ts'
import type { OtaError } from './pmsxchange-replies.ts'
import { inventoryListOf, type PmsxchangeRequest, type RequestBooking } from './pmsxchange-request.ts'
import type { Scenario, ScenarioHotel } from './scenario.ts'

/**
 * What the channel checks of a message that could be parsed. Each check gives its error, or null where all is
 * well.
 */

const PASSWORD_TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText'

/** The first of several checks that finds something. Each waits for the one before it. */
const firstError = (...checks: (() => OtaError | null)[]): OtaError | null => {
  for (const check of checks) {
    const error = check()
    if (error) return error
  }
  return null
}

/**
 * Who is asking: PMS code of the address, WS-Security user and password, RequestorID against the address. A
 * ping carries no RequestorID.
 */
export const checkSender = (request: PmsxchangeRequest, { credentials }: Scenario): OtaError | null => {
  const named = request.requestorId ?? request.urlCode
  if (request.urlCode !== credentials.requestorId) return unknownPms(named)
  const isKnown =
    request.username === credentials.username &&
    request.password === credentials.password &&
    request.passwordType === PASSWORD_TEXT
  if (!isKnown) return wrongCredentials(named)
  if (request.kind === 'ping' && request.requestorId === null) return null
  const other = request.requestorIds.find((id) => id !== request.urlCode)
  return other === undefined ? null : codesDiffer(request.urlCode, other)
}

const need = (element: XmlElement, name: string): OtaError | null =>
  attribute(element, name) === null ? attributeMissing(element.name, name) : null

const needChild = (parent: XmlElement, name: string): OtaError | null =>
  children(parent, name).length === 0 ? elementMissing(parent.name, name) : null

/** RequestorID types by message: 10 for reservations, 22 for inventory and rates. */
const requestorTypeFor = (messageType: string): string => (inventoryListOf(messageType) === null ? '10' : '22')

/**
 * One POS says who sends: in the message, or in each of its reservations, never in both. Where an upload
 * wants it is not documented; the vendor's samples have both ways.
 */
const checkPos = ({ posPlaces: { message, reservations } }: PmsxchangeRequest, type: string): OtaError | null => {
  const inside = reservations.reduce((sum, count) => sum + count, 0)
  if (message + inside === 0) return elementMissing(type, 'POS')
  const isInEach = reservations.length > 0 && reservations.every((count) => count === 1)
  return (message === 1 && inside === 0) || (message === 0 && isInEach) ? null : elementTooMuch('POS')
}

const checkFrame = (request: PmsxchangeRequest, message: XmlElement): OtaError | null => {
  const type = message.name
  const common = firstError(
    () => need(message, 'EchoToken'),
    () => need(message, 'TimeStamp'),
    () => need(message, 'Version'),
  )
  if (common || request.kind === 'ping') return common
  const pos = checkPos(request, type)
  if (pos) return pos
  if (request.requestorId === null) return elementMissing('Source', 'RequestorID')
  if (request.requestorType === null) return attributeMissing('RequestorID', 'Type')
  return request.requestorType === requestorTypeFor(type)
    ? null
    : attributeWrong('RequestorID', 'Type', request.requestorType)
}

const hasNumberAndCvv = (card: XmlElement): boolean =>
  attribute(card, 'CardNumber') !== null && attribute(card, 'SeriesCode') !== null

const checkBooking = (request: PmsxchangeRequest, { element, reservationId }: RequestBooking): OtaError | null => {
  const name = element.name
  if (reservationId === null) return elementMissing(name, 'UniqueID')
  if (otaMessageOf(name)?.about === 'cancellation') return null
  const info = find(element, 'ResGlobalInfo')
  if (!info) return elementMissing(name, 'ResGlobalInfo')
  const property = find(info, 'BasicPropertyInfo')
  if (!property) return elementMissing('ResGlobalInfo', 'BasicPropertyInfo')
  return firstError(
    () => need(property, 'HotelCode'),
    () => need(element, request.kind === 'new' ? 'CreateDateTime' : 'LastModifyDateTime'),
    // A cancellation may say no more than which booking it is.
    () => (request.kind === 'cancel' ? null : needChild(element, 'RoomStays')),
    () => (descendants(element, 'PaymentCard').some(hasNumberAndCvv) ? cardWithCvv : null),
    () => (hasLongDescription(element) ? descriptionTooLong : null),
  )
}

const LONGEST_DESCRIPTION = 512
const descriptions = ['RatePlanDescription', 'RoomDescription', 'RateDescription', 'Description']

const hasLongDescription = (element: XmlElement): boolean =>
  descendants(element, ...descriptions).some((description) =>
    [description, ...descendants(description, 'Text')].some(
      (each) => (textOf(each) ?? attribute(each, 'Name') ?? '').length > LONGEST_DESCRIPTION,
    ),
  )

const weekdays = ['Mon', 'Tue', 'Weds', 'Thur', 'Fri', 'Sat', 'Sun']

/**
 * A weekday flag is 0 or 1. Flags that leave no day of the dates are taken, and nothing follows from the
 * update.
 */
const checkWeekdays = (element: XmlElement): OtaError | null =>
  firstError(
    ...weekdays.map((name) => () => {
      const value = attribute(element, name)
      return value === null || /^(?:0|1|true|false)$/.test(value) ? null : attributeWrong(element.name, name, value)
    }),
  )

const MOST_GUESTS = 5

/**
 * One price: after tax, in a currency that stands on it or on its Rate, for any number of guests or for 1 to
 * 5 adults.
 */
const checkAmount = (amount: XmlElement, rate: XmlElement): OtaError | null => {
  const guests = attribute(amount, 'NumberOfGuests')
  const isCounted = guests === null || (/^\d+$/.test(guests) && Number(guests) >= 1 && Number(guests) <= MOST_GUESTS)
  return firstError(
    () => need(amount, 'AmountAfterTax'),
    () => (attribute(rate, 'CurrencyCode') === null ? need(amount, 'CurrencyCode') : null),
    () => (isCounted ? null : attributeWrong(amount.name, 'NumberOfGuests', guests)),
    () => (guests === null ? null : need(amount, 'AgeQualifyingCode')),
  )
}

/** Dates stand on the Rate, as in the vendor's samples, or on the control, as in its newer table. */
const checkRates = (message: XmlElement, control: XmlElement): OtaError | null => {
  const rates = findAll(message, 'Rates/Rate')
  if (rates.length === 0) return elementMissing(message.name, 'Rates')
  return firstError(
    () => need(control, 'InvTypeCode'),
    ...rates.map((rate) => () => {
      const dated = attribute(control, 'Start') === null && attribute(control, 'End') === null ? rate : control
      return firstError(
        () => (attribute(rate, 'Start') === null ? need(dated, 'Start') : null),
        () => (attribute(rate, 'End') === null ? need(dated, 'End') : null),
        () => checkWeekdays(rate),
        () => (find(rate, 'BaseByGuestAmts/BaseByGuestAmt') ? null : elementMissing(rate.name, 'BaseByGuestAmts')),
        ...findAll(rate, 'BaseByGuestAmts/BaseByGuestAmt').map((amount) => () => checkAmount(amount, rate)),
      )
    }),
  )
}

/** A room means all its rates, a rate all its rooms; one of them must be there. */
const checkAvailability = (control: XmlElement): OtaError | null =>
  firstError(
    () => need(control, 'Start'),
    () => need(control, 'End'),
    () => (attribute(control, 'RatePlanCode') === null ? need(control, 'InvTypeCode') : null),
  )

const checkInventory = (message: XmlElement, names: { list: string; item: string }): OtaError | null => {
  const list = find(message, names.list)
  if (!list) return elementMissing(message.name, names.list)
  const items = children(list, names.item)
  return firstError(
    () => need(list, 'HotelCode'),
    () => needChild(list, names.item),
    ...items.map((item) => () => {
      const control = find(item, 'StatusApplicationControl')
      if (!control) return elementMissing(names.item, 'StatusApplicationControl')
      return firstError(
        () => checkWeekdays(control),
        () => (names.item === 'RateAmountMessage' ? checkRates(item, control) : checkAvailability(control)),
        () => (hasLongDescription(item) ? descriptionTooLong : null),
      )
    }),
  )
}

/** The elements and attributes this message must have. */
export const checkRequired = (request: PmsxchangeRequest, message: XmlElement): OtaError | null => {
  const type = message.name
  const inventory = inventoryListOf(type)
  return firstError(
    () => checkFrame(request, message),
    () => {
      if (request.kind === 'ping') return needChild(message, 'EchoData')
      if (inventory) return checkInventory(message, inventory)
      const known = otaMessageOf(type)
      if (request.bookings.length === 0)
        return elementMissing(type, known?.about === 'reservations' ? known.list : 'HotelReservations')
      return firstError(...request.bookings.map((booking) => () => checkBooking(request, booking)))
    },
  )
}

const codesIn = (message: XmlElement, names: [string, string][]): string[] =>
  names.flatMap(([element, name]) => descendants(message, element).flatMap((found) => attribute(found, name) ?? []))

const checkCodes = (message: XmlElement, { rooms, rates }: ScenarioHotel): OtaError | null => {
  const roomCodes = codesIn(message, [
    ['RoomType', 'RoomTypeCode'],
    ['StatusApplicationControl', 'InvTypeCode'],
  ])
  const rateCodes = codesIn(message, [
    ['RatePlan', 'RatePlanCode'],
    ['StatusApplicationControl', 'RatePlanCode'],
  ])
  if (rooms && roomCodes.some((code) => !rooms.includes(code))) return unknownRoom
  return rates && rateCodes.some((code) => !rates.includes(code)) ? unknownRate : null
}

/**
 * The hotel and its mapping. A scenario without hotels knows every hotel; a hotel without rooms or rates
 * knows every room or rate.
 */
export const checkHotel = (request: PmsxchangeRequest, message: XmlElement, { hotels }: Scenario): OtaError | null => {
  if (hotels.length === 0) return null
  const named = request.bookings.length > 0 ? request.bookings.map(({ hotelCode }) => hotelCode) : [request.hotelCode]
  const codes = named.filter((code) => code !== null)
  return firstError(
    ...codes.map((code) => () => {
      const hotel = hotels.find((known) => known.code === code)
      if (!hotel) return hotelNotAllowed(request.requestorId ?? request.urlCode, code)
      return hotel.isActive ? checkCodes(message, hotel) : hotelInactive
    }),
  )
}

import { attribute, child, find, findAll } from '../../xml/find.ts'
import { readTree, type SourceElement } from '../../xml/tree.ts'
import { readMoment } from '../moment.ts'
import { reservationIdOf } from './export/booking-ids.ts'
import { statusOf } from './export/message-types.ts'
import { namesOf } from './export/names.ts'
import { hotelCodeOf, stayOf } from './export/reservation.ts'
import { type OtaMessage, otaMessageOf } from './ota-messages.ts'

/**
 * What pmsXchange demands of a message, beyond the OTA schema (docs/channels/pmsxchange.md#pmsx-26). Looked
 * at when the channel keeps failing with 500: something missing is for the PMS vendor, nothing missing for
 * the channel's operations.
 */

/** `path` is where it should stand, `name` a key for the staff's word for it. */
export type MissingElement = { path: string; name: MissingName }
type MissingName =
  | 'message'
  | 'hotel-code'
  | 'reservation-id'
  | 'create-time'
  | 'modify-time'
  | 'arrival'
  | 'departure'
  | 'guest-name'
  | 'update'
  | 'date-range'
  | 'room-type'
  | 'price'
  | 'currency'

type Check = { path: string; name: MissingName; isThere: boolean }

const ID_PATH = 'ResGlobalInfo/HotelReservationIDs/HotelReservationID/@ResID_Value'

/**
 * A HotelResModify carries the changed parts only, so neither stay nor guest are demanded of it; nor of a
 * cancellation.
 */
const partialChecks = (item: SourceElement, base: string): Check[] => [
  {
    path: `${base}/ResGlobalInfo/BasicPropertyInfo/@HotelCode`,
    name: 'hotel-code',
    isThere: hotelCodeOf(item) !== null,
  },
  { path: `${base}/${ID_PATH}`, name: 'reservation-id', isThere: reservationIdOf(item) !== null },
  {
    path: `${base}/@LastModifyDateTime`,
    name: 'modify-time',
    isThere: readMoment(attribute(item, 'LastModifyDateTime')) !== null,
  },
]

const reservationChecks = (root: SourceElement, item: SourceElement, base: string): Check[] => {
  const kind = statusOf(root, item)
  const has = (name: string): boolean => readMoment(attribute(item, name)) !== null
  const isCancel = kind === 'cancel'
  const isNew = kind === 'new' || kind === null
  const { arrival, departure } = stayOf(item)
  const span = `${base}/RoomStays/RoomStay/TimeSpan`
  const globalHotel = attribute(find(item, 'ResGlobalInfo/BasicPropertyInfo'), 'HotelCode')
  return [
    { path: `${base}/@CreateDateTime`, name: 'create-time', isThere: kind !== 'new' || has('CreateDateTime') },
    { path: `${base}/@LastModifyDateTime`, name: 'modify-time', isThere: isNew || has('LastModifyDateTime') },
    { path: `${span}/@Start`, name: 'arrival', isThere: isCancel || arrival !== null },
    { path: `${span}/@End`, name: 'departure', isThere: isCancel || departure !== null },
    { path: `${base}/ResGuests/ResGuest`, name: 'guest-name', isThere: isCancel || namesOf(item).names.length > 0 },
    { path: `${base}/${ID_PATH}`, name: 'reservation-id', isThere: reservationIdOf(item) !== null },
    { path: `${base}/ResGlobalInfo/BasicPropertyInfo/@HotelCode`, name: 'hotel-code', isThere: globalHotel !== null },
  ]
}

const cancelChecks = (root: SourceElement): Check[] => [
  { path: 'OTA_CancelRQ/UniqueID/@ID', name: 'reservation-id', isThere: reservationIdOf(root) !== null },
]

const has = (element: SourceElement | undefined, name: string): boolean => attribute(element, name) !== null

/**
 * An update of rates: dates on each Rate or on the control, the room, and a price with its currency (pmsx-31,
 * pmsx-34).
 */
const rateChecks = (updates: SourceElement[], base: string): Check[] => {
  const parts = updates.map((update) => ({
    control: child(update, 'StatusApplicationControl'),
    rates: findAll(update, 'Rates/Rate'),
  }))
  const prices = parts.flatMap(({ rates }) =>
    rates.map((rate) => ({ rate, amounts: findAll(rate, 'BaseByGuestAmts/BaseByGuestAmt') })),
  )
  const amount = `${base}/Rates/Rate/BaseByGuestAmts/BaseByGuestAmt`
  return [
    {
      path: `${base}/Rates/Rate`,
      name: 'date-range',
      isThere: parts.every(({ control, rates }) =>
        (rates.length > 0 ? rates : [undefined]).every((rate) =>
          ['Start', 'End'].every((name) => has(rate, name) || has(control, name)),
        ),
      ),
    },
    {
      path: `${base}/StatusApplicationControl/@InvTypeCode`,
      name: 'room-type',
      isThere: parts.every(({ control }) => has(control, 'InvTypeCode')),
    },
    {
      path: amount,
      name: 'price',
      isThere: parts.every(({ rates }) => rates.length > 0) && prices.every(({ amounts }) => amounts.length > 0),
    },
    {
      path: `${amount}/@CurrencyCode`,
      name: 'currency',
      isThere: prices.every(
        ({ rate, amounts }) => has(rate, 'CurrencyCode') || amounts.every((one) => has(one, 'CurrencyCode')),
      ),
    },
  ]
}

/** An update of availability: its dates, and a room or a rate (pmsx-29). */
const availabilityChecks = (updates: SourceElement[], base: string): Check[] => {
  const controls = updates.map((update) => child(update, 'StatusApplicationControl'))
  const path = `${base}/StatusApplicationControl`
  return [
    {
      path,
      name: 'date-range',
      isThere: controls.every((control) => has(control, 'Start') && has(control, 'End')),
    },
    {
      path: `${path}/@InvTypeCode`,
      name: 'room-type',
      isThere: controls.every((control) => has(control, 'InvTypeCode') || has(control, 'RatePlanCode')),
    },
  ]
}

const hotelChecks = (
  root: SourceElement,
  { about, list: container, item: update }: Extract<OtaMessage, { about: 'availability' | 'rates' }>,
): Check[] => {
  const containers = findAll(root, container)
  const updates = findAll(root, `${container}/${update}`)
  const base = `${root.name}/${container}`
  return [
    {
      path: `${base}/@HotelCode`,
      name: 'hotel-code',
      isThere: containers.length > 0 && containers.every((each) => attribute(each, 'HotelCode') !== null),
    },
    { path: `${base}/${update}`, name: 'update', isThere: updates.length > 0 },
    ...(about === 'rates' ? rateChecks : availabilityChecks)(updates, `${base}/${update}`),
  ]
}

const checksOf = (root: SourceElement): Check[] => {
  const reservations = (container: string, item: string): Check[] => {
    const base = `${root.name}/${container}/${item}`
    const items = findAll(root, `${container}/${item}`)
    if (items.length === 0) return [{ path: base, name: 'message', isThere: false }]
    return items.flatMap((each) =>
      item === 'HotelResModify' ? partialChecks(each, base) : reservationChecks(root, each, base),
    )
  }
  const message = otaMessageOf(root.name)
  if (message === undefined) return []
  switch (message.about) {
    case 'reservations':
      return reservations(message.list, message.item)
    case 'cancellation':
      return cancelChecks(root)
    default:
      return hotelChecks(root, message)
  }
}

/**
 * What the channel needs and the message does not have, in the order of the message; empty where all is
 * there.
 */
export const missingElements = (body: string, messageType: string): MissingElement[] => {
  const read = readTree(body)
  if (!read.ok || read.root.name !== messageType) return [{ path: messageType, name: 'message' }]
  return checksOf(read.root)
    .filter(({ isThere }) => !isThere)
    .map(({ path, name }) => ({ path, name }))
}

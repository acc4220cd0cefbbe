import { otaMessageOf } from '../core/channels/pmsxchange/ota-messages.ts'
import { attribute, children, descendants, find, findAll, textOf } from '../core/xml/find.ts'
import { parseXml, type XmlElement } from '../core/xml/parse.ts'
import { OTA_NAMESPACE, SOAP_NAMESPACE } from './pmsxchange-replies.ts'
import type { SeenKind } from './scenario.ts'

/** One reservation in a request. */
export type RequestBooking = { element: XmlElement; reservationId: string | null; hotelCode: string | null }

/** A request as the stand-in reads it. Tolerant: what is not there is null, and the checks say so. */
export type PmsxchangeRequest = {
  urlCode: string
  /** The OTA root; null where the body is no SOAP 1.1 envelope with one message in it. */
  message: XmlElement | null
  /** Why there is no message. */
  problem: string | null
  messageType: string | null
  kind: SeenKind
  echoToken: string | null
  /** From the POS of the message, or else of its first reservation. */
  requestorId: string | null
  requestorType: string | null
  /** RequestorIDs wherever a POS stands. */
  requestorIds: string[]
  /** How many POS stand in the message itself, and how many in each of its reservations. */
  posPlaces: { message: number; reservations: number[] }
  username: string | null
  password: string | null
  passwordType: string | null
  hotelCode: string | null
  bookings: RequestBooking[]
}

const path = /^\/webservices\/([^/?]+)\/?$/

/** The PMS code in a pmsXchange path, or null for other paths. */
export const pmsCodeOf = (pathname: string): string | null => {
  const code = path.exec(pathname)?.[1]
  return code === undefined ? null : code
}

/** Where an inventory message names its hotel and holds its updates; null for any other message. */
export const inventoryListOf = (messageType: string): { list: string; item: string } | null => {
  const message = otaMessageOf(messageType)
  return message?.about === 'availability' || message?.about === 'rates' ? message : null
}

const reservationIdOf = (element: XmlElement): string | null => {
  const ids = descendants(element, 'HotelReservationID')
  const own = ids.find((id) => attribute(id, 'ResID_Type') === '14') ?? ids[0]
  const uniqueIds = children(element, 'UniqueID')
  const unique = uniqueIds.find((id) => attribute(id, 'Type') === '14') ?? uniqueIds[0]
  return attribute(own, 'ResID_Value') ?? attribute(unique, 'ID')
}

const hotelCodeOf = (element: XmlElement): string | null =>
  attribute(find(element, 'ResGlobalInfo/BasicPropertyInfo'), 'HotelCode') ??
  descendants(element, 'BasicPropertyInfo')
    .map((info) => attribute(info, 'HotelCode'))
    .find((code) => code !== null) ??
  null

const bookingsOf = (message: XmlElement): RequestBooking[] => {
  const type = otaMessageOf(message.name)
  const elements =
    type?.about === 'reservations'
      ? findAll(message, `${type.list}/${type.item}`)
      : type?.about === 'cancellation'
        ? [message]
        : []
  return elements.map((element) => ({
    element,
    reservationId: reservationIdOf(element),
    hotelCode: hotelCodeOf(element),
  }))
}

const kindOf = (message: XmlElement): SeenKind => {
  if (message.name === 'OTA_PingRQ') return 'ping'
  const type = otaMessageOf(message.name)
  if (type === undefined) return 'other'
  if (type.about === 'cancellation') return 'cancel'
  if (type.about !== 'reservations') return type.about
  if (!type.isWhole) return 'change'
  const status = attribute(message, 'ResStatus') ?? attribute(bookingsOf(message)[0]?.element, 'ResStatus') ?? 'Commit'
  if (/^cancel/i.test(status)) return 'cancel'
  return /^(commit|initiate|book|booked|reserved|confirmed)$/i.test(status) ? 'new' : 'change'
}

const nothing = (urlCode: string, problem: string): PmsxchangeRequest => ({
  urlCode,
  message: null,
  problem,
  messageType: null,
  kind: 'other',
  echoToken: null,
  requestorId: null,
  requestorType: null,
  requestorIds: [],
  posPlaces: { message: 0, reservations: [] },
  username: null,
  password: null,
  passwordType: null,
  hotelCode: null,
  bookings: [],
})

/** Reads a request's body. Never fails: a body that cannot be read gives a `problem`. */
export const readPmsxchangeRequest = (urlCode: string, body: string): PmsxchangeRequest => {
  const parsed = parseXml(body)
  if (!parsed.ok) return nothing(urlCode, 'XML could not be parsed')
  const { root } = parsed
  if (root.name !== 'Envelope' || !body.includes(SOAP_NAMESPACE))
    return nothing(urlCode, 'The message is not a SOAP 1.1 envelope')
  const messages = find(root, 'Body')?.children ?? []
  const message = messages[0]
  if (!message || messages.length > 1) return nothing(urlCode, 'The SOAP body must hold one message')
  if (!body.includes(OTA_NAMESPACE)) return nothing(urlCode, 'The message is not in the OTA namespace')
  const token = find(root, 'Header/Security/UsernameToken')
  const bookings = bookingsOf(message)
  // A cancellation of its own type is its reservation.
  const reservations = bookings.map(({ element }) => element).filter((element) => element !== message)
  const requestors = [message, ...reservations].flatMap((element) => findAll(element, 'POS/Source/RequestorID'))
  const [requestor] = requestors
  const inventory = inventoryListOf(message.name)
  return {
    urlCode,
    message,
    problem: null,
    messageType: message.name,
    kind: kindOf(message),
    echoToken: attribute(message, 'EchoToken'),
    requestorId: attribute(requestor, 'ID'),
    requestorType: attribute(requestor, 'Type'),
    requestorIds: requestors.flatMap((each) => attribute(each, 'ID') ?? []),
    posPlaces: {
      message: children(message, 'POS').length,
      reservations: reservations.map((each) => children(each, 'POS').length),
    },
    username: textOf(find(token, 'Username')),
    password: textOf(find(token, 'Password')),
    passwordType: attribute(find(token, 'Password'), 'Type'),
    hotelCode: inventory ? attribute(find(message, inventory.list), 'HotelCode') : (bookings[0]?.hotelCode ?? null),
    bookings,
  }
}

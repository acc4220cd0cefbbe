import { decodeText } from '../../../xml/decode.ts'
import { attribute, children, nearest } from '../../../xml/find.ts'
import type { XmlProblem } from '../../../xml/scan.ts'
import { readTree, type SourceElement } from '../../../xml/tree.ts'
import {
  type ExportedMessage,
  type ExportLimits,
  type FileCause,
  LONGEST_VALUE,
  MAX_EXPORT_BYTES,
  MAX_EXPORT_SIZE,
  type ReadExport,
  usualLimits,
} from '../../export.ts'
import { readWrittenTime } from '../../moment.ts'
import { bodyBytesOf } from '../limits.ts'
import { needsRewriting, rewriteMessage } from '../rewrite/rewrite.ts'
import { bookingOf } from './booking.ts'
import { bookingIdsOf, cancelledBookings } from './booking-ids.ts'
import { namespaceEdits, unwrap } from './envelope.ts'
import { kindOfReservation, type MessageType, messageTypeOf } from './message-types.ts'
import { namesOf } from './names.ts'
import { hasRooms, headHotelOf, hotelCodeOf, stayOf } from './reservation.ts'
import { splitMessage } from './split.ts'
import { splitUpdates } from './split-updates.ts'

type Unusable = Extract<ReadExport, { kind: 'unusable' }>
type Content = Omit<ExportedMessage, 'part' | 'parts' | 'body'>

const unusable = (cause: FileCause, facts: Record<string, string> = {}): Unusable => ({
  kind: 'unusable',
  cause,
  facts,
})

const tooLarge = (): Unusable => unusable('file-too-large', { limit: MAX_EXPORT_SIZE })

const problemOf = ({ reason, line, column, sign }: XmlProblem): Unusable | { kind: 'incomplete' } => {
  if (reason === 'incomplete') return { kind: 'incomplete' }
  const facts = Object.entries({ line, column, sign }).flatMap(([name, value]) =>
    value === null ? [] : [[name, String(value)] as const],
  )
  return unusable(reason === 'doctype' ? 'file-doctype' : 'file-broken', Object.fromEntries(facts))
}

const tooMany = (count: number, limit: number): Unusable =>
  unusable('file-too-many', { count: String(count), limit: String(limit) })

const short = (value: string | null): string | null => (value !== null && value.length <= LONGEST_VALUE ? value : null)

const headOf = (root: SourceElement) => ({
  messageType: root.name,
  rewrittenFrom: null,
  ownEchoToken: short(attribute(root, 'EchoToken')),
  ownTimeStamp: short(attribute(root, 'TimeStamp')),
})

type ReservationParts = {
  root: SourceElement
  item: SourceElement
  type: MessageType
  /** The hotel in the message's head. */
  headHotel: string | null
  /** UniqueIDs that are of other reservations. */
  leftOut: ReadonlySet<SourceElement>
}

const reservationContent = ({ root, item, type, headHotel, leftOut }: ReservationParts): Content => {
  const timeOf = (name: string) => readWrittenTime(attribute(item, name) ?? attribute(root, name))
  const lastModified = timeOf('LastModifyDateTime')
  const bookingIds = bookingIdsOf(item, leftOut)
  const kind = type.about === 'cancellation' ? 'cancel' : kindOfReservation(root, item, type)
  return {
    ...headOf(root),
    kind,
    hotelCode: short(hotelCodeOf(item)) ?? short(headHotel),
    reservationId: bookingIds[0]?.value ?? null,
    bookingIds,
    ...namesOf(item),
    ...stayOf(item),
    isWhole: kind === 'cancel' || (type.about === 'reservations' && type.isWhole && hasRooms(item)),
    modified: lastModified ?? timeOf('CreateDateTime'),
    lastModified,
    booking: type.about === 'cancellation' ? null : bookingOf(item),
  }
}

const hotelContent = (root: SourceElement, kind: 'availability' | 'rates', hotelCode: string | null): Content => ({
  ...headOf(root),
  kind,
  hotelCode,
  reservationId: null,
  bookingIds: [],
  guest: null,
  names: [],
  arrival: null,
  departure: null,
  isWhole: false,
  modified: null,
  lastModified: null,
  booking: null,
})

/**
 * What becomes of one OTA message: contents, and for each the items that stay in its body. A number: that
 * many, which are too many.
 */
type Plan = { items: SourceElement[]; parts: { content: Content; keeps: number[] }[] }

/** One that cancels several bookings becomes as many messages. */
const cancellationPlan = (
  root: SourceElement,
  type: MessageType,
  around: SourceElement[],
  most: number,
): Plan | number => {
  const headHotel = headHotelOf(root, [], around)
  const items = cancelledBookings(root)
  if (items.length > most) return items.length
  const contentWithout = (leftOut: ReadonlySet<SourceElement>) =>
    reservationContent({ root, item: root, type, headHotel, leftOut })
  if (items.length === 0) return { items, parts: [{ content: contentWithout(new Set()), keeps: [] }] }
  const ids = root.children.filter(({ name }) => name === 'UniqueID')
  return {
    items,
    parts: items.map((item, n) => ({
      // A confirmation beside several numbers does not say whose it is.
      content: contentWithout(new Set(ids.filter((other) => other !== item))),
      keeps: [n],
    })),
  }
}

const planOf = (root: SourceElement, type: MessageType, around: SourceElement[], most: number): Plan | number => {
  if (type.about === 'cancellation') return cancellationPlan(root, type, around, most)
  const items = nearest(root, type.about === 'reservations' ? type.item : type.list)
  if (type.about === 'reservations') {
    if (items.length > most) return items.length
    const headHotel = headHotelOf(root, items, around)
    return {
      items,
      parts: items.map((item, n) => ({
        content: reservationContent({ root, item, type, headHotel, leftOut: new Set() }),
        keeps: [n],
      })),
    }
  }
  const hotels = new Map<string | null, number[]>()
  for (const [n, item] of items.entries()) {
    const code = short(attribute(item, 'HotelCode'))
    const same = hotels.get(code)
    if (same === undefined) hotels.set(code, [n])
    else same.push(n)
  }
  if (hotels.size > most) return hotels.size
  if (hotels.size === 0) hotels.set(null, [])
  return {
    items,
    parts: [...hotels].map(([code, keeps]) => ({ content: hotelContent(root, type.about, code), keeps })),
  }
}

type Unnumbered = Omit<ExportedMessage, 'part' | 'parts'>

/**
 * A message of a type that the channel does not list is written anew where it has all the parts for that.
 * This happens here and not when it is sent, so that whatever is compared, counted or looked at is what goes
 * out; the export itself is kept as it came.
 */
const forChannel = (message: Unnumbered): Unnumbered => {
  if (!needsRewriting(message.messageType)) return message
  const { messageType, kind, isWhole } = message
  const rewritten = rewriteMessage(message.body, messageType)
  if (!rewritten.ok) return message
  const { body } = rewritten
  // As the channel takes it, a modification is the whole reservation.
  return {
    ...message,
    body,
    messageType: rewritten.messageType,
    rewrittenFrom: messageType,
    isWhole: isWhole || kind === 'change',
  }
}

const readMessage = (
  message: SourceElement,
  ancestors: SourceElement[],
  most: number,
): { ok: true; messages: Unnumbered[] } | Unusable => {
  const type = messageTypeOf(message.name)
  if (type === undefined) return unusable('file-unsupported', { root: message.name.slice(0, 80) })
  const header = ancestors.flatMap((ancestor) => children(ancestor, 'Header'))
  const plan = planOf(message, type, header, most)
  if (typeof plan === 'number') return tooMany(plan, most)
  const { items, parts } = plan
  if (parts.length === 0) return unusable('file-no-reservation', { root: message.name })
  const edits = namespaceEdits(message, ancestors)
  const groups = parts.map(({ keeps }) => keeps)
  const bodies = splitMessage(message, items, groups, edits)
  if (bodies === null) return tooLarge()
  return { ok: true, messages: parts.map(({ content }, n) => forChannel({ ...content, body: bodies[n] ?? '' })) }
}

/**
 * Cuts what can be cut into parts that fit into a request. After the reading, so that the trees of a large
 * file and of its parts never stand in memory together.
 */
const inParts = (messages: readonly Unnumbered[], maxBytes: number): Unnumbered[] | null => {
  const all: Unnumbered[] = []
  for (const message of messages) {
    const type = messageTypeOf(message.messageType)
    const isOfUpdates = type?.about === 'availability' || type?.about === 'rates'
    const bodies = isOfUpdates ? splitUpdates(message.body, type, maxBytes) : [message.body]
    if (bodies === null) return null
    for (const body of bodies) all.push({ ...message, body })
  }
  return all
}

const readDocument = (
  text: string,
  most: number,
): { ok: true; messages: Unnumbered[] } | Exclude<ReadExport, { kind: 'messages' }> => {
  const document = readTree(text)
  if (!document.ok) return problemOf(document.problem)
  const { messages, ancestors } = unwrap(document.root)
  if (messages.length === 0) return unusable('file-unsupported', { root: document.root.name.slice(0, 80) })
  const all: Unnumbered[] = []
  for (const message of messages) {
    const read = readMessage(message, ancestors, most)
    if (!('ok' in read)) return read
    for (const each of read.messages) all.push(each)
    if (all.length > most) return tooMany(all.length, most)
  }
  return { ok: true, messages: all }
}

/**
 * Reads one exported XML file, bare or in a SOAP envelope: one message for each reservation, or for each
 * hotel of availability and rates, in parts of at most 500 updates that fit into a request. Bodies are the
 * PMS's own text, cut out of the file. Never throws.
 */
export const readOtaExport = (
  bytes: Uint8Array,
  { maxRequestBytes, maxMessages }: ExportLimits = usualLimits,
): ReadExport => {
  if (bytes.length === 0) return unusable('file-empty')
  if (bytes.length > MAX_EXPORT_BYTES) return tooLarge()
  const decoded = decodeText(bytes)
  if (!decoded.ok) return unusable(decoded.cause, decoded.facts)
  // Nothing but NUL is a file whose size was set before its content was written.
  if (decoded.text === '') return bytes.includes(0) ? { kind: 'incomplete' } : unusable('file-empty')
  const read = readDocument(decoded.text, maxMessages)
  if (!('ok' in read)) return read
  const messages = inParts(read.messages, bodyBytesOf(maxRequestBytes))
  if (messages === null) return tooLarge()
  if (messages.length > maxMessages) return tooMany(messages.length, maxMessages)
  return { kind: 'messages', messages: messages.map((each, n) => ({ part: n + 1, parts: messages.length, ...each })) }
}

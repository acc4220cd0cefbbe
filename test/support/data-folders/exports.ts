import { createHash } from 'node:crypto'
import {
  availability,
  cancelBooking,
  cancelRequest,
  changeBooking,
  inventoryCounts,
  modifyRequest,
  newBooking,
  rates,
  type SampleBooking,
  severalBookings,
} from '../../../main/rehearsal/sample-exports.ts'
import { jobWrite } from '../../../main/rehearsal/sample-wrapping.ts'
import type { ExpectedMessage } from './expected.ts'

/**
 * What the PMS of the kept hotel exports, each file with what is known of it without asking Night Porter.
 * Guests are invented.
 */

/** What must become of one message; its maker changes it as the story goes on. */
export type Told = Pick<
  ExpectedMessage,
  | 'fileName'
  | 'part'
  | 'connection'
  | 'hotelCode'
  | 'reservationId'
  | 'guest'
  | 'kind'
  | 'state'
  | 'cause'
  | 'sha256'
  | 'isContentGone'
  | 'leaves'
  | 'ends'
  | 'orderKey'
  | 'marks'
>
export type ExportFile = { folder: string; name: string; content: Uint8Array; told: Told[] }

const guests = [
  ['Großmann', 'Jürgen'],
  ['Müller', 'Heike'],
  ["O'Rourke", 'Siobhán'],
  ['Bjørnsen', 'Søren'],
  ['Dvořáková', 'Žofie'],
  ['Yıldırım', 'Ayşe'],
  ['Lefèvre', 'Élodie'],
  ['Quell', 'Ida'],
  ['山田', '花子'],
  ['Li', 'Bo'],
] as const

type Way = 'new' | 'change' | 'older-change' | 'cancel' | 'older-cancel'

const writers: Record<Way, (booking: SampleBooking) => string> = {
  new: newBooking,
  change: changeBooking,
  'older-change': modifyRequest,
  cancel: cancelBooking,
  'older-cancel': cancelRequest,
}
const kindOf: Record<Way, string> = {
  new: 'new',
  change: 'change',
  'older-change': 'change',
  cancel: 'cancel',
  'older-cancel': 'cancel',
}

/**
 * Space between elements tells nothing and is encrypted like the rest: kept folders stay small without it.
 */
const tight = (xml: string): Buffer => Buffer.from(xml.replace(/>\s+</g, '><'), 'utf8')

const bookingOf = (
  reservationId: string,
  hotelCode: string,
  n: number,
  more: Partial<SampleBooking>,
): SampleBooking => {
  const [surname, given] = guestOf(reservationId)
  return { reservationId, hotelCode, guest: { given, surname }, amount: `${n}.00`, roomType: 'DBL', ...more }
}

/** The same guest in every message of a reservation. */
const guestOf = (reservationId: string): (typeof guests)[number] =>
  guests[Number(reservationId.replace(/\D/g, '')) % guests.length] ?? guests[0]

export const createPms = () => {
  /** Numbers files and is written into each, so that a request can be told from every other. */
  let n = 1000

  const file = (
    folder: string,
    content: Uint8Array,
    ending: string,
    parts: Omit<Told, 'fileName' | 'part' | 'sha256'>[],
  ): ExportFile => {
    const name = `${n}.${ending}`
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { folder, name, content, told: parts.map((part, i) => ({ ...part, fileName: name, part: i + 1, sha256 })) }
  }
  const delivered = {
    state: 'delivered',
    cause: 'delivered',
    isContentGone: false,
    leaves: null,
    ends: 'delivered',
  } as const
  const about = (connection: string, hotelCode: string, reservationId: string) => {
    const [surname, given] = guestOf(reservationId)
    return {
      ...delivered,
      connection,
      hotelCode,
      reservationId,
      guest: `${surname}, ${given}`,
      orderKey: `${connection} ${hotelCode} ${reservationId}`,
    }
  }

  return {
    /** One message about one reservation. */
    booking: (
      connection: string,
      hotelCode: string,
      reservationId: string,
      way: Way = 'new',
      more: Partial<SampleBooking> = {},
    ) => {
      n += 1
      const content = tight(writers[way](bookingOf(reservationId, hotelCode, n, more)))
      const isOlderCancel = way === 'older-cancel'
      const marks = isOlderCancel
        ? ['<OTA_CancelRQ', `ID="${reservationId}"`]
        : [`AmountAfterTax="${n}.00"`, `"${reservationId}"`]
      const known = about(connection, hotelCode, reservationId)
      return file(connection, content, 'xml', [
        { ...known, kind: kindOf[way], marks, ...(isOlderCancel && { guest: null }) },
      ])
    },
    /** Several reservations in one file. */
    group: (connection: string, hotelCode: string, [first, ...rest]: readonly [string, ...string[]]) => {
      n += 1
      const one = (id: string) => bookingOf(id, hotelCode, n, {})
      const content = tight(severalBookings([one(first), ...rest.map(one)]))
      return file(
        connection,
        content,
        'xml',
        [first, ...rest].map((id) => ({
          ...about(connection, hotelCode, id),
          kind: 'new',
          marks: [`AmountAfterTax="${n}.00"`, `"${id}"`],
        })),
      )
    },
    inventory: (connection: string, hotelCode: string, what: 'availability' | 'counts' | 'rates') => {
      n += 1
      const write = { availability, counts: inventoryCounts, rates }[what]
      const mark = { availability: `BookingLimit="${n}"`, counts: `Count="${n}"`, rates: `AmountAfterTax="${n}.00"` }[
        what
      ]
      const kind = what === 'rates' ? 'rates' : 'availability'
      const content = tight(write({ hotelCode, limit: n, amount: `${n}.00` }))
      const orderKey = `${connection} ${hotelCode} ${kind}`
      const known = { ...delivered, connection, hotelCode, reservationId: null, guest: null, orderKey }
      return file(connection, content, 'xml', [{ ...known, kind, marks: [mark, '<StatusApplicationControl'] }])
    },
    /** A write for a job API. */
    job: (connection: string, reference: string, method: 'POST' | 'PATCH' = 'POST') => {
      n += 1
      const [surname, given] = guestOf(reference)
      const path = method === 'POST' ? '/v1/residents/' : `/v1/residents/${reference}`
      const text = jobWrite({
        method,
        path,
        reference,
        body: { first_name: given, last_name: surname, note: `n-${n}` },
      })
      const known = {
        ...delivered,
        connection,
        hotelCode: null,
        reservationId: reference,
        guest: `${surname}, ${given}`,
        orderKey: `${connection} ${reference}`,
      }
      return file(connection, Buffer.from(text), 'json', [
        { ...known, kind: method === 'POST' ? 'new' : 'change', marks: [`"n-${n}"`] },
      ])
    },
    /** A file that is no export. */
    unusable: (connection: string, text: string) => {
      n += 1
      const known = {
        ...delivered,
        connection,
        hotelCode: null,
        reservationId: null,
        guest: null,
        orderKey: `${connection} file ${n}`,
      }
      return file(connection, Buffer.from(text), 'xml', [{ ...known, kind: 'other', marks: [] }])
    },
    /** The same bytes under another name. */
    again: ({ folder, content, told }: ExportFile) => {
      n += 1
      const name = `${n}.xml`
      return { folder, name, content, told: told.map((one) => ({ ...one, fileName: name })) }
    },
  }
}

import { readFileSync } from 'node:fs'
import type { ExportedMessage, ReadExport } from '../../../../../../main/core/channels/export.ts'
import { readOtaExport } from '../../../../../../main/core/channels/pmsxchange/export/read-ota.ts'

/** The text of a hand-written export. */
export const fixture = (name: string): string => readFileSync(`test/fixtures/exports/${name}`, 'utf8')

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The messages of an export, or a failed test where it has none. */
export const messagesOf = (result: ReadExport): ExportedMessage[] => {
  if (result.kind !== 'messages') throw new Error(`expected messages, got ${JSON.stringify(result)}`)
  return result.messages
}

export const readText = (text: string): ExportedMessage[] => messagesOf(readOtaExport(bytesOf(text)))

/** The first message of an export text. */
export const readOne = (text: string): ExportedMessage => {
  const [message] = readText(text)
  if (message === undefined) throw new Error('the export has no message')
  return message
}

const OTA = 'http://www.opentravel.org/OTA/2003/05'

/** An OTA_HotelResNotifRQ with these attributes on the root and these HotelReservation elements. */
export const notif = (root: string, ...reservations: string[]): string =>
  `<OTA_HotelResNotifRQ xmlns="${OTA}" ${root}><HotelReservations>${reservations.join('')}</HotelReservations></OTA_HotelResNotifRQ>`

/** A HotelReservation with these attributes and this content. */
export const reservation = (attributes = '', inside = ''): string =>
  `<HotelReservation ${attributes}>${inside}</HotelReservation>`

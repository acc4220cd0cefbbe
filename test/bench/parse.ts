import { readOtaExport } from '../../main/core/channels/pmsxchange/export/read-ota.ts'
import { missingElements } from '../../main/core/channels/pmsxchange/missing-elements.ts'
import { buildRequest } from '../../main/core/channels/pmsxchange/request.ts'
import { parseXml } from '../../main/core/xml/parse.ts'
import { scanXml } from '../../main/core/xml/scan.ts'
import { readTree } from '../../main/core/xml/tree.ts'
import { newBooking, severalBookings } from '../../main/rehearsal/sample-exports.ts'
import { cpuMs, row } from './table.ts'

/**
 * What reading XML costs: CPU for each MB of text by each reader, and for each export on its way from file to
 * request.
 */

const nothing = () => undefined
const of = (count: number): [{ reservationId: string }, ...{ reservationId: string }[]] => [
  { reservationId: 'A0' },
  ...Array.from({ length: count - 1 }, (_, n) => ({ reservationId: `A${n + 1}` })),
]
const availability = (count: number): string =>
  `<OTA_HotelAvailNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="a" Version="1.0"><AvailStatusMessages HotelCode="H1">${Array.from(
    { length: count },
    (_, n) =>
      `<AvailStatusMessage BookingLimit="${n % 9}"><StatusApplicationControl Start="2026-01-01" End="2026-01-31" InvTypeCode="DBL" RatePlanCode="R${n}"/></AvailStatusMessage>`,
  ).join('')}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`

const samples = [
  { name: 'one booking', text: newBooking({ reservationId: 'B1' }), times: 300 },
  { name: '600 bookings', text: severalBookings(of(600)), times: 1 },
  { name: 'availability of a year', text: availability(6000), times: 1 },
]

const stamp = {
  requestorId: 'X',
  username: 'x',
  password: 'x',
  echoToken: 'e',
  at: 0,
  kind: 'new' as const,
}

/** Prints the table. */
export const benchParse = (): void => {
  for (const { name, text, times } of samples) {
    const bytes = new TextEncoder().encode(text)
    const megabytes = bytes.length / 1024 / 1024
    const measured = (what: string, work: () => void) => {
      const ms =
        cpuMs(7, () => {
          for (let n = 0; n < times; n++) work()
        }) / times
      row(`${name}: ${what}`, `${(ms / megabytes).toFixed(0)} ms/MB`)
      return ms
    }
    row(`${name}: size`, `${(bytes.length / 1024).toFixed(0)} KB`)
    measured('scan', () => void scanXml(text, { open: nothing, close: nothing }))
    measured('tree', () => void readTree(text))
    measured('fast-xml-parser', () => void parseXml(text))
    const read = readOtaExport(bytes)
    if (read.kind !== 'messages') throw new Error(`the sample "${name}" is ${read.kind}`)
    const whole = measured('whole reading of the export', () => void readOtaExport(bytes))
    const requests = measured('requests of its messages', () => {
      for (const message of read.messages) buildRequest({ ...stamp, ...message })
    })
    row(`${name}: CPU from file to delivered`, `${(whole + requests).toFixed(3)} ms`)
    measured('required elements, asked when probing ends', () => {
      for (const { body, messageType } of read.messages) missingElements(body, messageType)
    })
  }
}

import { changeBooking, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import type { ScenarioFile } from '../../../main/rehearsal/scenario.ts'
import type { Plant } from './plants.ts'

/**
 * How each plant comes in: its file, and how the channel treats it, so that all states are passed through.
 */

export const folderIds = ['archive', 'masked-copy', 'leave'] as const
type FolderId = (typeof folderIds)[number] | 'jobs'

export type PlantedFile = { plant: Plant; folder: FolderId; fileName: string; content: string; reservationId: string }

type Rule = NonNullable<ScenarioFile['rules']>[number]

const idOf = (n: number): string => `PV-${String(n).padStart(3, '0')}`
const changedAt = (n: number): number => Date.parse('2026-11-20T10:00:00Z') + n * 60_000

/** The snippet inside a booking, where a PMS has its wishes and guarantees. */
const bookingWith = (n: number, reservationId: string, snippet: string, surname = 'Muster'): string =>
  newBooking({ reservationId, createdAt: changedAt(n), guest: { given: 'Ana', surname } }).replace(
    '</ResGlobalInfo>',
    `${snippet}</ResGlobalInfo>`,
  )

const jobWith = (n: number, fields: string): string =>
  `{ "method": "POST", "path": "/v1/residents/", "reference": "${idOf(n)}", "body": { "integration_id": "i1", "unit": "${idOf(n)}", ${fields} } }`

/** A file for each plant that comes by one. `turn` moves which folder gets which. */
export const filesOf = (plants: readonly Plant[], turn: number): PlantedFile[] =>
  plants.flatMap((plant, n): PlantedFile[] => {
    const folder = folderIds[(n + turn) % folderIds.length] ?? 'archive'
    const number = plant.entry === 'number' ? plant.text : idOf(n)
    const xml = { plant, folder, fileName: `export-${idOf(n)}.xml`, reservationId: number }
    const job = { plant, folder: 'jobs' as const, fileName: `job-${idOf(n)}.json`, reservationId: idOf(n) }
    switch (plant.entry) {
      case 'pms':
        return [{ ...xml, content: bookingWith(n, number, plant.text) }]
      // A guest whom the channel names is the one of the booking.
      case 'reply':
        return [
          { ...xml, content: bookingWith(n, number, '', plant.kind === 'guest' ? (plant.values[0] ?? '') : 'Muster') },
        ]
      case 'reason':
      case 'number':
        return [{ ...xml, content: bookingWith(n, number, '') }]
      case 'file-name':
        return [{ ...xml, fileName: `${plant.text}.xml`, content: bookingWith(n, number, '') }]
      case 'broken':
        return [{ ...xml, content: bookingWith(n, number, plant.text).replace('</HotelReservations>', '</Hotels>') }]
      case 'cut-off': {
        const whole = bookingWith(n, number, plant.text)
        return [{ ...xml, content: whole.slice(0, whole.indexOf('</ResGlobalInfo>')) }]
      }
      case 'jobs':
        return [{ ...job, content: jobWith(n, plant.text) }]
      case 'job-reply':
        return [{ ...job, content: jobWith(n, `"last_name":"${plant.kind === 'guest' ? plant.values[0] : 'Muster'}"`) }]
      default:
        return []
    }
  })

/** A later change of the same booking: what failed before it is replaced. */
export const changeOf = ({ reservationId, fileName, ...file }: PlantedFile, n: number): PlantedFile => ({
  ...file,
  reservationId,
  fileName: fileName.replace('.xml', '-2.xml'),
  content: changeBooking({
    reservationId,
    modifiedAt: changedAt(1000 + n),
    guest: { given: 'Ana', surname: 'Muster' },
  }),
})

/**
 * Every third booking is refused, some get a 500 first, some a cut reply. Replies carry what is planted in
 * them.
 */
export const rulesOf = (files: readonly PlantedFile[], password: string): Rule[] =>
  files.flatMap(({ plant, reservationId }, n): Rule[] => {
    const match = { reservationId, nth: 1 }
    if (plant.entry === 'reply')
      return n % 2 === 0
        ? [{ match: { reservationId }, do: { otaError: { type: '3', code: '402', text: plant.text } } }]
        : [
            {
              match: { reservationId },
              do: { fault: { code: 'SOAP-ENV:Client', text: `${plant.text} (${password})` } },
            },
          ]
    if (plant.entry === 'job-reply')
      return [
        { match: { contains: reservationId }, do: { job: { pendingPolls: 0, end: 'FAILURE', errors: [plant.text] } } },
      ]
    if (plant.entry === 'jobs')
      return n % 3 === 0
        ? [{ match: { contains: reservationId }, do: { job: { end: 'never' } } }]
        : n % 3 === 1
          ? [{ match: { contains: reservationId }, do: { cut: 'before-reply' } }]
          : []
    if (plant.entry === 'reason')
      return [{ match, do: { otaError: { type: '3', code: '402', text: 'Room type unknown' } } }]
    if (n % 5 === 0) return [{ match, do: { otaError: { type: '3', code: '402', text: 'Room type unknown' } } }]
    if (n % 5 === 1) return [{ match, do: { status: 500 } }]
    if (n % 5 === 2) return [{ match, do: { cut: 'mid-reply' } }]
    return []
  })

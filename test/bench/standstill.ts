import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createFileSecrets } from '../../main/adapters/secrets-file.ts'
import { createWorkerParse } from '../../main/adapters/worker-parse.ts'
import { usualLimits } from '../../main/core/channels/export.ts'
import { channels } from '../../main/core/channels/registry.ts'
import { captureFile } from '../../main/engine/capture/capture-file.ts'
import { openStore } from '../../main/host/open-store.ts'
import { severalBookings } from '../../main/rehearsal/sample-exports.ts'
import { makeContext } from './context.ts'
import { row } from './table.ts'

/** How long the event loop stands still while files made to do harm, or only large, are read and captured. */

const repeated = (element: string, count: number): string =>
  `<OTA_HotelResNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05"><HotelReservations>${element.repeat(count)}</HotelReservations></OTA_HotelResNotifRQ>`
const numbered = (count: number): [{ reservationId: string }, ...{ reservationId: string }[]] => [
  { reservationId: 'A0' },
  ...Array.from({ length: count - 1 }, (_, n) => ({ reservationId: `A${n + 1}` })),
]
const wish = 'x'.repeat(1024 * 1024)

const samples: readonly { name: string; text: () => string }[] = [
  { name: '57 KB of 3,000 empty reservations', text: () => repeated('<HotelReservation/>', 3_000) },
  { name: '2,000 empty reservations', text: () => repeated('<HotelReservation/>', 2_000) },
  { name: '2,000 bookings, 2 MB', text: () => severalBookings(numbered(2_000)) },
  {
    name: '2,000 of one number',
    text: () => repeated('<HotelReservation><UniqueID Type="14" ID="X"/></HotelReservation>', 2_000),
  },
  {
    name: '60 bookings of 1 MB',
    text: () => repeated(`<HotelReservation><Comment>${wish}</Comment></HotelReservation>`, 60),
  },
  {
    name: 'one booking of 60 MB',
    text: () => repeated(`<HotelReservation>${`<Comment>${wish}</Comment>`.repeat(60)}</HotelReservation>`, 1),
  },
]

/** Prints the table. */
export const benchStandstill = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'night-porter-bench-'))
  const secrets = createFileSecrets({ folder })
  const opened = openStore({ databasePath: join(folder, 'night-porter.db'), isNew: true, secrets })
  if (!opened.ok) throw new Error(opened.sentence)
  const { store } = opened
  const context = makeContext(store)
  const [settings] = context.settings.folders
  const [connection] = context.settings.connections
  if (!settings || !connection) throw new Error('the bench has no folder')
  const parse = createWorkerParse({ channels })
  for (const [n, { name, text }] of samples.entries()) {
    const content = Buffer.from(text())
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    // A turn of the loop before and behind, so that what is in between counts whole.
    await new Promise((resolve) => setTimeout(resolve, 50))
    delay.reset()
    const from = performance.now()
    const read = await parse.read('pmsxchange', content, usualLimits)
    if (!read.ok) throw new Error(`the sample "${name}" could not be read`)
    const sha256 = createHash('sha256').update(content).digest()
    const stat = { size: content.length, mtimeMs: n, inode: String(n) }
    const { cardCuts } = read
    const file = { name: `${n}.xml`, stat, content, sha256, read: read.read, limits: usualLimits, cardCuts }
    await captureFile(context.capture, { folder: settings, connection }, file)
    const tookMs = performance.now() - from
    await new Promise((resolve) => setTimeout(resolve, 50))
    delay.disable()
    row(`${name}: longest stand-still`, `${(delay.max / 1e6).toFixed(0)} ms`)
    row(`${name}: read and captured in`, `${tookMs.toFixed(0)} ms`)
  }
  await parse.close()
  store.close()
  rmSync(folder, { recursive: true, force: true })
}

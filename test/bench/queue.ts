import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileSecrets } from '../../main/adapters/secrets-file.ts'
import { usualLimits } from '../../main/core/channels/export.ts'
import { readOtaExport } from '../../main/core/channels/pmsxchange/export/read-ota.ts'
import { judgeSoap } from '../../main/core/channels/pmsxchange/judge.ts'
import { maskCards } from '../../main/core/redact/cards.ts'
import { captureFile } from '../../main/engine/capture/capture-file.ts'
import { openStore } from '../../main/host/open-store.ts'
import { newBooking, severalBookings } from '../../main/rehearsal/sample-exports.ts'
import { makeContext } from './context.ts'

import { row, timed } from './table.ts'

/**
 * What a booking costs on its way through the queue, with ten thousand others in it: capture, turn, lists,
 * verdict. Prints the table.
 */
export const benchQueue = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'night-porter-bench-'))
  const opened = openStore({
    databasePath: join(folder, 'night-porter.db'),
    isNew: true,
    secrets: createFileSecrets({ folder }),
  })
  if (!opened.ok) throw new Error(opened.sentence)
  const { store } = opened
  const context = makeContext(store)
  const target = { folder: context.settings.folders[0], connection: context.settings.connections[0] }
  if (!target.folder || !target.connection) throw new Error('the bench has no folder')
  const place = { folder: target.folder, connection: target.connection }

  const exportOf = (n: number) => {
    const content = Buffer.from(
      newBooking({
        reservationId: `B${n}`,
        hotelCode: `H${n % 3}`,
        guest: { given: 'Ana', surname: `Muster${n % 500}` },
      }),
    )
    return { content, read: readOtaExport(content) }
  }
  const big = Buffer.from(
    severalBookings([
      { reservationId: 'A0' },
      ...Array.from({ length: 600 }, (_, n) => ({ reservationId: `A${n + 1}` })),
    ]),
  )
  const capture = (n: number) => {
    const { content, read } = exportOf(n)
    const sha256 = createHash('sha256').update(content).digest()
    // One booking is written before the first thing that is waited for.
    void captureFile(context.capture, place, {
      name: `b-${n}.xml`,
      stat: { size: content.length, mtimeMs: n, inode: String(n) },
      content,
      sha256,
      read,
      cardCuts: [],
      limits: usualLimits,
    })
  }
  const turn = {
    lane: 'pmsxchange|H1',
    connection: place.connection.id,
    now: Date.now(),
    furthest: Date.now() + 60_000,
  }

  timed('read one booking (2 KB)', 500, (n) => void exportOf(n))
  timed(`read one file of 601 bookings (${Math.round(big.length / 1024)} KB)`, 3, () => void readOtaExport(big))
  timed('mask the cards of one booking', 500, () => void maskCards(exportOf(1).content.toString()))
  timed('capture one booking, synced to disk', 2000, capture)
  for (let n = 2001; n <= 10_000; n++) capture(n)
  row('waiting messages now', String(store.lists.counts().waiting ?? 0))
  timed('find whose turn it is among 10,000 waiting', 500, () => void store.queue.head(turn, 'new'))
  timed('a page of 50 messages', 50, () => void store.lists.page({ beforeSeq: null, limit: 50 }))
  timed(
    'find a guest among 10,000 messages',
    50,
    (n) => void store.lists.page({ beforeSeq: null, limit: 50, search: `muster${n}` }),
  )
  timed('counts and causes for the sentence', 50, () => {
    store.lists.counts()
    store.lists.causes('2026-12-01')
    store.lists.onTheWay()
  })
  const reply = Buffer.from(
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="x"><Success/></OTA_HotelResNotifRS></e:Body></e:Envelope>',
  )
  timed('judge one reply', 2000, () => {
    judgeSoap(
      { kind: 'reply', status: 200, headers: {}, body: reply, cut: 'no', tookMs: 1 },
      {
        kind: 'new',
        echoToken: 'x',
        isRepeatAfterUnknown: false,
        wasAcceptedBefore: false,
        afterUnknownOutcome: 'retry',
        at: 0,
      },
    )
  })
  row('memory in use', `${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB`)
  store.close()
  rmSync(folder, { recursive: true, force: true })
}

import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Files } from '../../../main/core/ports/files.ts'
import { changeBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { isThorough } from '../../support/thorough.ts'
import { captureHotel, folderState } from './parts.ts'

/** Where time is short, a fifth of them. */
const fileCount = isThorough ? 10_000 : 2_000
const KEYS = 100

it(`takes ${fileCount} files that wait at the start, in order, without holding them all in memory`, {
  timeout: 600_000,
}, async () => {
  const { data, exportFolder } = foldersFor()
  const padding = 'quiet room, high floor. '.repeat(130)
  let bytes = 0
  for (let n = 0; n < fileCount; n++) {
    const path = join(exportFolder, `${n}.xml`)
    const modifiedAt = Date.parse('2026-01-01T00:00:00Z') + n * 60_000
    // File times run against the PMS's own, as after a restored copy: within a booking the PMS's decide.
    const text = changeBooking({ reservationId: `K${n % KEYS}`, modifiedAt, wish: `${n} ${padding}` })
    bytes += text.length
    writeFileSync(path, text)
    utimesSync(path, 1_790_000_000 - n, 1_790_000_000 - n)
  }
  let reads = 0
  let mostHeap = 0
  const files = (real: Files): Files => ({
    ...real,
    read: (path, most) => {
      reads += 1
      if (reads % 500 === 0) {
        globalThis.gc?.()
        mostHeap = Math.max(mostHeap, process.memoryUsage().heapUsed + process.memoryUsage().external)
      }
      return real.read(path, most)
    },
  })
  const before = process.memoryUsage()
  const made = await captureHotel({ data, files })
  await until('shown while it works', async () => {
    const [folder] = await made.call('folders.list')
    return folder?.files === fileCount && folder.list.length === 200 && folder.list[0]?.state === 'capturing'
  })
  const isDone = async () =>
    (await made.call('health.get')).folders[0]?.files === 0 && made.store.lists.counts().waiting === fileCount
  await until('all captured', isDone, 540_000)
  expect(readdirSync(exportFolder)).toEqual([])
  expect(await folderState(made)).toBe('ok')
  expect(reads).toBeLessThanOrEqual(2 * fileCount)
  const grown = (mostHeap - before.heapUsed - before.external) / 1024 / 1024
  // biome-ignore lint/suspicious/noConsole: the measure is what this test is for
  console.log(
    `backlog: ${fileCount} files, ${Math.round(bytes / 1024 / 1024)} MB; heap grew by ${Math.round(grown)} MB at most; ${reads} reads`,
  )
  expect(grown).toBeLessThan(400)

  const last = new Map<string, number>()
  let count = 0
  let beforeSeq: number | null = null
  for (;;) {
    const page = made.store.lists.page({ beforeSeq, limit: 500 })
    if (page.length === 0) break
    for (const { seq, reservationId, lastModifiedAt } of page) {
      count += 1
      const newer = last.get(reservationId ?? '')
      if (newer !== undefined) expect(lastModifiedAt).toBeLessThan(newer)
      last.set(reservationId ?? '', lastModifiedAt ?? 0)
      beforeSeq = seq
    }
  }
  expect(count).toBe(fileCount)
  expect(last.size).toBe(KEYS)
})

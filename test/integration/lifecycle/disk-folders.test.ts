import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Log } from '../../../main/core/ports/log.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { type MadeEngine, makeEngine } from '../../support/make-engine.ts'
import { drop, practiceHotel, removeFolder, temporaryFolder, until } from '../../support/night-porter.ts'
import { NOWHERE, reservations, untilLooked } from '../capture/parts.ts'
import { startChild } from '../store-foundation/child.ts'
import { databaseIn, dataFolder } from './hotel.ts'
import { mountExt4, mountSmall, needsRoot, type SmallDisk } from './small-disk.ts'

/**
 * A database that cannot be written: what lies in the export folder is shown all the same, by the process
 * that looks into it.
 */

const MEGABYTE = 1024 * 1024
const dropped = Array.from({ length: 10 }, (_, n) => `B${n}`)

/** A log that only counts what it is told. */
const countingLog = (): { log: Log; times: (what: string) => number } => {
  const told: string[] = []
  const tell = (event: string) => void told.push(event)
  const log: Log = { debug: tell, info: tell, warn: tell, error: tell, child: () => log }
  return { log, times: (what) => told.filter((event) => event === what).length }
}

/**
 * A hotel whose data folder is `data` and whose export folder lies on another disk; it has looked into that
 * once.
 */
const hotelOn = async (data: string) => {
  const folder = temporaryFolder()
  onTestFinished(() => removeFolder(folder))
  const { log, times } = countingLog()
  const made = await makeEngine({
    data,
    deps: { log },
    settings: practiceHotel({ url: NOWHERE, exportFolder: folder }),
  })
  await until('looked', async () => (await onlyFolder(made))?.state === 'ok')
  return {
    ...made,
    folder,
    times,
    put: (name: string) => drop(folder, `${name}.xml`, newBooking({ reservationId: name })),
  }
}

const onlyFolder = async (made: Pick<MadeEngine, 'call'>) => (await made.call('health.get')).folders[0]
const list = async (made: Pick<MadeEngine, 'call'>) => (await made.call('folders.list'))[0]?.list ?? []

/** Waits until the ten exports, and what else there may be, are shown with these sentences and no other. */
const untilAllSay = (made: Pick<MadeEngine, 'call'>, sentences: string[]) =>
  until(`all say: ${sentences.join(', ')}`, async () => {
    const files = await list(made)
    const said = [...new Set(files.map(({ sentence }) => sentence))]
    return files.length >= dropped.length && said.join() === sentences.join()
  })

/** When the look in the database was made, as another process reads it. */
const writtenAt = (data: string): number => {
  const reader = new Sqlite(databaseIn(data), { readonly: true })
  try {
    return reader.prepare<[], number>('SELECT at FROM folder_looks').pluck().get() ?? 0
  } finally {
    reader.close()
  }
}

/**
 * Fills the disk until nothing at all can be written: somebody reads the database meanwhile, so the room that
 * the write-ahead log has already cannot be used again.
 */
const fillUp = (made: MadeEngine, disk: SmallDisk): void => {
  const reader = new Sqlite(databaseIn(disk.path), { readonly: true })
  onTestFinished(() => void reader.close())
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM alarms').get()
  disk.fill(0)
  for (let n = 0; n < 2_000; n++)
    try {
      made.store.write(() =>
        made.store.alarms.notify({ edge: 'began', cause: 'x'.repeat(n), connection: '', reservations: 0, at: n }),
      )
    } catch {
      return
    }
  throw new Error('The disk takes more and more')
}

describe.skipIf(needsRoot)('a disk that is full to the brim (needs root: a small file system)', () => {
  it('shows every file that waits with its reason, and each new look', async () => {
    const disk = mountSmall(12 * MEGABYTE)
    const made = await hotelOn(disk.path)
    fillUp(made, disk)
    for (const name of dropped) made.put(name)
    drop(made.folder, 'notes.doc', 'not an export')
    await untilAllSay(made, ['Waits here: there is no room on the disk of Night Porter', 'Ignored, is not *.xml'])
    expect(await onlyFolder(made)).toMatchObject({ state: 'ok', sentence: '11 files' })
    expect((await list(made)).map(({ name }) => name).sort()).toEqual([
      ...dropped.map((name) => `${name}.xml`),
      'notes.doc',
    ])
    await untilLooked(made, 5)
    expect(made.times('scan-failed')).toBeLessThanOrEqual(1)
    expect(writtenAt(disk.path)).toBeLessThan((await onlyFolder(made))?.lookedAt ?? 0)
    disk.free()
    await until('all captured', async () => (await reservations(made)).length === dropped.length)
    await until('only the other one is left', async () => (await onlyFolder(made))?.files === 1)
    const seenAt = (await onlyFolder(made))?.lookedAt ?? Infinity
    await until('written too', () => writtenAt(disk.path) >= seenAt)
  })

  it('tells that the export folder went away', async () => {
    const disk = mountSmall(12 * MEGABYTE)
    const made = await hotelOn(disk.path)
    fillUp(made, disk)
    removeFolder(made.folder)
    expect(await until('missing', async () => (await onlyFolder(made))?.state === 'missing')).toBe(true)
  })
})

describe.skipIf(needsRoot)('a disk that lets nothing be written (needs root: an ext4 of its own)', () => {
  it('shows every file that waits with its reason, and each new look, without a word in the log for each', async () => {
    const disk = mountExt4(16 * MEGABYTE)
    const made = await hotelOn(disk.path)
    disk.abort()
    for (const name of dropped) made.put(name)
    await untilAllSay(made, ['Waits here: Night Porter cannot write its data just now'])
    expect((await list(made)).map(({ name }) => name).sort()).toEqual(dropped.map((name) => `${name}.xml`))
    await untilLooked(made, 10)
    expect(made.times('scan-failed')).toBeLessThanOrEqual(1)
  })
})

describe('a database that another program holds', () => {
  it('shows every file that waits with its reason, and each new look, and all goes on when it is let go', async () => {
    const data = dataFolder()
    const made = await hotelOn(data)
    const topics: string[] = []
    made.engine.onChanged((more) => topics.push(...more))
    const holder = startChild('../../lifecycle/children/hold.ts', databaseIn(data))
    expect(await holder.line()).toBe('held')
    for (const name of dropped) made.put(name)
    await untilAllSay(made, ['Waits here: Night Porter cannot write its data just now'])
    expect((await list(made)).map(({ name }) => name).sort()).toEqual(dropped.map((name) => `${name}.xml`))
    await until('screens are told', () => topics.includes('folders'))
    await untilLooked(made, 10)
    expect(made.times('scan-failed')).toBeLessThanOrEqual(1)
    holder.say('let go')
    await until('all captured', async () => (await reservations(made)).length === dropped.length)
    await until('none is left', async () => (await onlyFolder(made))?.files === 0)
  })

  it('leaves what stands in the database to be shown once this process looks no more', async () => {
    const data = dataFolder()
    const made = await hotelOn(data)
    const holder = startChild('../../lifecycle/children/hold.ts', databaseIn(data))
    expect(await holder.line()).toBe('held')
    made.put('B1')
    await until('shown', async () => (await onlyFolder(made))?.files === 1)
    await made.engine.stop()
    expect(made.store.snapshots.get('main')).toMatchObject({ total: 0, files: [] })
    holder.say('let go')
    await holder.ended
  })
})

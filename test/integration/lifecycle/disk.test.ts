import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Http } from '../../../main/core/ports/http.ts'
import { close } from '../../../main/core/queue/moves.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { inState, type MadeEngine, makeEngine, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, removeFolder, temporaryFolder, until } from '../../support/night-porter.ts'
import { startChild } from '../store-foundation/child.ts'
import { databaseIn, dataFolder, openIn, writeMessage } from './hotel.ts'
import { mountExt4, mountSmall, needsRoot } from './small-disk.ts'

/**
 * A disk in trouble while Night Porter works: its own sentence, nothing lost, nothing sent twice, and it goes
 * on by itself.
 */

const MEGABYTE = 1024 * 1024

const exportFolder = (): string => {
  const folder = temporaryFolder()
  onTestFinished(() => removeFolder(folder))
  return folder
}

/** A hotel whose data folder is `data` and whose export folder lies on another disk. */
const hotelOn = async (data: string, standIn: Awaited<ReturnType<typeof standInFor>>, http?: (real: Http) => Http) => {
  const folder = exportFolder()
  const made = await makeEngine({
    data,
    settings: practiceHotel({ url: standIn.url, exportFolder: folder }),
    ...(http && { http }),
  })
  return { ...made, folder, put: (name: string) => drop(folder, `${name}.xml`, newBooking({ reservationId: name })) }
}

const notice = async (made: Pick<MadeEngine, 'call'>, id: string) =>
  (await made.call('health.get')).notices?.find((one) => one.id === id)
const sentTo = (standIn: Awaited<ReturnType<typeof standInFor>>, reservationId: string): number =>
  standIn.seen.filter(({ reservationIds }) => reservationIds.includes(reservationId)).length

describe.skipIf(needsRoot)('a full disk (needs root: a small file system)', () => {
  it('stops capture with its own sentence while what was captured goes on being sent, and all resumes with room', async () => {
    const disk = mountSmall(12 * MEGABYTE)
    const standIn = await standInFor({ rules: [{ match: { reservationId: 'DUE' }, times: 4, do: { status: 503 } }] })
    const made = await hotelOn(disk.path, standIn)
    made.put('FIRST')
    await inState(made, 'FIRST', 'delivered')
    made.put('DUE')
    await inState(made, 'DUE', 'waiting')
    disk.fill(200 * 1024)
    made.put('WAITS')
    expect((await until('its sentence', () => notice(made, 'disk-full'))).sentence).toContain('Exports wait safely')
    expect(await made.call('health.get')).toMatchObject({
      level: 'attention',
      sentence: expect.stringContaining('The disk is full'),
    })
    expect(readdirSync(made.folder)).toContain('WAITS.xml')
    await inState(made, 'DUE', 'delivered')
    expect(await made.item('WAITS')).toBeUndefined()
    disk.free()
    await inState(made, 'WAITS', 'delivered')
    await until('no word of it any more', async () => (await made.call('health.get')).notices?.length === 0)
    expect([sentTo(standIn, 'FIRST'), sentTo(standIn, 'WAITS')]).toEqual([1, 1])
  })

  it('that refuses the verdict about a request in flight keeps it, sends nothing of the lane meanwhile, and writes it with room', async () => {
    const disk = mountSmall(12 * MEGABYTE)
    const standIn = await standInFor({
      rules: [{ match: { reservationId: 'HELD' }, times: 1, do: { delayMs: 1_500 } }],
    })
    let replies = 0
    const made = await hotelOn(disk.path, standIn, (real) => ({
      ...real,
      send: async (request) => {
        const result = await real.send(request)
        replies += 1
        return result
      },
    }))
    made.put('HELD')
    await inState(made, 'HELD', 'sending')
    made.put('NEXT')
    await inState(made, 'NEXT', 'waiting')
    disk.fill(0)
    useUpLog(made, disk)
    await until('the engine has the answer', () => replies === 1)
    // Several calls later the verdict has long been refused by the disk, and stays with the engine.
    for (let n = 0; n < 20; n++) expect(await made.item('HELD')).toMatchObject({ state: 'sending' })
    expect(await notice(made, 'disk-full')).toBeDefined()
    expect(sentTo(standIn, 'NEXT')).toBe(0)
    disk.free()
    await inState(made, 'HELD', 'delivered')
    await inState(made, 'NEXT', 'delivered')
    expect([sentTo(standIn, 'HELD'), sentTo(standIn, 'NEXT')]).toEqual([1, 1])
    expect((await made.item('HELD'))?.attempts).toBe(1)
  })

  it('at the start is refused with a sentence', () => {
    const disk = mountSmall(256 * 1024)
    disk.fill(0)
    expect(() => openIn(disk.path)).toThrow(/full|ENOSPC/)
  })
})

/** Writes until the disk refuses: what the write-ahead log had allotted is then used up too. */
const useUpLog = (made: MadeEngine, disk: { fill: (bytes: number) => void }): void => {
  for (let n = 0; n < 2_000 && made.store.writeFault() === null; n++)
    try {
      made.store.write(() => made.store.sender.beat(made.store.sender.read().epoch, 0))
      made.store.write(() =>
        made.store.alarms.notify({ edge: 'began', cause: 'x'.repeat(3_000), connection: '', reservations: 0, at: n }),
      )
    } catch {
      disk.fill(0)
    }
}

describe.skipIf(needsRoot)('a disk that fails (needs root: an ext4 of its own)', () => {
  it('stops capture and sending with its own sentence, and loses nothing when it is repaired', async () => {
    const disk = mountExt4(16 * MEGABYTE)
    const standIn = await standInFor()
    const made = await hotelOn(disk.path, standIn)
    made.put('FIRST')
    await inState(made, 'FIRST', 'delivered')
    disk.abort()
    made.put('WAITS')
    const health = await until('its sentence', async () => {
      const now = await made.call('health.get')
      return now.level === 'stopped' ? now : null
    })
    expect(['read-only', 'disk-error']).toContain(health.notices?.[0]?.id)
    expect(readdirSync(made.folder)).toEqual(['WAITS.xml'])
    await made.stop()
    disk.repair()
    const again = await makeEngine({
      data: disk.path,
      settings: practiceHotel({ url: standIn.url, exportFolder: made.folder }),
    })
    expect(await inState(again, 'FIRST', 'delivered')).toMatchObject({ attempts: 1 })
    await inState(again, 'WAITS', 'delivered')
  })
})

describe('a data folder that is deleted', () => {
  it.skipIf(process.platform === 'win32')(
    'is written out again with all that was in it, and nothing captured meanwhile is lost',
    async () => {
      const parent = dataFolder()
      const data = join(parent, 'data')
      mkdirSync(data)
      const standIn = await standInFor({ rules: [{ match: { reservationId: 'OPEN' }, do: { status: 503 } }] })
      const made = await hotelOn(data, standIn)
      made.put('DONE')
      await inState(made, 'DONE', 'delivered')
      made.put('OPEN')
      await inState(made, 'OPEN', 'waiting')
      await until('the captured file has left', () => readdirSync(made.folder).length === 0)
      rmSync(data, { recursive: true })
      made.put('LATER')
      await until('its sentence', () => notice(made, 'gone'))
      expect(readdirSync(made.folder)).toEqual(['LATER.xml'])
      await until('the database is back', () => existsSync(databaseIn(data)))
      await until('captured', () => made.item('LATER'))
      expect((await made.call('health.get')).notices).toMatchObject([
        { sentence: expect.stringContaining('written its database there again') },
      ])
      expect(existsSync(join(data, 'settings.json'))).toBe(true)
      await made.stop()
      const again = openIn(data)
      expect(again.lists.counts()).toMatchObject({ delivered: 1, waiting: 2 })
      expect(again.lists.page({ search: 'OPEN', beforeSeq: null, limit: 5 })).toHaveLength(1)
    },
  )

  it.skipIf(process.platform === 'win32')(
    'leaves nothing behind that writes into the lost file: tables and methods kept from before write into the new one',
    () => {
      const data = dataFolder()
      const store = openIn(data)
      const { messages, links, jobs, lists, queue, sender, acts, write } = store
      const { move, get } = messages
      const { id } = writeMessage(store, { n: 1, state: 'failed' })
      const dueBefore = queue.failedBy('pmsx', 'room-type-unknown').length
      for (const name of readdirSync(data).filter((one) => one.startsWith('night-porter.db'))) rmSync(join(data, name))
      expect(() => write(() => sender.beat(0, 0))).toThrow('not where it was opened')
      expect(store.writeFault()?.kind).toBe('gone')
      expect(store.rescue()).toBe(true)
      expect(store.writeFault()).toBeNull()
      expect(dueBefore).toBe(1)
      write(() => {
        move(id, close, { now: 5 })
        jobs.endOpen(id, 5)
        acts.add({ id: 'a1', messageId: id, batchId: null, at: 5, what: 'closed', who: 'Ann', reason: 'done' })
      })
      links.change('pmsx', (link) => ({ ...link, outage: 7 }))
      const second = writeMessage(store, { n: 2 })
      expect(get(second.id)?.state).toBe('waiting')
      expect(lists.counts()).toEqual({ handled: 1, waiting: 1 })
      store.close()
      const fresh = new Sqlite(databaseIn(data), { readonly: true })
      expect(fresh.prepare('SELECT state FROM messages ORDER BY seq').pluck().all()).toEqual(['handled', 'waiting'])
      expect(fresh.prepare('SELECT outage FROM links').pluck().all()).toEqual([7])
      expect(fresh.prepare('SELECT who FROM acts').pluck().all()).toEqual(['Ann'])
      fresh.close()
    },
  )

  it('whose database another one has replaced is not touched', async () => {
    const data = dataFolder()
    const made = await hotelOn(data, await standInFor())
    await until('at work', async () => (await made.call('health.get')).sender.isThis)
    rmSync(databaseIn(data))
    new Sqlite(databaseIn(data)).exec('CREATE TABLE stranger (n INTEGER)').close()
    made.put('WAITS')
    await until('its sentence', () => notice(made, 'gone'))
    expect(made.store.rescue()).toBe(false)
    expect(readdirSync(made.folder)).toEqual(['WAITS.xml'])
  })
})

describe('a database that another program holds', () => {
  it('for 20 s stops capture and sending with its own sentence, answers all the while, and goes on by itself', async () => {
    const data = dataFolder()
    const standIn = await standInFor()
    const made = await hotelOn(data, standIn)
    made.put('FIRST')
    await inState(made, 'FIRST', 'delivered')
    const holder = startChild('../../lifecycle/children/hold.ts', databaseIn(data))
    expect(await holder.line()).toBe('held')
    const heldAt = performance.now()
    made.put('WAITS')
    await until('its sentence', () => notice(made, 'locked'))
    // Once it is known, a call is not kept waiting for as long as the first write was: then there would be a
    // handful of answers.
    let answers = 0
    while (performance.now() - heldAt < 20_000) {
      await made.call('health.get')
      answers += 1
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(answers).toBeGreaterThan(20)
    expect(readdirSync(made.folder)).toEqual(['WAITS.xml'])
    holder.say('let go')
    await inState(made, 'WAITS', 'delivered')
    await until('no word of it any more', async () => (await made.call('health.get')).notices?.length === 0)
    expect([sentTo(standIn, 'FIRST'), sentTo(standIn, 'WAITS')]).toEqual([1, 1])
  })
})

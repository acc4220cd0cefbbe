import { rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { trayStateOf } from '../../../main/desktop/tray-model.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { inState, type MadeEngine, makeEngine, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, runCommand, until } from '../../support/night-porter.ts'
import { NOWHERE } from '../capture/parts.ts'
import { leavesOf, spoilPage } from './damage.ts'
import { databaseIn, dataFolder, openIn, writeMessage } from './hotel.ts'

/**
 * A start after which nobody can say that every booking arrived: a person is needed, and told so until the
 * notice is gone.
 */

const BOOKINGS = 24
const DAY_MS = 24 * 60 * 60_000

/** A data folder that has been at work: 60 delivered messages. */
const hotel = (): string => {
  const data = dataFolder()
  const store = openIn(data)
  for (let n = 0; n < 60; n++) writeMessage(store, { n, state: 'delivered' })
  store.close()
  return data
}

const startIn = async (data: string, locale = 'en'): Promise<MadeEngine> => {
  const made = await makeEngine({
    data,
    settings: practiceHotel({ url: (await standInFor()).url, exportFolder: dataFolder(), more: { locale } }),
  })
  await until('at work', async () => (await made.call('folders.list'))[0]?.state === 'ok')
  return made
}
const health = async (made: MadeEngine) => made.call('health.get')

const spoil = (data: string, table: string) => {
  const path = databaseIn(data)
  const leaves = leavesOf(path, table)
  spoilPage(path, leaves[Math.floor(leaves.length / 2)] ?? 0)
}
const makeUnreadable = (data: string) => writeFileSync(databaseIn(data), Buffer.alloc(200_000, 0x55))

describe('a database of which nothing could be read', () => {
  it('needs a person, in one sentence with what to do, in the tray too', async () => {
    const data = hotel()
    makeUnreadable(data)
    const made = await startIn(data)
    const now = await health(made)
    expect(now).toMatchObject({
      level: 'attention',
      sentence: 'The database was damaged and could not be read. Bookings in it may not have been sent.',
      detail: expect.stringContaining('Compare the bookings and changes of the last days'),
    })
    expect(trayStateOf(now, null)).toMatchObject({ level: 'attention', sentence: now.sentence })
  })

  it('until somebody says that it is settled, and for good', async () => {
    const data = hotel()
    makeUnreadable(data)
    const made = await startIn(data)
    const [notice] = (await health(made)).notices ?? []
    if (!notice) throw new Error('no notice')
    expect(notice.canClose).toBe(true)
    expect(await made.call('notices.close', { id: notice.id })).toEqual({ closed: true })
    expect(await health(made)).toMatchObject({ level: 'ok', notices: [] })
    await expect(made.call('notices.close', { id: notice.id })).rejects.toThrow('not-found')
    await made.stop()
    expect((await health(await startIn(data))).notices).toEqual([])
  })

  it('says so in German', async () => {
    const data = hotel()
    makeUnreadable(data)
    expect(await health(await startIn(data, 'de'))).toMatchObject({
      level: 'attention',
      sentence: expect.stringMatching(/^Die Datenbank war beschädigt und nicht lesbar\./),
      detail: expect.stringContaining('Vergleichen Sie'),
    })
  })

  it('is what np status says', async () => {
    const data = hotel()
    makeUnreadable(data)
    const made = await startIn(data)
    const { sentence, detail } = await health(made)
    const { out } = await runCommand(['status', '--data', data])
    expect(out).toContain(`${sentence}\n${detail}\n`)
    expect(JSON.parse((await runCommand(['status', '--json', '--data', data])).out)).toMatchObject({
      level: 'attention',
      sentence,
    })
  })

  it('is still told while bookings go out and after all are delivered', async () => {
    const data = hotel()
    makeUnreadable(data)
    const made = await startIn(data)
    writeFileSync(`${(await made.call('folders.list'))[0]?.path}/N.xml`, newBooking({ reservationId: 'N' }))
    await inState(made, 'N', 'delivered')
    expect(await health(made)).toMatchObject({
      level: 'attention',
      sentence: expect.stringContaining('could not be read'),
    })
  })

  it('is told no longer than its notice', async () => {
    const data = hotel()
    makeUnreadable(data)
    openIn(data, () => Date.now() - 31 * DAY_MS).close()
    const made = await makeEngine({
      data,
      settings: practiceHotel({ url: NOWHERE, exportFolder: dataFolder() }),
      times: { firstRoundMs: 0 },
    })
    await until('all well', async () => (await health(made)).level === 'ok')
    expect((await health(made)).notices).toEqual([])
  })
})

describe('a damaged database', () => {
  it('of which undelivered messages are lost needs a person, and says of how many', async () => {
    const data = dataFolder()
    const down = await standInFor({ rules: [{ do: { status: 503 } }] })
    const before = await makeEngine({ data, settings: practiceHotel({ url: down.url, exportFolder: dataFolder() }) })
    const folder = (await before.call('folders.list'))[0]?.path ?? ''
    for (let n = 0; n < BOOKINGS; n++) drop(folder, `${n}.xml`, newBooking({ reservationId: `B${n}` }))
    await until('all captured', async () => (await health(before)).counts.waiting === BOOKINGS)
    await before.stop()
    spoil(data, 'messages')
    const made = await startIn(data)
    const left = (await made.all()).length
    expect(left).toBeLessThan(BOOKINGS - 1)
    await until('the rest delivered', async () => (await health(made)).counts.deliveredToday === left)
    expect(await health(made)).toMatchObject({
      level: 'attention',
      sentence: `A damaged database lost ${BOOKINGS - left} undelivered messages.`,
    })
  })

  it('of which everything could be saved stays quiet', async () => {
    const data = hotel()
    spoil(data, 'messages_by_order')
    const made = await startIn(data)
    expect(await health(made)).toMatchObject({
      level: 'ok',
      notices: [{ sentence: expect.stringContaining('could be saved') }],
    })
  })
})

it('a database that somebody moved away needs a person', async () => {
  const data = hotel()
  const before = await startIn(data)
  await before.stop()
  for (const companion of ['', '-wal', '-shm']) rmSync(`${databaseIn(data)}${companion}`, { force: true })
  expect(await health(await startIn(data))).toMatchObject({
    level: 'attention',
    sentence: 'The database was missing. Bookings in it may not have been sent.',
  })
})

it('a pause that somebody chose hides no loss, and bookings that need someone are said before it', async () => {
  const data = hotel()
  makeUnreadable(data)
  const made = await startIn(data)
  await made.call('connections.pause', { id: 'pmsx', reason: 'the night audit runs' })
  expect(await health(made)).toMatchObject({
    level: 'attention',
    sentence: expect.stringContaining('could not be read'),
  })
  const folder = (await made.call('folders.list'))[0]?.path ?? ''
  writeFileSync(`${folder}/BROKEN.xml`, '<OTA_HotelResNotifRQ><a></b></OTA_HotelResNotifRQ>')
  await until('the broken one', async () => (await made.all()).some(({ state }) => state === 'failed'))
  expect(await health(made)).toMatchObject({ level: 'attention', sentence: expect.stringContaining('needs someone') })
})

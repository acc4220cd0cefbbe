import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Files } from '../../../main/core/ports/files.ts'
import { newBooking, severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'

/**
 * What becomes of files that are no bookings, not yet, or not any more; and of folders that cannot be read.
 */

type Made = Awaited<ReturnType<typeof makeEngine>>

const fileItem = (made: Made, state: string) =>
  until(`a file item ${state}`, async () =>
    (await made.all()).find((item) => item.kind === 'other' && item.state === state),
  )

const fileState = async (made: Made, name: string) =>
  (await made.call('folders.list'))[0]?.list.find((file) => file.name === name)?.state

describe('a file of no use', () => {
  it.each([
    ['broken', '<OTA_HotelResNotifRQ><a></b></OTA_HotelResNotifRQ>', 'file-broken'],
    ['with a DOCTYPE', '<!DOCTYPE x [<!ENTITY y "z">]><OTA_HotelResNotifRQ>&y;</OTA_HotelResNotifRQ>', 'file-doctype'],
    ['of another sort', '<Invoice><Total>12</Total></Invoice>', 'file-unsupported'],
  ])('that is %s is shown at once with its reason, stays a while and is then set aside', async (_, content, cause) => {
    const made = await makeEngine({ standIn: await standInFor(), patienceMs: 500 })
    made.drop('odd.xml', content)
    const item = await fileItem(made, 'failed')
    expect(item).toMatchObject({ cause, fileName: 'odd.xml', attempts: 0 })
    expect(item.explanation?.title).toBeTruthy()
    expect(readdirSync(made.exportFolder)).toEqual(['odd.xml'])
    await until('shown in the folder', async () => (await fileState(made, 'odd.xml')) === 'unusable')
    await until('set aside', () => readdirSync(made.exportFolder).join() === 'unusable')
    expect(readdirSync(join(made.exportFolder, 'unusable'))).toEqual(['odd.xml'])
    expect(await made.call('health.get')).toMatchObject({ level: 'attention', counts: { failed: 1 } })
    await expect(made.call('messages.resend', { ids: [item.id] })).rejects.toThrow('wrong-state')
    await made.call('messages.close', { id: item.id, reason: 'exported again' })
    expect((await made.call('health.get')).counts.failed).toBe(0)
  })

  it('is replaced when the same name brings a good export', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    made.drop('b.xml', '<OTA_HotelResNotifRQ><a></b></OTA_HotelResNotifRQ>')
    const broken = await fileItem(made, 'failed')
    made.drop('b.xml', newBooking({ reservationId: 'B1' }))
    const good = await inState(made, 'B1', 'delivered')
    expect(await made.call('messages.get', { id: broken.id })).toMatchObject({
      state: 'superseded',
      supersededBy: good.id,
    })
  })
})

describe('a file that is not whole yet', () => {
  const whole = newBooking({ reservationId: 'I1' })

  it('waits in its place and is captured when the rest comes', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    const path = join(made.exportFolder, 'slow.xml')
    writeFileSync(path, whole.slice(0, 300))
    const item = await fileItem(made, 'waiting')
    expect(item).toMatchObject({ cause: 'file-incomplete', heldBy: null })
    expect(await fileState(made, 'slow.xml')).toBe('incomplete')
    appendFileSync(path, whole.slice(300))
    const good = await inState(made, 'I1', 'delivered')
    expect(await made.call('messages.get', { id: item.id })).toMatchObject({
      state: 'superseded',
      supersededBy: good.id,
    })
    await until('it left', () => readdirSync(made.exportFolder).length === 0)
  })

  it('fails in its place after its time, and is still captured when the rest comes', async () => {
    const made = await makeEngine({ standIn: await standInFor(), patienceMs: 300 })
    const path = join(made.exportFolder, 'slow.xml')
    writeFileSync(path, whole.slice(0, 300))
    const item = await fileItem(made, 'failed')
    expect(item.cause).toBe('file-incomplete')
    expect(readdirSync(made.exportFolder)).toEqual(['slow.xml'])
    appendFileSync(path, whole.slice(300))
    await inState(made, 'I1', 'delivered')
    expect((await made.call('messages.get', { id: item.id })).state).toBe('superseded')
  })

  it('is not taken twice by a restart', async () => {
    const standIn = await standInFor()
    const { data } = foldersFor()
    const first = await makeEngine({ standIn, data })
    first.drop('slow.xml', whole.slice(0, 300))
    await fileItem(first, 'waiting')
    await first.stop()
    const second = await makeEngine({ standIn, data, patienceMs: 300 })
    await fileItem(second, 'failed')
    expect(await second.all()).toHaveLength(1)
  })
})

it('makes one message of each reservation in a file, each with its own end', async () => {
  const standIn = await standInFor()
  const made = await makeEngine({ standIn })
  made.drop(
    'group.xml',
    severalBookings([{ reservationId: 'G1' }, { reservationId: 'G2', roomType: 'TENT' }, { reservationId: 'G3' }]),
  )
  await inState(made, 'G3', 'delivered')
  expect((await inState(made, 'G1', 'delivered')).part).toEqual({ n: 1, of: 3 })
  expect((await inState(made, 'G2', 'failed')).part).toEqual({ n: 2, of: 3 })
})

it('keeps a masked copy in a folder of the day where the settings say so', async () => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({ url: standIn.url, exportFolder, folder: { afterCapture: 'masked-copy' } })
  const made = await makeEngine({ data, settings })
  made.drop(
    'c.xml',
    newBooking({
      reservationId: 'C1',
      card: { brand: 'VI', number: '4111111111111111', expires: '1229', holder: 'A' },
    }),
  )
  await inState(made, 'C1', 'delivered')
  await until('left', () => !readdirSync(exportFolder).includes('c.xml'))
  const [day] = readdirSync(join(exportFolder, 'archive'))
  expect(day).toMatch(/^\d{4}-\d\d-\d\d$/)
  const copy = readFileSync(join(exportFolder, 'archive', day ?? '', 'c.xml'), 'utf8')
  expect(copy).not.toContain('4111111111111111')
  expect(copy).toContain('1111')
})

describe('an export folder', () => {
  it('that is not there has its own sentence, and is read as soon as it appears', async () => {
    const standIn = await standInFor()
    const { data, exportFolder } = foldersFor()
    rmSync(exportFolder, { recursive: true })
    const made = await makeEngine({ standIn, data })
    const missing = await until('missing', async () => {
      const health = await made.call('health.get')
      return health.folders[0]?.state === 'missing' ? health : null
    })
    expect(missing).toMatchObject({ level: 'attention', sentence: 'Night Porter cannot read the export folder.' })
    expect(missing.folders[0]?.sentence).toContain('is not there')
    mkdirSync(exportFolder)
    made.drop('a.xml', newBooking({ reservationId: 'V1' }))
    await inState(made, 'V1', 'delivered')
    expect((await made.call('health.get')).folders[0]?.state).toBe('ok')
  })

  it('that may not be read has another sentence than one that does not answer', async () => {
    const problem: { now: 'denied' | 'unreachable' | null } = { now: 'denied' }
    const files = (real: Files): Files => ({
      ...real,
      list: async (folder) => (problem.now ? { ok: false, reason: problem.now, code: 'E' } : real.list(folder)),
    })
    const made = await makeEngine({ standIn: await standInFor(), files })
    const sentence = (state: string, part: string) =>
      until(part, async () => {
        const [folder] = (await made.call('health.get')).folders
        return folder?.state === state && folder.sentence.includes(part)
      })
    await sentence('unreadable', 'may not read')
    problem.now = 'unreachable'
    await sentence('missing', 'does not answer')
    problem.now = null
    await until('ok', async () => (await made.call('health.get')).level === 'ok')
  })
})

it('shows every file it leaves alone, with the reason', async () => {
  const { data, exportFolder } = foldersFor()
  mkdirSync(join(exportFolder, 'sub'))
  writeFileSync(join(exportFolder, 'readme.txt'), 'x')
  writeFileSync(join(exportFolder, 'half.xml.part'), 'x')
  writeFileSync(join(exportFolder, 'nothing.xml'), '')
  const made = await makeEngine({ standIn: await standInFor(), data })
  const look = await until('a look', async () => {
    const [folder] = await made.call('folders.list')
    return folder?.list.length === 4 ? folder.list : null
  })
  const by = Object.fromEntries(look.map(({ name, state, sentence }) => [name, { state, sentence }]))
  expect(by).toMatchObject({
    sub: { state: 'ignored' },
    'readme.txt': { state: 'ignored', sentence: 'Ignored, is not *.xml' },
    'half.xml.part': { state: 'ignored' },
    'nothing.xml': { state: 'writing', sentence: 'Still empty' },
  })
  expect(await made.all()).toEqual([])
})

it('takes files with a mark as soon as the mark is there, whatever its capitals', async () => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({
    url: standIn.url,
    exportFolder,
    folder: { ready: { kind: 'marker', suffix: '.ok' } },
  })
  const made = await makeEngine({ data, settings })
  made.drop('m.xml', newBooking({ reservationId: 'M1' }))
  made.drop('N.XML', newBooking({ reservationId: 'M2' }))
  await until('waits', async () => (await fileState(made, 'm.xml')) === 'new')
  expect(await made.all()).toEqual([])
  made.drop('m.ok', '')
  await inState(made, 'M1', 'delivered')
  await until('file and mark are gone', () => readdirSync(exportFolder).join() === 'N.XML')
  made.drop('N.OK', '')
  await inState(made, 'M2', 'delivered')
})

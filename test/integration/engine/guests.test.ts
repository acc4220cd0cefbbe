import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { cancelBooking, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { backUpBefore } from '../../../main/store/lifecycle/backup.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/** A guest asks what is stored, and that it be erased. */

const SET_ASIDE = 'night-porter-2026-11-20T10-00-00Z.db'
const guest = { given: 'Wiebke', surname: 'Quellmoos' }
const other = { given: 'Ana', surname: 'Muster' }

/** A hotel with a guest in several states and places, and another guest. */
const hotelWithGuest = async () => {
  const standIn = await standInFor({
    rules: [
      { match: { reservationId: 'GU-2002' }, do: { otaError: { type: '3', code: '402', text: 'Room unknown' } } },
      { match: { reservationId: 'GU-2003' }, do: { status: 500 } },
    ],
  })
  const made = await makeEngine({ standIn })
  const settings = JSON.parse(readFileSync(join(made.data, 'settings.json'), 'utf8'))
  settings.folders[0].afterCapture = 'masked-copy'
  settings.connections[0].retry = { steps: [3600], alarmAfterMinutes: 5, giveUpAfterMinutes: 30 }
  await made.call('settings.save', { settings })
  const arrives = async (id: string, state: string, who = guest) => {
    made.drop(`${id}.xml`, newBooking({ reservationId: id, guest: who }))
    await inState(made, id, state)
  }
  await arrives('GU-2001', 'delivered')
  made.drop('cancel.xml', cancelBooking({ reservationId: 'GU-2001', guest: other }))
  await until('the cancellation', async () =>
    (await made.all()).some(({ kind, state }) => kind === 'cancel' && state === 'delivered'),
  )
  await arrives('GU-2002', 'failed')
  await arrives('OTHER-1', 'delivered', other)
  await arrives('GU-2003', 'waiting')
  await until('tried once', async () => (await made.item('GU-2003'))?.attempts === 1)
  await until('gone from the folder', () => !readdirSync(made.exportFolder).some((name) => name.endsWith('.xml')))
  const unusable = join(made.exportFolder, 'unusable')
  mkdirSync(unusable, { recursive: true })
  writeFileSync(join(unusable, 'broken.xml'), `<a>${guest.given} ${guest.surname}`)

  const path = join(made.data, 'night-porter.db')
  const second = openDatabase({ path, migrations })
  backUpBefore(second, 9999)
  second.close()
  return { made, path }
}

/** Every sealed value and keyed hash that belongs to the reservations, as it stands in the file. */
const storedBytes = (path: string, reservations: readonly string[]): Buffer[] => {
  const db = new Sqlite(path, { readonly: true })
  const of = (sql: string): Buffer[] =>
    reservations.flatMap((id) => db.prepare<[string], Buffer>(sql).pluck().all(id).filter(Boolean))
  const found = [
    of('SELECT sealed FROM messages WHERE reservation_id = ?'),
    of('SELECT b.sealed FROM message_bodies b JOIN messages m ON m.id = b.message_id WHERE m.reservation_id = ?'),
    of(
      'SELECT t.sealed FROM capture_contents t JOIN messages m ON m.capture_id = t.capture_id WHERE m.reservation_id = ?',
    ),
    of('SELECT c.sealed FROM captures c JOIN messages m ON m.capture_id = c.id WHERE m.reservation_id = ?'),
    of('SELECT a.sealed FROM attempts a JOIN messages m ON m.id = a.message_id WHERE m.reservation_id = ?'),
    of(
      'SELECT r.sealed FROM attempt_replies r JOIN attempts a ON a.id = r.attempt_id JOIN messages m ON m.id = a.message_id WHERE m.reservation_id = ?',
    ),
  ].flat()
  db.close()
  // The first bytes of a value: a long one goes on in pages of its own.
  return found.map((sealed) => sealed.subarray(0, 40))
}

const holding = (path: string, wanted: readonly Buffer[]): number => {
  const bytes = ['', '-wal'].map((end) => (existsSync(path + end) ? readFileSync(path + end) : Buffer.alloc(0)))
  return wanted.filter((one) => bytes.some((file) => file.includes(one))).length
}

test('shows all that is stored of a guest: messages, replies, files and copies', async () => {
  const { made } = await hotelWithGuest()
  const found = await made.call('guests.find', { search: 'quellmoos wiebke' })
  const byId = Object.groupBy(found.messages, ({ reservationId }) => reservationId ?? '')
  expect(Object.keys(byId).toSorted()).toEqual(['GU-2001', 'GU-2002', 'GU-2003'])
  // The cancellation names another guest and belongs to the same booking.
  expect(byId['GU-2001']?.map(({ kind }) => kind).toSorted()).toEqual(['cancel', 'new'])
  expect(byId['GU-2002']?.[0]).toMatchObject({
    attempts: 1,
    replies: 1,
    hasBody: true,
    hasFile: true,
    needsConfirm: false,
  })
  expect(byId['GU-2003']?.[0]).toMatchObject({ state: 'waiting', needsConfirm: true })
  const names = found.files.map(({ name }) => name.replace(/\d{4}-\d\d-\d\d/, 'day')).toSorted()
  expect(names).toEqual([
    'main/archive/day/GU-2001.xml',
    'main/archive/day/GU-2002.xml',
    'main/archive/day/GU-2003.xml',
    'main/archive/day/cancel.xml',
    'main/unusable/broken.xml',
  ])
  expect(found.copies).toEqual([{ name: 'night-porter-before-9999.db', kind: 'backup', messages: 4 }])
})

test('erases everything but what is on its way, and that after a person confirms it', async () => {
  const { made, path } = await hotelWithGuest()
  const copy = join(made.data, 'backups', 'night-porter-before-9999.db')
  const gone = storedBytes(path, ['GU-2001', 'GU-2002'])
  const waiting = storedBytes(path, ['GU-2003'])
  expect(gone.length).toBeGreaterThan(10)
  expect(holding(copy, gone)).toBe(gone.length)
  const { messages } = await made.call('guests.find', { search: 'Quellmoos' })
  const ids = messages.map(({ id }) => id)

  const first = await made.call('guests.erase', { ids, reason: 'Frau Quellmoos asked for it' })
  const waits = messages.find(({ state }) => state === 'waiting')?.id
  expect(first).toEqual({ messages: 3, files: 3, copies: 1, left: [{ what: waits, why: 'waiting' }] })
  expect(holding(path, gone)).toBe(0)
  expect(holding(copy, gone)).toBe(0)
  expect(holding(path, waiting)).toBe(waiting.length)
  expect((await made.call('guests.find', { search: 'Quellmoos' })).messages.map(({ id }) => id)).toEqual([waits])
  const archive = join(made.exportFolder, 'archive')
  const [day = ''] = readdirSync(archive)
  expect(readdirSync(join(archive, day)).toSorted()).toEqual(['GU-2003.xml', 'OTHER-1.xml'])

  const second = await made.call('guests.erase', { ids, reason: 'asked again', confirm: true })
  expect(second).toEqual({ messages: 1, files: 1, copies: 1, left: [] })
  expect([...gone, ...waiting].filter((one) => holding(path, [one]) + holding(copy, [one]) > 0)).toEqual([])
  expect((await made.all()).map(({ reservationId }) => reservationId)).toEqual(['OTHER-1'])
  expect((await made.call('messages.list', { search: 'OTHER-1' })).items).toHaveLength(1)
})

test('what is written down of it names no guest', async () => {
  const { made } = await hotelWithGuest()
  const { messages } = await made.call('guests.find', { search: 'GU-2001' })
  await made.call('guests.erase', {
    ids: messages.map(({ id }) => id),
    reason: 'Frau Quellmoos, GU-2001, by letter',
  })
  const [record, ...more] = await made.call('guests.erasures', {})
  expect(more).toEqual([])
  expect(record).toMatchObject({ who: 'tester', messages: 2, attempts: 2, files: 2, copies: 1 })
  expect(record?.reason).toContain('by letter')
  expect(JSON.stringify(record)).not.toMatch(/quellmoos|gu-2001|wiebke/i)
})

test('a damaged database that was set aside is deleted whole, after a person confirms it', async () => {
  const { made } = await hotelWithGuest()
  const folder = join(made.data, 'set-aside')
  mkdirSync(folder)
  for (const end of ['', '-wal']) writeFileSync(join(folder, `${SET_ASIDE}${end}`), Buffer.alloc(20_000, 0x55))
  const found = await made.call('guests.find', { search: 'GU-2002' })
  expect(found.copies).toContainEqual({ name: SET_ASIDE, kind: 'set-aside', messages: null })
  const ids = found.messages.map(({ id }) => id)
  const first = await made.call('guests.erase', { ids, reason: 'asked' })
  expect(first.left).toEqual([{ what: SET_ASIDE, why: 'unreadable-copy' }])
  expect(existsSync(join(folder, SET_ASIDE))).toBe(true)
  const again = await made.call('guests.find', { search: 'GU-2001' })
  await made.call('guests.erase', { ids: again.messages.map(({ id }) => id), reason: 'asked', confirm: true })
  expect(readdirSync(folder)).toEqual([])
})

test('a file that stays in the folder is not captured again once its booking was erased', async () => {
  const standIn = await standInFor()
  const made = await makeEngine({ standIn })
  const settings = JSON.parse(readFileSync(join(made.data, 'settings.json'), 'utf8'))
  settings.folders[0].afterCapture = 'leave'
  await made.call('settings.save', { settings })
  made.drop('stays.xml', newBooking({ reservationId: 'GU-LEFT', guest }))
  const { id } = await inState(made, 'GU-LEFT', 'delivered')
  const found = await made.call('guests.find', { search: 'GU-LEFT' })
  expect(found.files).toEqual([{ name: 'main/stays.xml', place: 'export' }])
  expect(await made.call('guests.erase', { ids: [id], reason: 'asked' })).toMatchObject({ messages: 1, files: 0 })
  made.drop('later.xml', newBooking({ reservationId: 'OTHER-2', guest: other }))
  await inState(made, 'OTHER-2', 'delivered')
  expect((await made.all()).map(({ reservationId }) => reservationId)).toEqual(['OTHER-2'])
  expect(existsSync(join(made.exportFolder, 'stays.xml'))).toBe(true)
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Original } from '../../../main/contract/methods.ts'
import { newBooking, severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import { encodeExport } from '../../../main/rehearsal/sample-wrapping.ts'
import { startOfRound } from '../../../main/store/lifecycle/retention.ts'
import { inState, type MadeEngine, makeEngine, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/**
 * A captured file can be had again, byte for byte, for as long as its content is kept; after that it is said
 * why not.
 */

const DAY = 24 * 60 * 60_000

const fileItem = (made: MadeEngine) =>
  until('a file item', async () => (await made.all()).find(({ kind }) => kind === 'other'))

const hasLeft = (made: MadeEngine) => until('it left', () => readdirSync(made.exportFolder).length === 0)

const bytesOf = (original: Original): Buffer => {
  if (original.kind !== 'kept') throw new Error(`not kept: ${original.kind}`)
  return Buffer.from(original.base64, 'base64')
}

/** A whole round of retention, so many days from now. */
const letDaysPass = ({ store }: MadeEngine, days: number): void => {
  let place = startOfRound
  for (let n = 0; place.part !== 'done' && n < 100; n++) {
    const { step } = store.retention
    place = store.write(() => step(place, 50, { contentDays: 7, deliveredDays: 400 }, Date.now() + days * DAY)).place
  }
  expect(place.part).toBe('done')
}

describe('the original of a message', () => {
  const guest = { surname: 'Grünwald', given: 'Žofia' }
  const card = { brand: 'VI', number: '4111111111111111', expires: '1229', holder: 'Z Gruenwald' }

  it.each([
    ['UTF-8', 'utf-8', false],
    ['UTF-8 with BOM and end-of-transmission', 'utf-8-bom', true],
    ['UTF-16LE with BOM', 'utf-16le-bom', false],
    ['UTF-16LE with BOM and end-of-transmission', 'utf-16le-bom', true],
    ['UTF-16BE with BOM and end-of-transmission', 'utf-16be-bom', true],
    ['Windows-1252', 'windows-1252', true],
  ] as const)('is what the PMS wrote, in %s', async (_, encoding, hasEot) => {
    const made = await makeEngine({ standIn: await standInFor() })
    const label = encoding.startsWith('utf-16') ? 'utf-16' : encoding.replace('-bom', '')
    const text = newBooking({ reservationId: 'O1', guest }).replace(/encoding="[^"]*"/, `encoding="${label}"`)
    const wrote = encodeExport(text, encoding, hasEot)
    made.drop('o.xml', wrote)
    const { id } = await inState(made, 'O1', 'delivered')
    await hasLeft(made)
    const original = await made.call('messages.original', { id })
    expect(original).toMatchObject({ kind: 'kept', fileName: 'o.xml', size: wrote.length })
    expect(bytesOf(original).equals(wrote)).toBe(true)
  })

  it('is the whole file for each of several messages in it', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    const wrote = severalBookings([
      { reservationId: 'S1' },
      { reservationId: 'S2', roomType: 'TENT' },
      { reservationId: 'S3' },
    ])
    made.drop('group.xml', wrote)
    const ids = [
      await inState(made, 'S1', 'delivered'),
      await inState(made, 'S2', 'failed'),
      await inState(made, 'S3', 'delivered'),
    ]
    for (const { id } of ids) expect(bytesOf(await made.call('messages.original', { id })).toString('utf8')).toBe(wrote)
  })

  it.each([
    ['broken', Buffer.from('<OTA_HotelResNotifRQ><a></b></OTA_HotelResNotifRQ>')],
    ['no text at all', Buffer.from([0x00, 0xff, 0x80, 0x0d, 0x0a, 0x1a, 0x04])],
    ['not whole yet', Buffer.from(newBooking({ reservationId: 'X1' }).slice(0, 200))],
    ['nothing but an end', Buffer.from([0x04])],
  ])('is there for a file that could not be used: %s', async (_, wrote) => {
    const made = await makeEngine({ standIn: await standInFor() })
    made.drop('odd.xml', wrote)
    const { id } = await fileItem(made)
    const original = await made.call('messages.original', { id })
    expect(original).toMatchObject({ kind: 'kept', fileName: 'odd.xml', size: wrote.length })
    expect(bytesOf(original).equals(wrote)).toBe(true)
  })

  it('leaves a line in the log, and nothing of the file', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    made.drop('secret-name.xml', newBooking({ reservationId: 'L1', guest, card }))
    const { id } = await inState(made, 'L1', 'delivered')
    await made.call('messages.original', { id })
    await made.stop()
    const folder = join(made.data, 'logs')
    const log = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
    expect(log.match(/original-given/g)).toHaveLength(1)
    expect(log).toContain(id)
    for (const word of ['4111111111111111', 'Grünwald', 'secret-name']) expect(log).not.toContain(word)
  })
})

describe('there is no original', () => {
  it('once the content was deleted by age: name and size are still known', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    const wrote = newBooking({ reservationId: 'A1' })
    made.drop('a.xml', wrote)
    made.drop('b.xml', newBooking({ reservationId: 'A2', roomType: 'TENT' }))
    const { id } = await inState(made, 'A1', 'delivered')
    const failed = await inState(made, 'A2', 'failed')
    await hasLeft(made)
    letDaysPass(made, 6)
    expect((await made.call('messages.original', { id })).kind).toBe('kept')
    letDaysPass(made, 8)
    const size = Buffer.byteLength(wrote)
    expect(await made.call('messages.original', { id })).toEqual({
      kind: 'deleted',
      fileName: 'a.xml',
      size,
      base64: null,
    })
    // Nothing undelivered goes by age, nor does its file.
    expect((await made.call('messages.original', { id: failed.id })).kind).toBe('kept')
  })

  it('of a file too large to be read: it is no empty file', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    const wrote = Buffer.alloc(64 * 1024 * 1024 + 1, 0x20)
    made.drop('huge.xml', wrote)
    const { id } = await fileItem(made)
    const fields = { kind: 'too-large', fileName: 'huge.xml', size: wrote.length, base64: null }
    expect(await made.call('messages.original', { id })).toEqual(fields)
  })

  it('where what was kept does not open: bytes of another file are never given in its place', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    made.drop('one.xml', newBooking({ reservationId: 'D1' }))
    made.drop('two.xml', newBooking({ reservationId: 'D2' }))
    const one = await inState(made, 'D1', 'delivered')
    const two = await inState(made, 'D2', 'delivered')
    await hasLeft(made)
    const captureId = made.store.messages.get(one.id)?.captureId ?? ''
    const other = made.store.messages.get(two.id)?.captureId ?? ''
    const db = new Sqlite(join(made.data, 'night-porter.db'))
    const swap =
      'UPDATE capture_contents SET sealed = (SELECT sealed FROM capture_contents WHERE capture_id = ?) WHERE capture_id = ?'
    expect(db.prepare<[string, string]>(swap).run(other, captureId).changes).toBe(1)
    db.close()
    expect(await made.call('messages.original', { id: one.id })).toMatchObject({
      kind: 'damaged',
      fileName: 'one.xml',
      base64: null,
    })
    expect(made.store.captures.content(captureId)).toBeNull()
    expect((await made.call('messages.original', { id: two.id })).kind).toBe('kept')
  })

  it('of a message that does not exist, in the words of its neighbours', async () => {
    const made = await makeEngine({ standIn: await standInFor(), isStarted: false })
    const refused = async (method: 'messages.original' | 'messages.content') =>
      made.call(method, { id: 'none' }).then(
        () => 'no refusal',
        (error: Error) => error.message.slice(method.length),
      )
    expect(await refused('messages.original')).toBe(': not-found: There is no such message.')
    expect(await refused('messages.original')).toBe(await refused('messages.content'))
  })
})

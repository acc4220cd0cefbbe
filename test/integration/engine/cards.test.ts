import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'

/** What becomes of a payment card from its export on. */

const NUMBER = '4111111111111111'
const card = { brand: 'VI', number: NUMBER, expires: '1229', holder: 'Z Gruenwald' }
const withCode = (reservationId: string) =>
  newBooking({ reservationId, card }).replace(`CardNumber="${NUMBER}"`, `CardNumber="${NUMBER}" SeriesCode="937"`)

it('a card number is sent, and leaves body and file once it was delivered; a resend goes without and is written down', async () => {
  const made = await makeEngine({ standIn: await standInFor() })
  made.drop('a.xml', withCode('K1'))
  const { id } = await inState(made, 'K1', 'delivered')
  await until('the card is gone', async () => (await made.call('messages.get', { id })).card === 'removed')
  expect(made.store.messages.body(id)).toContain('<PaymentCard')
  expect(made.store.messages.body(id)).not.toMatch(/4111|SeriesCode/)
  const original = await made.call('messages.original', { id })
  expect(original.kind).toBe('kept')
  expect(Buffer.from(original.base64 ?? '', 'base64').toString()).not.toMatch(/4111|SeriesCode/)
  const { actList } = await made.call('messages.get', { id })
  expect(actList).toMatchObject([{ what: 'original-given', who: expect.stringMatching(/./) }])
})

it('the same file is a duplicate, though nothing of it is stored as it came and its hash is a keyed one', async () => {
  const made = await makeEngine({ standIn: await standInFor() })
  made.drop('a.xml', withCode('K2'))
  const { id } = await inState(made, 'K2', 'delivered')
  const { sha256 } = await made.call('messages.get', { id })
  made.drop('b.xml', withCode('K2'))
  await inState(made, 'K2', 'duplicate')
  const db = new Sqlite(`${made.data}/night-porter.db`, { readonly: true })
  const hashes = db
    .prepare<[], string>('SELECT hex(sha256) FROM captures UNION SELECT hex(sha256) FROM messages')
    .pluck()
    .all()
  db.close()
  expect(hashes).toHaveLength(1)
  expect(hashes[0]?.toLowerCase()).not.toContain(sha256)
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
})

it('where the settings hold such messages a person decides, also about the same export again', async () => {
  const made = await makeEngine({ standIn: await standInFor(), connection: { cardSecurity: 'hold' } })
  made.drop('a.xml', withCode('K3'))
  const { id, cause } = await inState(made, 'K3', 'failed')
  expect(cause).toBe('card-security-held')
  made.drop('b.xml', withCode('K3'))
  made.drop('c.xml', newBooking({ reservationId: 'K4', card }))
  await inState(made, 'K4', 'delivered')
  expect((await made.call('messages.get', { id })).state).toBe('failed')
  await made.call('messages.resend', { ids: [id] })
  await inState(made, 'K3', 'delivered')
})

it('a card number as number of a booking and as file name is stored and shown nowhere, and still finds its booking', async () => {
  const made = await makeEngine({ standIn: await standInFor() })
  made.drop(`${NUMBER}.xml`, newBooking({ reservationId: NUMBER }))
  const first = await until('delivered', async () => (await made.all()).find(({ state }) => state === 'delivered'))
  made.drop('again.xml', newBooking({ reservationId: NUMBER, roomType: 'SGL' }))
  await until('two', async () => ((await made.all()).length === 2 ? true : undefined))
  const detail = await made.call('messages.get', { id: first.id })
  expect(detail.related).toHaveLength(1)
  expect([detail.reservationId, detail.fileName]).toEqual(['************1111', '************1111.xml'])
  expect((await made.call('messages.support', { id: first.id })).text).not.toContain(NUMBER)
  expect((await made.call('messages.list', { search: NUMBER })).items).toHaveLength(2)
  const db = new Sqlite(`${made.data}/night-porter.db`, { readonly: true })
  const stored = JSON.stringify(db.prepare('SELECT reservation_id, order_key, message_type FROM messages').all())
  db.close()
  expect(stored).not.toContain('1111')
})

it('what waits longer than the set hours goes on without its card number, and that is written down', async () => {
  const rules = [{ times: 1, do: { otaError: { type: '3', code: '402', text: 'no such room' } } }]
  const standIn = await standInFor({ rules })
  const { data, exportFolder } = foldersFor()
  const more = { retention: { cardHours: 0 } }
  const made = await makeEngine({ standIn, data, settings: practiceHotel({ url: standIn.url, exportFolder, more }) })
  made.drop('a.xml', newBooking({ reservationId: 'K5', card }))
  const { id } = await inState(made, 'K5', 'failed')
  await until('the card is gone', async () => (await made.call('messages.get', { id })).card === 'removed')
  expect((await made.call('messages.get', { id })).actList).toMatchObject([
    { what: 'card-removed', who: 'Night Porter' },
  ])
  await made.call('messages.resend', { ids: [id] })
  await inState(made, 'K5', 'delivered')
  expect(made.store.messages.body(id)).not.toContain('4111')
})

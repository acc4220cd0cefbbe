import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

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

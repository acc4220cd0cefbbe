import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { startOfRound } from '../../../main/store/lifecycle/retention.ts'
import { databaseIn, dataFolder, openIn, writeMessage } from './hotel.ts'

/** What versions up to 0.1.0 wrote about files and cards, and what becomes of it. */

const NUMBER = '4111111111111111'

it('plain hashes become keyed ones beside the retention, and files are recognised before and after', () => {
  const data = dataFolder()
  const store = openIn(data)
  const { id, captureId } = writeMessage(store, { n: 1, state: 'delivered', at: Date.now() })
  const sha256 = Buffer.from(store.captures.sha256(captureId), 'hex')
  const mark = store.captures.contentMark(sha256)
  const capture = store.captures.get(captureId)
  if (!capture) throw new Error('no capture')
  const db = new Sqlite(databaseIn(data))
  // As it was written by 0.1.0.
  db.prepare('UPDATE captures SET sha256 = ?').run(sha256)
  db.prepare('UPDATE messages SET sha256 = ?').run(sha256)
  const file = { mtimeMs: capture.mtimeMs, sha256 }
  const isKnown = () => [
    store.captures.has(capture.folder, file),
    store.captures.get(captureId)?.contentMark.equals(mark),
    store.messages.newestOfKey(store.messages.get(id)?.orderKey ?? '')?.contentMark.equals(mark),
    store.captures.sha256(captureId) === sha256.toString('hex'),
  ]
  expect(isKnown()).toEqual([true, true, true, true])
  let place = startOfRound
  while (place.part !== 'done')
    place = store.write(() => store.retention.step(place, 25, { contentDays: 7, deliveredDays: 400 }, Date.now())).place
  expect(isKnown()).toEqual([true, true, true, true])
  const hashes = db.prepare<[], Buffer>('SELECT sha256 FROM captures UNION SELECT sha256 FROM messages').pluck().all()
  db.close()
  expect(hashes.map((hash) => hash.equals(mark))).toEqual([true])
})

it('a card number that an earlier version kept leaves body and file', () => {
  const store = openIn(dataFolder())
  const { id, captureId } = writeMessage(store, { n: 1, state: 'delivered', at: Date.now() })
  const body = `<a><PaymentCard CardNumber="${NUMBER}" SeriesCode="937"/><T>${NUMBER}</T></a>`
  expect(store.cards.isDue(0)).toBe(false)
  expect(store.messages.get(id)?.card).toBe('none')
  const other = writeMessage(store, { n: 2, state: 'delivered', at: Date.now(), text: body, card: 'there' })
  expect(store.cards.isDue(0)).toBe(true)
  expect(store.write(() => store.cards.expire(10, 0))).toEqual([{ id: other.id, isDelivered: true, hadCard: true }])
  expect(store.messages.body(other.id)).toBe('<a><PaymentCard/><T>1111</T></a>')
  expect(store.captures.content(other.captureId)?.toString()).toBe('<a><PaymentCard/><T>1111</T></a>')
  expect(store.captures.content(captureId)).not.toBeNull()
  expect(store.cards.isDue(0)).toBe(false)
})

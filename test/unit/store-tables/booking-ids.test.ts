import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { migrate } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { now } from '../core/queue/records.ts'
import { aNewMessage, openTables } from './open-tables.ts'

const owner = { connection: 'pmsx', hotelCode: 'AURORA' }
const noLegacy = () => 'none'

const opened = () => {
  const db = openTables()
  const store = createStore({ db, vault: createVault(randomBytes(32)) })
  const file = { folder: 'main', sha256: Buffer.alloc(32), size: 3, mtimeMs: 1, inode: '1', capturedAt: now }
  store.captures.insert(
    { ...file, id: 'c1', fileState: 'gone', fileName: 'a.xml', content: Buffer.from('abc') },
    Buffer.alloc(16),
  )
  const add = (
    id: string,
    orderKey: string,
    reservationId: string,
    more: Partial<ReturnType<typeof aNewMessage>> = {},
  ) => store.messages.insert(aNewMessage({ id, orderKey, reservationId, ...more }))
  const remember = (id: string, ...ids: string[]) =>
    store.bookingIds.remember(
      owner,
      store.bookingIds.marksOf(
        'pmsx',
        ids.map((value) => ({ value, rank: 0 })),
      ),
      id,
    )
  const keysOf = (...ids: string[]) =>
    store.bookingIds
      .known(
        owner,
        ids.map((value) => ({ value, rank: 0 })),
        noLegacy,
      )
      .map(({ orderKey }) => orderKey)
  return { db, store, add, remember, keysOf }
}

it('lead to the order key of the newest message that named them, also after keys were joined', () => {
  const { store, add, remember, keysOf } = opened()
  add('m1', 'k1', 'A')
  remember('m1', 'A')
  add('m2', 'k2', 'B')
  remember('m2', 'B')
  expect([keysOf('A'), keysOf('B'), keysOf('C')]).toEqual([['k1'], ['k2'], []])
  store.messages.mergeKeys('k1', ['k2'], now)
  expect(keysOf('A', 'B')).toEqual(['k1'])
  expect(store.bookingIds.known(owner, [{ value: 'A', rank: 0 }], noLegacy)[0]?.ids).toHaveLength(2)
  expect(store.bookingIds.known({ ...owner, hotelCode: 'NORD' }, [{ value: 'A', rank: 0 }], noLegacy)).toEqual([])
  expect(store.bookingIds.known({ ...owner, connection: 'x' }, [{ value: 'A', rank: 0 }], noLegacy)).toEqual([])
})

it('that several bookings bear lead to none', () => {
  const { store, add, remember, keysOf } = opened()
  add('m1', 'k1', 'A')
  remember('m1', 'A')
  store.bookingIds.share(
    owner,
    store.bookingIds.marksOf('pmsx', [{ value: 'A', rank: 0 }]).map(({ value }) => value),
  )
  expect(keysOf('A')).toEqual([])
})

it('of messages captured before they were kept are found by the order key of that time', () => {
  const { store, add } = opened()
  add('m1', 'pmsx|AURORA|res:A', 'A')
  const legacyKey = (id: string) => `pmsx|AURORA|res:${id}`
  expect(store.bookingIds.known(owner, [{ value: 'A', rank: 1 }], legacyKey)).toMatchObject([
    { orderKey: 'pmsx|AURORA|res:A', ids: [{ rank: 1 }] },
  ])
  expect([...store.bookingIds.hotelsOf('pmsx', 'A')]).toEqual(['AURORA'])
})

it('stand nowhere as they are written, and go with the last message that named them', () => {
  const { db, add, remember, keysOf } = opened()
  add('m1', 'k1', 'other')
  remember('m1', 'SECRET-ID')
  const rows = db.prepare<[], { mark: Buffer }>('SELECT mark FROM booking_ids').all()
  expect(rows).toHaveLength(1)
  expect(rows[0]?.mark.toString('latin1')).not.toContain('SECRET')
  db.exec("DELETE FROM messages WHERE id = 'm1'")
  expect(db.prepare('SELECT count(*) AS n FROM booking_ids').get()).toEqual({ n: 0 })
  expect(keysOf('SECRET-ID')).toEqual([])
})

it('of two keys that are joined: what is older than the newest delivered whole is replaced, nothing else', () => {
  const { store, add } = opened()
  add('old', 'k1', 'A', { state: 'failed' })
  add('whole', 'k2', 'B', { state: 'delivered', isWhole: true })
  add('new', 'k1', 'A', { state: 'waiting' })
  store.messages.mergeKeys('k2', ['k1'], now)
  expect(store.messages.get('old')).toMatchObject({ state: 'superseded', supersededBy: 'whole', orderKey: 'k2' })
  expect(store.messages.get('new')).toMatchObject({ state: 'waiting', orderKey: 'k2' })
})

it('come to a database of the version before with what is in it', () => {
  const db = openTables(migrations.filter(({ id }) => id < 60))
  db.exec(`
    INSERT INTO captures VALUES ('c1', 'main', x'00', x'00', 1, 1, '1', 1, 'gone', x'00');
    INSERT INTO messages (id, capture_id, connection, folder, name_mark, part, parts, kind, message_type, lane, order_key, is_whole,
      last_modified_at, sha256, state, captured_at, changed_at, sealed)
    VALUES ('m1', 'c1', 'pmsx', 'main', x'00', 1, 1, 'new', 'x', 'l', 'k1', 1, 77, x'00', 'delivered', 1, 1, x'00')`)
  expect(
    migrate(
      db,
      migrations.filter(({ id }) => id <= 60),
    ),
  ).toEqual({ from: 50, to: 60 })
  const row = db
    .prepare('SELECT last_modified_at AS at, last_modified_until_at AS until, last_modified_form AS form FROM messages')
    .get()
  // What form its time had nobody knows any more, so nothing is compared with it.
  expect(row).toEqual({ at: 77, until: null, form: null })
  expect(db.prepare('SELECT count(*) AS n FROM booking_ids').get()).toEqual({ n: 0 })
})

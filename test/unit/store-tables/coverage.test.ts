import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { MessageState } from '../../../main/contract/words.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import { anything, EVERY_DAY, type Statement } from '../../../main/core/queue/coverage.ts'
import { createPastReader, readUndelivered } from '../../../main/engine/upkeep/read-coverage.ts'
import { availability } from '../../../main/rehearsal/sample-exports.ts'
import { migrate } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { createStore } from '../../../main/store/store.ts'
import type { NewMessage } from '../../../main/store/tables/messages.ts'
import { createVault } from '../../../main/store/vault.ts'
import { simSettings } from '../../support/sim-engine.ts'
import { now } from '../core/queue/records.ts'
import { aNewMessage, openTables } from './open-tables.ts'

/** What availability and rates say, as it is kept: asked of the real tables. */

const opened = () => {
  const db = openTables()
  const store = createStore({ db, vault: createVault(randomBytes(32)) })
  store.captures.insert(
    {
      ...{ id: 'c1', folder: 'main', sha256: Buffer.alloc(32), size: 3, mtimeMs: 1, inode: '1', capturedAt: now },
      ...{ fileState: 'gone', fileName: 'a.xml', content: Buffer.from('abc') },
    },
    Buffer.alloc(16),
  )
  const add = (id: string, given: Partial<NewMessage> = {}, statements?: Statement[]): number => {
    store.messages.insert(
      aNewMessage({ id, kind: 'availability', orderKey: 'k', lane: id, captureId: 'c1', state: 'delivered', ...given }),
    )
    if (statements) store.coverage.add(id, { statements, withoutDay: 0 })
    return store.messages.get(id)?.seq ?? expect.unreachable()
  }
  const isOvertaken = (id: string): boolean => {
    const message = store.messages.get(id)
    return message !== null && store.coverage.isOvertaken(message)
  }
  return { db, store, add, isOvertaken }
}

const limit = (given: Partial<Statement> = {}): Statement => ({
  ...{ property: 'limit', variant: '', room: 'DBL', rate: null, channel: null, guests: null },
  ...{ from: 100, to: 110, days: EVERY_DAY, sureDays: EVERY_DAY, isSure: true },
  ...given,
})

describe('what a message says', () => {
  it('comes back as it was written, once, and goes with its message', () => {
    const { db, store, add } = opened()
    const all = [
      limit(),
      limit({ room: null, rate: 'BAR', channel: 'E', guests: '10 2', variant: 'EUR', isSure: false }),
    ]
    const seq = add('m1', { state: 'failed' }, all)
    store.coverage.add('m1', { statements: [anything], withoutDay: 3 })
    expect(store.coverage.of(seq)).toEqual(all)
    expect(store.coverage.withoutDay(seq)).toBe(0)
    db.exec("DELETE FROM messages WHERE id = 'm1'")
    expect(db.prepare('SELECT count(*) AS n FROM statements').get()).toEqual({ n: 0 })
  })

  it('may be anything until it is read', () => {
    const { store, add, isOvertaken } = opened()
    const seq = add('m1', { state: 'failed' })
    expect(store.coverage.of(seq)).toEqual([anything])
    add('m2', {}, [limit({ from: 5000, to: 5000 })])
    expect(isOvertaken('m1')).toBe(true)
    add('m3', { state: 'failed' }, [limit()])
    add('m4')
    expect(isOvertaken('m3')).toBe(true)
  })
})

describe('a message is overtaken by a later one of its order key', () => {
  const cases: [MessageState, Partial<NewMessage>, boolean][] = [
    ['delivered', {}, true],
    ['unsure', {}, true],
    ['confirming', {}, true],
    ['handled', {}, true],
    ['waiting', {}, false],
    ['sending', {}, false],
    ['failed', {}, false],
    ['duplicate', {}, false],
    ['superseded', {}, false],
  ]
  it.each(cases)('that is %s: %#', (state, given, expected) => {
    const { add, isOvertaken } = opened()
    add('m1', { state: 'failed' }, [limit()])
    add('m2', { state, ...given }, [limit({ from: 110, to: 120 })])
    expect(isOvertaken('m1')).toBe(expected)
  })

  it('that may have arrived before it was to go again', () => {
    const { db, store, add, isOvertaken } = opened()
    add('m1', { state: 'failed' }, [limit()])
    add('m2', { state: 'waiting' }, [limit()])
    db.exec("UPDATE messages SET is_after_unknown = 1 WHERE id = 'm2'")
    expect(isOvertaken('m1')).toBe(true)
    db.exec("UPDATE messages SET is_after_unknown = 0, state = 'failed', attempts = 2 WHERE id = 'm2'")
    expect(isOvertaken('m1')).toBe(false)
    store.attempts.begin({ id: 'a1', messageId: 'm2', n: 1, startedAt: now, echoToken: 'e' })
    store.attempts.end('a1', {
      ...{ endedAt: now, httpStatus: 200, outcome: 'delivered-with-notes', cause: 'delivered', reply: null },
      details: { vendorText: null, facts: {}, notes: [], code: null },
    })
    expect(isOvertaken('m1')).toBe(true)
  })

  it('not by an earlier one, by one of another key, or by one about other days or rooms', () => {
    const { add, isOvertaken } = opened()
    add('m0', {}, [limit()])
    add('m1', { state: 'failed' }, [limit({ days: 0b1, sureDays: 0b1 })])
    add('m2', { orderKey: 'other' }, [limit()])
    add('m3', {}, [limit({ from: 111, to: 120 }), limit({ room: 'SGL' }), limit({ days: 0b10, sureDays: 0b10 })])
    expect(isOvertaken('m1')).toBe(false)
    add('m4', {}, [limit({ room: null, rate: 'BAR' })])
    expect(isOvertaken('m1')).toBe(true)
    expect(isOvertaken('m4')).toBe(false)
  })

  it('however many statements lie between, and whatever a booking of the same key does', () => {
    const { store, add, isOvertaken } = opened()
    const seq = add('m1', { state: 'failed' }, [limit()])
    for (const n of [1, 2, 3])
      add(
        `far${n}`,
        {},
        Array.from({ length: 150 }, (_, room) => limit({ room: `R${n}-${room}` })),
      )
    expect(isOvertaken('m1')).toBe(false)
    expect([...store.coverage.later({ seq, orderKey: 'k' }, [limit()])]).toHaveLength(450)
    add('last', {}, [limit()])
    expect(isOvertaken('m1')).toBe(true)
    expect([...store.coverage.later({ seq, orderKey: 'k' }, [limit()])].at(-1)).toMatchObject({
      ...{ id: 'last', isDelivered: true, statement: limit() },
    })
    add('booking', { state: 'failed', kind: 'new' })
    expect(isOvertaken('booking')).toBe(false)
  })

  it('also when the records of the later ones are gone', () => {
    const { add, isOvertaken } = opened()
    add('m1', { state: 'failed', cause: 'availability-needs-refresh' }, [limit()])
    expect(isOvertaken('m1')).toBe(true)
  })
})

describe('a database of the version before', () => {
  const read = channels.parseSettings(simSettings())
  if (!read.ok) throw new Error('no settings')
  const settings = () => read.settings

  it('keeps its messages, which are read before anything is sent, the rest in pieces', () => {
    const { store, add } = opened()
    const body = availability({ roomType: 'SUP' })
    const known = { connection: 'sim', body }
    const undelivered = (['waiting', 'failed', 'unsure'] as const).map((state, n) => add(`u${n}`, { ...known, state }))
    const delivered = Array.from({ length: 45 }, (_, n) => add(`d${n}`, known))
    const bodiless = add('old', { connection: 'sim', body: null })
    const stranger = add('gone', { connection: 'nobody', body })
    add('booking', { kind: 'new', connection: 'sim' })
    const deps = { store, channels, settings }
    readUndelivered(deps)
    for (const seq of undelivered) expect(store.coverage.of(seq)).toMatchObject([{ room: 'SUP', property: 'limit' }])
    expect(store.coverage.unread(1_000, 1_000)).toMatchObject({ messages: { length: 47 }, next: null })
    const readPast = createPastReader(deps)
    let pieces = 0
    while (readPast()) pieces += 1
    expect(pieces).toBe(2)
    for (const seq of delivered) expect(store.coverage.of(seq)).toMatchObject([{ room: 'SUP' }])
    for (const seq of [bodiless, stranger]) expect(store.coverage.of(seq)).toEqual([anything])
    expect(store.coverage.unread(1_000, 1_000)).toEqual({ messages: [], next: null })
  })

  it('is brought to this one with what is in it', () => {
    const { db, add } = opened()
    const seq = add('m1', { state: 'failed' })
    db.exec('DROP TABLE statements; DROP TABLE coverages; DROP INDEX messages_of_series; PRAGMA user_version = 65')
    const upTo66 = migrations.filter(({ id }) => id <= 66)
    expect(migrate(db, upTo66)).toEqual({ from: 65, to: 66 })
    expect(db.prepare('SELECT seq, id FROM messages').all()).toEqual([{ seq, id: 'm1' }])
    expect(db.prepare('SELECT count(*) AS n FROM coverages').get()).toEqual({ n: 0 })
  })
})

import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  claim,
  close,
  restartLadder,
  returnToWaiting,
  settled,
  settledByPerson,
} from '../../../main/core/queue/moves.ts'
import type { Transition } from '../../../main/core/queue/transition.ts'
import { createStore } from '../../../main/store/store.ts'
import type { NewMessage } from '../../../main/store/tables/messages.ts'
import { createVault } from '../../../main/store/vault.ts'
import { forbidMoves } from '../../support/forbidden-moves.ts'
import { judgedAs, now, retry } from '../core/queue/records.ts'
import { aNewMessage, openTables } from './open-tables.ts'

/** How the store moves messages: read, decided and written in one write transaction. */

const opened = (...messages: Partial<NewMessage>[]) => {
  const db = openTables()
  const store = createStore({ db, vault: createVault(randomBytes(32)) })
  store.captures.insert(
    {
      ...{ id: 'c1', folder: 'main', sha256: Buffer.alloc(32), size: 3, mtimeMs: 1, inode: '1', capturedAt: now },
      ...{ fileState: 'gone', fileName: 'a.xml', content: Buffer.from('abc') },
    },
    Buffer.alloc(16),
  )
  for (const [n, given] of messages.entries()) store.messages.insert(aNewMessage({ id: `m${n + 1}`, ...given }))
  const changedAt = (id: string) =>
    db.prepare<[string], { at: number }>('SELECT changed_at AS at FROM messages WHERE id = ?').get(id)?.at
  return { db, store, changedAt }
}

describe('a move', () => {
  it('writes the record and when it changed, and gives both records', () => {
    const { store, changedAt } = opened({})
    const moved = store.messages.move('m1', claim, { now: now + 7, epoch: 3 })
    expect(moved).toMatchObject({ ok: true, before: { state: 'waiting' }, after: { state: 'sending', claimEpoch: 3 } })
    expect(store.messages.get('m1')).toMatchObject({ state: 'sending', attempts: 1, claimedAt: now + 7 })
    expect(changedAt('m1')).toBe(now + 7)
  })

  it('that is refused changes nothing and gives the record as it stands', () => {
    const { store, changedAt } = opened({ state: 'handled' }, { state: 'failed', cause: 'room-type-unknown' })
    expect(store.messages.move('m1', close, { now: now + 7 })).toMatchObject({
      ...{ ok: false, why: 'wrong-state', message: { state: 'handled' } },
    })
    expect(
      store.messages.move('m2', returnToWaiting, { now: now + 7, cause: 'outage-too-long', isOvertaken: false }),
    ).toMatchObject({
      ...{ ok: false, why: 'other-cause', message: { state: 'failed' } },
    })
    expect(store.messages.move('nobody', close, { now })).toEqual({ ok: false, why: 'not-found', message: null })
    expect([changedAt('m1'), changedAt('m2')]).toEqual([now, now])
  })

  it('says when the message left its state under its hands', () => {
    const { db, store } = opened({})
    const slow: Transition<{ now: number }> = {
      ...close,
      apply(message, given) {
        db.exec("UPDATE messages SET state = 'failed'")
        return close.apply(message, given)
      },
    }
    expect(store.messages.move('m1', slow, { now })).toMatchObject({ ok: false, why: 'moved-meanwhile' })
    expect(store.messages.get('m1')?.state).toBe('failed')
  })

  it('keeps or clears the facts of the explanation, as the transition says', () => {
    const facts = { roomType: 'PNTH' }
    const { store } = opened({ step: 2, facts }, { state: 'failed', cause: 'outage-too-long', facts })
    store.messages.move('m1', restartLadder, { now })
    store.messages.move('m2', returnToWaiting, { now, cause: 'outage-too-long', isOvertaken: false })
    expect(store.messages.get('m1')?.facts).toEqual(facts)
    expect(store.messages.get('m2')?.facts).toEqual({})
  })

  it('that delivers the whole replaces what is older and undelivered of its order key, by the table', () => {
    const { store } = opened(
      { state: 'failed' },
      { state: 'delivered' },
      { state: 'unsure', isWhole: false },
      { state: 'unsure' },
      { state: 'failed' },
      { state: 'failed', orderKey: 'other' },
    )
    store.messages.move('m4', settledByPerson, { now, hasArrived: true })
    const found = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'].map((id) => store.messages.get(id))
    expect(found.map((one) => one?.state)).toEqual([
      ...['superseded', 'delivered', 'superseded', 'delivered', 'failed', 'failed'],
    ])
    expect(found[0]?.supersededBy).toBe('m4')
  })

  it('is not begun inside a read, whose copy may be old', () => {
    const { store } = opened({})
    expect(() => store.read(() => store.messages.move('m1', close, { now }))).toThrow('inside a read')
    expect(() => store.read(() => store.links.change('pmsx', (link) => link))).toThrow('inside a read')
    expect(store.messages.get('m1')?.state).toBe('waiting')
    expect(store.writeFault()).toBeNull()
    // A refused one leaves nothing behind.
    expect(store.messages.move('m1', close, { now }).ok).toBe(true)
  })

  it('is taken back with the write it is part of', () => {
    const { store } = opened({})
    const broken = () =>
      store.write(() => {
        store.messages.move('m1', close, { now })
        throw new Error('no room')
      })
    expect(broken).toThrow('no room')
    expect(store.messages.get('m1')?.state).toBe('waiting')
  })
})

describe('an answer', () => {
  const given = {
    ...{
      now,
      epoch: 3,
      attempt: 1,
      facts: { word: 'x' },
      startedAt: now - 9,
      awakeMs: 0,
      retry,
      isIncomplete: false,
      isAlone: false,
    },
  }

  it('changes message, link and lane together', () => {
    const { store } = opened({})
    store.links.addLane('pmsxchange|AURORA', 'pmsx', 'AURORA')
    store.messages.move('m1', claim, { now, epoch: 3 })
    const done = store.messages.settle('m1', settled, { ...given, judged: judgedAs.hotelRefused })
    expect(done.ok).toBe(true)
    expect(store.messages.get('m1')).toMatchObject({ state: 'failed', facts: { word: 'x' } })
    expect(store.links.get('pmsx')).toMatchObject({ lastAnswerAt: now, lastAnswerMs: 9 })
    expect(store.links.lane('pmsxchange|AURORA', 'pmsx')).toMatchObject({ heldCause: 'hotel-not-authorised' })
  })

  it('keeps what the reply named with the pause it made, and lets go of it with the pause', () => {
    const { store } = opened({})
    store.messages.move('m1', claim, { now, epoch: 3 })
    store.messages.settle('m1', settled, { ...given, judged: judgedAs.wrongPassword })
    expect(store.links.pause('pmsx')).toEqual({ who: null, reason: null, facts: { word: 'x' } })
    store.links.change('pmsx', (link) => ({ ...link, pauseCause: null }))
    expect(store.links.pause('pmsx')).toBeNull()
  })

  it('to an earlier claim changes nothing at all', () => {
    const { store } = opened({})
    store.messages.move('m1', claim, { now, epoch: 4 })
    const done = store.messages.settle('m1', settled, { ...given, judged: judgedAs.noLink })
    expect(done).toMatchObject({ ok: false, why: 'other-claim' })
    expect(store.messages.get('m1')?.state).toBe('sending')
    expect(store.links.get('pmsx').outageCause).toBeNull()
  })
})

it('a watched database refuses what the table forbids and sees the rest', () => {
  const { db } = opened({ state: 'superseded' }, { state: 'failed' })
  forbidMoves(db)
  expect(() => db.exec("UPDATE messages SET state = 'waiting' WHERE id = 'm1'")).toThrow('the table of moves')
  expect(() => db.exec("UPDATE messages SET state = 'delivered' WHERE id = 'm2'")).toThrow('the table of moves')
  db.exec("UPDATE messages SET state = 'handled' WHERE id = 'm2'")
  expect(db.prepare('SELECT before, after FROM seen_moves').all()).toEqual([{ before: 'failed', after: 'handled' }])
})

import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { MessageState } from '../../../main/contract/words.ts'
import { createStore } from '../../../main/store/store.ts'
import type { NewMessage } from '../../../main/store/tables/messages.ts'
import { createVault } from '../../../main/store/vault.ts'
import { now } from '../core/queue/records.ts'
import { aNewMessage, openTables } from './open-tables.ts'

/** Who may go: docs/architecture.md#order-and-healing, asked of the real tables. */

const turn = { lane: 'pmsxchange|AURORA', connection: 'pmsx', now, furthest: now + 60_000 }

const queueOf = (...messages: Partial<NewMessage>[]) => {
  const db = openTables()
  const store = createStore({ db, vault: createVault(randomBytes(32)) })
  store.captures.insert(
    {
      id: 'c1',
      folder: 'main',
      sha256: Buffer.alloc(32),
      size: 3,
      mtimeMs: 1,
      inode: '1',
      capturedAt: now,
      fileState: 'gone',
      fileName: 'a.xml',
      content: Buffer.from('abc'),
    },
    Buffer.alloc(16),
  )
  for (const [n, given] of messages.entries()) store.messages.insert(aNewMessage({ id: `m${n + 1}`, ...given }))
  return { ...store, db }
}

const second = (firstState: MessageState, given: Partial<NewMessage>) =>
  queueOf({ state: firstState, lane: 'elsewhere' }, { kind: 'change', ...given }).queue.head(turn, 'change')?.id ?? null

describe('a message', () => {
  it.each(['waiting', 'sending', 'confirming', 'unsure'] as const)(
    'waits behind one of its key that is %s, whole or not',
    (state) => {
      expect(second(state, { isWhole: true })).toBeNull()
      expect(second(state, { isWhole: false })).toBeNull()
    },
  )

  it.each(['delivered', 'superseded', 'handled', 'duplicate'] as const)('goes past one that is %s', (state) => {
    expect(second(state, { isWhole: false })).toBe('m2')
  })

  it('goes past a failed one when it says the whole, and waits behind it when it says a part', () => {
    expect(second('failed', { isWhole: true })).toBe('m2')
    expect(second('failed', { isWhole: false })).toBeNull()
    expect(second('failed', { isWhole: false, orderKey: 'another' })).toBe('m2')
  })

  it('is named with what holds it back', () => {
    const { queue, messages } = queueOf({ state: 'failed' }, { state: 'unsure' }, { kind: 'change', isWhole: false })
    const held = messages.get('m3')
    expect(held && queue.blocker(held)).toMatchObject({ id: 'm2', state: 'unsure' })
    expect(queue.head(turn, 'change')).toBeNull()
  })

  it('waits for its own time, but not for one that only a clock set back explains', () => {
    const due = (nextAttemptAt: number, step: number) => {
      const { queue, db } = queueOf({})
      db.prepare("UPDATE messages SET next_attempt_at = ?, step = ? WHERE id = 'm1'").run(nextAttemptAt, step)
      return queue.head(turn, 'new') !== null
    }
    expect(due(now, 1)).toBe(true)
    expect(due(now + 1, 1)).toBe(false)
    expect(due(now + 60_001, 1)).toBe(true)
    expect(due(now + 3_600_000, 0)).toBe(false)
  })
})

it('gives the oldest of a lane and connection only', () => {
  const { queue } = queueOf(
    { orderKey: 'a', lane: 'pmsxchange|NORD' },
    { orderKey: 'b', connection: 'second' },
    { orderKey: 'c' },
    { orderKey: 'd' },
    { orderKey: 'e', kind: 'other', state: 'waiting' },
  )
  expect(queue.head(turn, 'new')?.id).toBe('m3')
  expect(queue.head({ ...turn, lane: 'pmsxchange|NORD' }, 'new')?.id).toBe('m1')
  expect(queue.head({ ...turn, connection: 'second' }, 'new')?.id).toBe('m2')
})

it('gives the next probe of an outage: what was not tried in it, then what was tried longest ago', () => {
  const { queue, db } = queueOf({ orderKey: 'a' }, { orderKey: 'b' }, { orderKey: 'c' })
  const tried = (id: string, claimedAt: number) =>
    void db.prepare('UPDATE messages SET tried_in_outage = 5, claimed_at = ? WHERE id = ?').run(claimedAt, id)
  tried('m1', 200)
  expect(queue.probe(turn, 5)?.id).toBe('m2')
  tried('m2', 100)
  expect(queue.probe(turn, 5)?.id).toBe('m3')
  tried('m3', 300)
  expect(queue.probe(turn, 5)?.id).toBe('m2')
  expect(queue.triedIn('pmsx', 5)).toHaveLength(3)
})

describe('the newest of a key', () => {
  it('is never a duplicate: what it repeats stands for it', () => {
    const { messages } = queueOf({ state: 'failed' }, { state: 'duplicate', duplicateOf: 'm1' })
    expect(messages.newestOfKey('pmsx|AURORA|res:R1', 'new')).toMatchObject({ id: 'm1', state: 'failed' })
  })

  it('is of another capture than the one that is under way', () => {
    const { messages } = queueOf({ state: 'waiting' })
    const { captureId } = messages.get('m1') ?? { captureId: '' }
    expect(messages.newestOfKey('pmsx|AURORA|res:R1', captureId)).toBeNull()
  })
})

it('lets only the owner of the epoch beat and claim, and only one of two that judge the same owner gone take over', () => {
  const { sender } = queueOf()
  const take = (name: string, after: number) => sender.take(1, name, { after, holdsLock: true })
  const mine = take('first', 0) ?? -1
  expect([sender.beat(mine, 1_000), sender.claimed(mine, now)]).toEqual([true, true])
  const theirs = take('second', mine) ?? -1
  expect(take('third', mine)).toBeNull()
  expect([sender.beat(mine, 1_000), sender.claimed(mine, now)]).toEqual([false, false])
  expect([sender.isOwner(mine), sender.isOwner(theirs)]).toEqual([false, true])
  sender.leave(mine)
  expect(sender.read()).toMatchObject({ name: 'second', awakeMs: 1_000, lastClaimAt: now })
})

import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { MessageState } from '../../../main/contract/words.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { fillHistory } from '../../support/history.ts'
import { now } from '../core/queue/records.ts'
import { openTables } from './open-tables.ts'

/** Wherever a page begins to look, it holds what a look at every message would find. */

const db = () => {
  const opened = openTables()
  const vault = createVault(randomBytes(32))
  // Every message has one of two words, so each is common; a few have a rare one beside it.
  fillHistory(opened, {
    delivered: 3_000,
    waiting: 300,
    failed: 60,
    now,
    marks: ['muster', 'anna'].map((word) => vault.mark(word, 'search')),
  })
  const add = opened.prepare('INSERT OR IGNORE INTO search_marks (mark, seq) VALUES (?, ?)')
  for (let seq = 1; seq <= 3_360; seq += 37) add.run(vault.mark('rare', 'search'), seq)
  for (let seq = 1; seq <= 3_360; seq += 5) add.run(vault.mark('anna', 'search'), seq)
  return { opened, store: createStore({ db: opened, vault }) }
}

type Row = { id: string; seq: number; state: string; cause: string | null; kind: string }

describe('a page of the list', () => {
  const hasWord: Record<string, (seq: number) => boolean> = {
    muster: (seq) => seq % 2 === 0,
    anna: (seq) => seq % 2 === 1 || seq % 5 === 1,
    rare: (seq) => seq % 37 === 1,
  }
  const states: (MessageState | undefined)[] = [undefined, 'failed', 'waiting', 'delivered', 'duplicate', 'sending']
  const cases = states.flatMap((state) =>
    [undefined, 'invalid-room', 'delivered'].flatMap((cause) =>
      [false, true].flatMap((isHolding) =>
        ['', 'muster', 'anna', 'muster anna', 'rare', 'rare muster', 'anna rare muster'].flatMap((search) =>
          [null, 3_330, 40].map((beforeSeq) => ({ state, cause, isHolding, search, beforeSeq })),
        ),
      ),
    ),
  )

  it('holds the newest of those that fit all filters', () => {
    const { opened, store } = db()
    const all = opened.prepare<[], Row>('SELECT id, seq, state, cause, kind FROM messages ORDER BY seq DESC').all()
    for (const { state, cause, isHolding, search, beforeSeq } of cases) {
      const words = search.split(' ').filter((word) => word !== '')
      const expected = all
        .filter((row) => beforeSeq === null || row.seq < beforeSeq)
        .filter((row) => state === undefined || row.state === state)
        .filter((row) => cause === undefined || row.cause === cause || (isHolding && row.state === 'waiting'))
        .filter((row) => words.every((word) => hasWord[word]?.(row.seq)))
        .slice(0, 7)
        .map(({ id }) => id)
      const heldConnections = isHolding ? ['pmsx'] : []
      const page = store.lists.page({ state, cause, heldConnections, search, beforeSeq, limit: 7 })
      expect(
        page.map(({ id }) => id),
        JSON.stringify({ state, cause, isHolding, search, beforeSeq }),
      ).toEqual(expected)
    }
    expect(cases).toHaveLength(756)
  })
})

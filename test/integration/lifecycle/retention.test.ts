import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startOfRound } from '../../../main/store/lifecycle/retention.ts'
import { makeEngine } from '../../support/make-engine.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'
import { databaseIn, dataFolder, openIn, writeMessage } from './hotel.ts'

/** What goes by age, in the database; the rule itself is tested in test/unit/core/queue. */

const DAY = 24 * 60 * 60_000
const rules = { contentDays: 7, deliveredDays: 400 }
const now = Date.UTC(2031, 4, 6)

const wholeRound = (store: ReturnType<typeof openIn>, at: number, limit = 3) => {
  let place = startOfRound
  let steps = 0
  for (; place.part !== 'done' && steps < 10_000; steps++)
    place = store.write(() => store.retention.step(place, limit, rules, at)).place
  return steps
}

describe('a round of retention', () => {
  it('takes bodies, replies and bytes of what ended, keeps its record, and keeps all of what has not', () => {
    const store = openIn(dataFolder())
    const old = now - 8 * DAY
    const ended = (['delivered', 'superseded', 'handled', 'duplicate'] as const).map((state, n) =>
      writeMessage(store, { n, state, at: old }),
    )
    const open = (['waiting', 'sending', 'confirming', 'unsure', 'failed'] as const).map((state, n) =>
      writeMessage(store, { n: 100 + n, state, at: now - 3_000 * DAY }),
    )
    const fresh = writeMessage(store, { n: 200, state: 'delivered', at: now - 6 * DAY })
    expect(wholeRound(store, now)).toBeGreaterThan(3)
    for (const { id, captureId } of ended)
      expect([store.messages.get(id)?.id, store.messages.body(id), store.captures.content(captureId)]).toEqual([
        id,
        null,
        null,
      ])
    for (const { id, captureId } of [...open, fresh])
      expect([store.messages.body(id), store.captures.content(captureId)].every((content) => content !== null)).toBe(
        true,
      )
    expect(store.attempts.list(ended[0]?.id ?? '')).toMatchObject([{ outcome: 'delivered' }])
  })

  it('takes the record after its time, with all that hangs on it, and the capture with the last message of it', () => {
    const store = openIn(dataFolder())
    const old = now - 401 * DAY
    const gone = writeMessage(store, { n: 1, state: 'delivered', at: old })
    const lying = writeMessage(store, { n: 2, state: 'delivered', at: old, fileState: 'left' })
    const first = writeMessage(store, { n: 3, state: 'delivered', at: old })
    const second = writeMessage(store, { n: 4, state: 'failed', at: old, captureId: first.captureId, part: 2 })
    wholeRound(store, now)
    expect([gone, lying, first, second].map(({ id }) => store.messages.get(id) !== null)).toEqual([
      false,
      false,
      false,
      true,
    ])
    expect([gone, lying, first].map(({ captureId }) => store.captures.get(captureId) !== undefined)).toEqual([
      false,
      true,
      true,
    ])
    expect(store.captures.content(first.captureId)).not.toBeNull()
    expect(store.lists.page({ search: 'R1', beforeSeq: null, limit: 5 })).toEqual([])
  })

  it('writes nothing when there is nothing to take', () => {
    const data = dataFolder()
    const store = openIn(data)
    for (let n = 0; n < 20; n++) writeMessage(store, { n, state: 'delivered', at: now })
    const wal = () => statSync(`${databaseIn(data)}-wal`).size
    const before = wal()
    wholeRound(store, now)
    expect(wal()).toBe(before)
  })

  it('gives the space back, a few pages at a time', () => {
    const data = dataFolder()
    const store = openIn(data)
    for (let n = 0; n < 600; n++) writeMessage(store, { n, state: 'delivered', at: now - 401 * DAY })
    const { pages: full } = store.retention.space()
    wholeRound(store, now, 50)
    const { freePages } = store.retention.space()
    expect(freePages).toBeGreaterThan(full / 2)
    store.retention.freePages(64)
    expect(store.retention.space().freePages).toBe(freePages - 64)
  })
})

describe('the engine', () => {
  it('does it on the clock, in small pieces, while it is otherwise at work', async () => {
    const data = dataFolder()
    const store = openIn(data)
    const today = Date.now()
    const old = Array.from({ length: 700 }, (_, n) =>
      writeMessage(store, { n, state: 'delivered', at: today - 401 * DAY }),
    )
    const kept = writeMessage(store, { n: 9_000, state: 'failed', at: today - 401 * DAY })
    const { pages } = store.retention.space()
    store.close()
    mkdirSync(join(data, 'export'))
    const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: join(data, 'export') })
    const made = await makeEngine({ data, settings, times: { firstRoundMs: 0, everyMs: 60_000 } })
    await until('all old ones gone', () => made.store.messages.get(old.at(-1)?.id ?? '') === null)
    await until('space given back', () => made.store.retention.space().pages < pages / 2)
    expect(made.store.messages.body(kept.id)).not.toBeNull()
    expect((await made.call('health.get')).counts).toMatchObject({ failed: 1 })
  })
})

import { expect, it, onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { aYear, fillHistory } from '../../support/history.ts'
import { foldersFor, makeEngine, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { pagesRead } from '../../support/pages-read.ts'
import { databaseIn, openIn } from '../lifecycle/hotel.ts'

/**
 * What the engine reads of its database for exports on their way through and for each call of the screens,
 * counted in pages that were not in the cache: with 300,000 messages of history about as much as with 1,000.
 * An index of them is deeper by a level, and what belongs together (the last messages of an order key, up to
 * a limit) lies further apart; reading history would be thousands of pages.
 */

const EXPORTS = 20
/** Two limits of 200 rows, each on a page of its own in a year of history. */
const FURTHER_APART = 450
/** The words of one export and its places in the indexes, each on a page of its own in a year of history. */
const WORDS_APART = 70

type Counts = Record<string, number>

/** The engine over a database with so much history. */
const countsWith = async (delivered: number): Promise<Counts> => {
  const { data } = foldersFor()
  const standIn = await standInFor()
  openIn(data).close()
  const keys = createFileSecrets({ folder: data }).vaultKeys.read()
  if (!keys.ok) throw new Error(keys.sentence)
  const vault = createVault(keys.ring)
  const path = databaseIn(data)
  const db = openDatabase({ path, migrations })
  const words = ['Muster', 'H1', ...Array.from({ length: 98 }, (_, n) => `Gast${n}`)].map((word) =>
    vault.mark(word.toLowerCase(), 'search'),
  )
  fillHistory(db, { ...aYear, delivered, now: Date.now(), openConnection: 'paused', marks: words })
  const store = createStore({ db, vault })
  onTestFinished(() => void db.close())
  const made = await makeEngine({
    data,
    standIn,
    deps: { store },
    isStarted: false,
    times: { firstRoundMs: 3_600_000 },
  })
  const { call } = made
  const counts: Counts = {}
  const count = async (name: string, work: () => unknown): Promise<void> => {
    // Statements are prepared by now, and nothing of their pages is left in the cache.
    await work()
    db.pragma('shrink_memory')
    counts[name] = await pagesRead(work)
  }
  await count('health.get', () => call('health.get'))
  await count('causes.list', () => call('causes.list'))
  await count('a page of all', () => call('messages.list', { limit: 50 }))
  for (const state of ['delivered', 'duplicate', 'waiting', 'failed'] as const)
    await count(`a page of ${state}`, () => call('messages.list', { state, limit: 50 }))
  await count('a page of a cause', () => call('messages.list', { cause: 'invalid-room', limit: 50 }))
  await count('a page of a cause among the failed', () =>
    call('messages.list', { cause: 'invalid-room', state: 'failed', limit: 50 }),
  )
  await count('a search', () => call('messages.list', { search: 'muster', limit: 10 }))
  await count('a search among the failed', () => call('messages.list', { search: 'muster', state: 'failed', limit: 5 }))
  await count('a search that finds nothing', () => call('messages.list', { search: 'muster gast7', limit: 10 }))
  await count('all messages', () => db.prepare('SELECT count(*) FROM messages WHERE +changed_at > 0').get())
  await count('one message', () => call('messages.get', { id: 'm3' }))
  made.engine.start()
  const deliveredNow = () => store.lists.counts().delivered ?? 0
  const through = async (from: number) => {
    const before = deliveredNow()
    for (let n = from; n < from + EXPORTS; n++) made.drop(`${n}.xml`, newBooking({ reservationId: `B${n}` }))
    await until('all through', () => deliveredNow() === before + EXPORTS)
  }
  await through(0)
  db.pragma('shrink_memory')
  counts['exports on their way through'] = await pagesRead(() => through(EXPORTS))
  return counts
}

it('what is read does not grow with history', async () => {
  const little = await countsWith(1_000)
  const much = await countsWith(aYear.delivered)
  const { 'all messages': all = 0, ...calls } = much
  // The counter would see it.
  expect(all).toBeGreaterThan(10 * FURTHER_APART)
  for (const [name, pages] of Object.entries(calls)) {
    const before = little[name] ?? 0
    // The engine's own looks come in between, more of them on a busy PC.
    const more = name === 'exports on their way through' ? EXPORTS * WORDS_APART + 2 * FURTHER_APART : FURTHER_APART
    expect(pages, `${name}: ${pages} pages, with little history ${before}`).toBeLessThanOrEqual(before + more)
  }
})

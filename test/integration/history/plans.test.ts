import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKeyRing } from '../../../main/store/key-ring.ts'
import type { Database } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { newRecoveryCode } from '../../../main/store/recovery.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { checkVault, sealCheck } from '../../../main/store/vault-check.ts'
import {
  codeToPrint,
  forgetKeys,
  notePrinted,
  raiseTerm,
  recoverKeys,
  registerKeys,
  replaceCode,
} from '../../../main/store/vault-register.ts'
import { aYear, fillHistory } from '../../support/history.ts'
import { planFaults, planOf } from '../../support/plans.ts'
import { preparingFiles, type Recorded, recordStatements } from '../../support/statements.ts'

/**
 * After a year no statement may read what was delivered long ago, whether SQLite has statistics of it or not.
 */

/**
 * They read everything, and are meant to: they run once, over a database that is damaged, lost or about to be
 * copied.
 */
const wholeReaders = new Set([
  'main/store/lifecycle/backup.ts',
  'main/store/lifecycle/integrity.ts',
  'main/store/lifecycle/rescue.ts',
  'main/store/lifecycle/reseal.ts', // a change of key, while nobody else is there
  'main/store/salvage/copy-pages.ts',
  'main/store/salvage/copy-table.ts',
  'main/store/salvage/mark-incomplete.ts',
  'main/store/salvage/salvage.ts',
  'main/store/salvage/shapes.ts',
  'main/store/witness/reconcile.ts',
])

/** They prepare statements on files of their own, or hand on what others give them. */
const elsewhere = new Set([
  'main/adapters/lock-file.ts',
  'main/store/connection.ts',
  'main/store/lifecycle/identity.ts',
  'main/store/lifecycle/copies.ts',
  'main/store/lifecycle/presence.ts',
  'main/store/lifecycle/start-up.ts',
  'main/store/open.ts',
  'main/store/sender-lock.ts',
])

/** What grows with something else than with history, and with what. */
const allowed = [
  {
    part: 'CROSS JOIN booking_ids b INDEXED BY',
    why: 'the messages of one booking; those of availability have no ids',
  },
  { part: 'SET order_key = ?', why: 'the messages of one booking, when two keys turn out to be one' },
  { part: 'delivered_at >= ?', why: 'what was delivered since a moment: it is asked for today' },
  { part: 'a.started_at > @since', why: 'the attempts of the last minute' },
  { part: 'FROM messages m WHERE m.seq < @beforeSeq ORDER BY m.seq DESC LIMIT @limit', why: 'a page of all' },
  { part: 'm.seq < @before ORDER BY m.seq DESC LIMIT @limit', why: 'a piece of all, the next one later' },
  { part: 'FROM messages WHERE seq > ? ORDER BY seq LIMIT ?', why: 'what the witness does not name yet' },
  { part: 'FROM messages WHERE seq BETWEEN ? AND ?', why: 'the messages of one export, at a start' },
  { part: 'FROM messages m WHERE seq > ? ORDER BY seq LIMIT ?', why: 'a piece of a round of retention' },
  { part: 'FROM captures c WHERE rowid > ? ORDER BY rowid LIMIT ?', why: 'a piece of a round of retention' },
]

const now = Date.UTC(2031, 4, 6)

const everyPage = (store: ReturnType<typeof createStore>): void => {
  const states = [undefined, 'failed', 'delivered'] as const
  const searches = [undefined, '', 'muster', 'muster anna', 'a b c d e f g h']
  for (const state of states)
    for (const cause of [undefined, 'invalid-room'])
      for (const heldConnections of [[], ['pmsx']])
        for (const search of searches)
          store.lists.page({ state, cause, heldConnections, search, beforeSeq: null, limit: 1 })
}

let folder = ''
let empty: Database
let full: Database
let recorded: Recorded = { statements: new Set(), calls: new Map() }
const statements = (): string[] => [...recorded.statements]

const open = (name: string): Database => openDatabase({ path: join(folder, name), migrations })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'np-history-'))
  empty = open('empty.db')
  full = open('full.db')
  const ring = newKeyRing()
  const vault = createVault(ring)
  const marks = ['muster', 'anna'].map((word) => vault.mark(word, 'search'))
  fillHistory(full, { ...aYear, now, marks })
  // The same statements on both; those of the full one are noted, since a search looks for its rarest word
  // first.
  recorded = recordStatements(full, () => {
    const store = createStore({ db: full, vault })
    everyPage(store)
    store.startupNotices.add({ id: 'n', kind: 'recovered', facts: {}, at: now })
    checkVault(full, vault)
    sealCheck(full, vault)
    registerKeys(full, ring, vault, now)
    codeToPrint(full, vault)
    replaceCode(full, ring, vault, now)
    recoverKeys(full, ring, newRecoveryCode())
    notePrinted(full, now)
    const lost = full.prepare('INSERT INTO vault_keys (id, made_at) VALUES (?, 0)')
    lost.run('ffffffff')
    forgetKeys(full, ring)
    raiseTerm(full)
  })
})

afterAll(() => {
  empty.close()
  full.close()
  rmSync(folder, { recursive: true, force: true })
})

const faultsOf = (): string[] =>
  statements()
    .filter((sql) => !allowed.some(({ part }) => sql.includes(part)))
    .flatMap((sql) => planFaults(full, sql).map((fault) => `${fault}\n  ${sql.replace(/\s+/g, ' ').slice(-600)}`))

const plans = (db: Database) => new Map(statements().map((sql) => [sql, planOf(db, sql)]))

describe('the list of statements', () => {
  it('holds at least one for each place of the sources that prepares any', () => {
    const files = preparingFiles()
    expect(
      files.map(({ file }) => file).filter((file) => !file.startsWith('main/store/') && !elsewhere.has(file)),
    ).toEqual([])
    for (const { file, places } of files) {
      if (wholeReaders.has(file) || elsewhere.has(file)) continue
      const found = recorded.calls.get(file) ?? 0
      expect(
        found,
        `${file} prepares statements in ${places} places; the test must drive each of them`,
      ).toBeGreaterThanOrEqual(places)
    }
  })

  it('names what may grow only where there is such a statement', () => {
    for (const { part } of allowed)
      expect(
        statements().some((sql) => sql.includes(part)),
        part,
      ).toBe(true)
  })
})

describe('with a year of history', () => {
  it.each([
    ["SELECT max(delivered_at) AS at FROM messages INDEXED BY messages_by_state WHERE state = 'delivered'", /alike/],
    [
      "SELECT count(*) FROM messages INDEXED BY messages_by_state WHERE state = 'delivered' AND delivered_at >= ?",
      /alike/,
    ],
    ['SELECT state, count(*) AS n FROM messages GROUP BY state', /all of messages/],
    ['SELECT id FROM captures WHERE folder = ? AND +mtime_ms = ?', /alike/],
    ['SELECT id FROM messages WHERE +id = ?', /all of messages/],
    ["SELECT 1 FROM messages WHERE order_key = ? AND state <> 'duplicate' AND +state = 'waiting'", /alike/],
    ['SELECT id FROM messages WHERE +order_key = ? AND seq > ? ORDER BY seq LIMIT 200', /alike/],
    ['SELECT seq FROM search_marks WHERE mark = ? ORDER BY +seq LIMIT 1', /alike/],
  ])('this one would be found: %s', (sql, why) => {
    expect(planFaults(full, sql).join()).toMatch(why)
  })

  it('no statement reads a table that grows, or rows of it that are alike', () => {
    expect(faultsOf()).toEqual([])
  })

  it('the plans are those of an empty database', () => {
    expect(plans(full)).toEqual(plans(empty))
  })

  it('the plans stay as they are when SQLite has statistics', () => {
    const before = plans(full)
    full.exec('ANALYZE')
    expect(full.prepare('SELECT count(*) FROM sqlite_stat1').pluck().get()).toBeGreaterThan(20)
    expect(faultsOf()).toEqual([])
    // Here SQLite finds each row by its whole key either way.
    const isSame = ([sql]: [string, string[]]) => !sql.startsWith('DELETE FROM search_marks')
    expect([...plans(full)].filter(isSame)).toEqual([...before].filter(isSame))
  })

  it('what goes with a message or a capture is found by an index', () => {
    const tables = full.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
    for (const table of tables)
      for (const { from } of full
        .prepare<[string], { from: string }>('SELECT "from" FROM pragma_foreign_key_list(?)')
        .all(table))
        expect(planOf(full, `SELECT 1 FROM ${table} WHERE ${from} = ?`)[0], `${table}.${from}`).toMatch(/^SEARCH .*=\?/)
  })
})

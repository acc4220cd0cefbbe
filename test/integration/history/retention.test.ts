import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { drained, MOST_ROWS, startOfRound } from '../../../main/store/lifecycle/retention.ts'
import { shrinkOnce } from '../../../main/store/lifecycle/start-up.ts'
import type { Database } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { fillHistory } from '../../support/history.ts'

/**
 * Years of history go in steps whose size does not depend on how much there is, and the file shrinks by as
 * much.
 */

const DAY_MS = 24 * 60 * 60_000
const now = Date.UTC(2031, 4, 6)
const rules = { contentDays: 7, deliveredDays: 400 }

const opened = () => {
  const folder = mkdtempSync(join(tmpdir(), 'np-retention-'))
  const path = join(folder, 'q.db')
  const db = openDatabase({ path, migrations })
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { db, path }
}

const changesOf = (db: Database): number => Number(db.prepare('SELECT total_changes()').pluck().get())

/** A message that was tried for a year of outages: attempts with replies, acts and words without end. */
const hangMuchOn = (db: Database, id: string, seq: number): void => {
  db.transaction(() => {
    const attempt = db.prepare('INSERT INTO attempts (id, message_id, n, started_at) VALUES (?, ?, ?, 1)')
    const reply = db.prepare('INSERT INTO attempt_replies (attempt_id, sealed) VALUES (?, ?)')
    const act = db.prepare("INSERT INTO acts (id, message_id, at, what, who) VALUES (?, ?, 1, 'resent', 'x')")
    const word = db.prepare('INSERT INTO search_marks (mark, seq) VALUES (?, ?)')
    for (let n = 2; n < 900; n++) {
      attempt.run(`${id}-${n}`, id, n)
      reply.run(`${id}-${n}`, Buffer.alloc(n % 300 === 0 ? 3_000_000 : 2_000))
      act.run(`${id}-${n}`, id)
      word.run(Buffer.from(`${id}-${n}`), seq)
    }
    db.prepare('INSERT INTO message_bodies (message_id, sealed) VALUES (?, ?)').run(id, Buffer.alloc(20_000))
  })()
}

describe('a round of retention', () => {
  it('deletes a bounded number of rows and pages in each transaction, and all of it in the end', () => {
    const { db, path } = opened()
    fillHistory(db, { delivered: 1_000, waiting: 50, failed: 5, now, marks: [randomBytes(16), randomBytes(16)] })
    hangMuchOn(db, 'm1', 1)
    const store = createStore({ db, vault: createVault(randomBytes(32)) })
    const later = now + 500 * DAY_MS
    let place = startOfRound
    let steps = 0
    let mostRows = 0
    let mostPages = 0
    while (place.part !== 'done') {
      db.pragma('wal_checkpoint(TRUNCATE)')
      const before = changesOf(db)
      place = store.write(() => store.retention.step(place, 25, rules, later)).place
      mostRows = Math.max(mostRows, changesOf(db) - before)
      mostPages = Math.max(mostPages, statSync(`${path}-wal`).size / 4120)
      steps += 1
      expect(steps).toBeLessThan(2_000)
    }
    // What triggers count beside the rows, and what hangs on the last message, come on top.
    expect(mostRows).toBeLessThan(MOST_ROWS + 50)
    // A reply of 3 MB is some 750 pages; it goes alone.
    expect(mostPages).toBeLessThan(1_500)
    expect(store.lists.counts()).toEqual({ waiting: 50, failed: 5 })
    for (const table of ['attempts', 'attempt_replies', 'acts', 'message_bodies'])
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0)
    expect(db.prepare('SELECT count(*) FROM captures').pluck().get()).toBe(55)
  })

  it('gives the space back to the disk in pieces, until the file is as small as what is in it', () => {
    const { db, path } = opened()
    fillHistory(db, { delivered: 20_000, waiting: 50, failed: 5, now })
    const store = createStore({ db, vault: createVault(randomBytes(32)) })
    db.pragma('wal_checkpoint(TRUNCATE)')
    const full = statSync(path).size
    let place = startOfRound
    while (place.part !== 'done')
      place = store.write(() => store.retention.step(place, 25, rules, now + 500 * DAY_MS)).place
    while (store.retention.space().freePages > 0) {
      db.pragma('wal_checkpoint(TRUNCATE)')
      store.retention.freePages(64)
      // Each page that moves is written, with what points to it.
      expect(statSync(`${path}-wal`).size / 4120).toBeLessThan(64 * 4)
    }
    db.pragma('wal_checkpoint(TRUNCATE)')
    expect(full).toBeGreaterThan(8_000_000)
    expect(statSync(path).size).toBeLessThan(full / 10)
  })

  it('drains every table of which much may hang on a message', () => {
    const { db } = opened()
    const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
    const parents = new Set(['messages', 'coverages', 'attempts'])
    const hanging = tables.flatMap((table) =>
      db
        .prepare<[string], { table: string; from: string }>('SELECT "table", "from" FROM pragma_foreign_key_list(?)')
        .all(table)
        .filter((key) => parents.has(key.table) && !isUnique(db, table, key.from))
        .map(() => table),
    )
    expect(hanging.toSorted()).toEqual(drained.map(({ table }) => table).toSorted())
  })
})

/** Whether at most one row of the table has the same value in this column. */
const isUnique = (db: Database, table: string, column: string): boolean => {
  const keys = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0').pluck().all(table)
  return keys.length === 1 && keys[0] === column
}

describe('a database of the first days, which cannot shrink', () => {
  const first = (delivered: number) => {
    const { db, path } = opened()
    db.pragma('journal_mode = DELETE')
    db.pragma('auto_vacuum = NONE')
    db.exec('VACUUM')
    fillHistory(db, { delivered, waiting: 0, failed: 0, now })
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(0)
    return { db, path }
  }

  it('is rewritten once where it is small', () => {
    const { db } = first(100)
    shrinkOnce(db, { isUpdated: false })
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
  })

  it('is rewritten with an update of its schema where it is large, and left alone before', () => {
    const { db } = first(110_000)
    expect(Number(db.pragma('page_count', { simple: true })) * 4096).toBeGreaterThan(64 * 1024 * 1024)
    shrinkOnce(db, { isUpdated: false })
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(0)
    shrinkOnce(db, { isUpdated: true })
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
    expect(db.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(110_000)
  })
})

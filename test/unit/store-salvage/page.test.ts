import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { cellsOf } from '../../../main/store/salvage/page.ts'
import { readRecord, type SqlValue } from '../../../main/store/salvage/record.ts'

/** What the reader finds on the pages of a database is what SQLite says of it. */

const PAGE = 4096
const samples: SqlValue[][] = [
  [1, 'short', null],
  [-1, 'x'.repeat(3_000), Buffer.from([1, 2, 3])],
  [2 ** 40, 'ö'.repeat(20_000), Buffer.alloc(9_000, 7)],
  [9_007_199_254_740_993n, '', Buffer.alloc(0)],
  [0, 'y', Buffer.alloc(200_000, 9)],
]

const databaseWith = (sql: string, values: SqlValue[][]): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'np-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const db = new Sqlite(join(folder, 'a.db'))
  db.exec(sql)
  const insert = db.prepare<SqlValue[]>('INSERT INTO t VALUES (?, ?, ?)')
  for (const row of values) insert.run(...row)
  db.close()
  return readFileSync(join(folder, 'a.db'))
}
const rowsIn = (bytes: Buffer, lost: readonly number[] = []) => {
  const pages = bytes.length / PAGE
  const readPage = (page: number) =>
    page <= pages && !lost.includes(page) ? bytes.subarray((page - 1) * PAGE, page * PAGE) : null
  return Array.from({ length: pages - 1 }, (_, n) => n + 2)
    .flatMap((page) => cellsOf(page, readPage))
    .flatMap(({ rowId, payload }) => {
      const values = readRecord(payload)
      return values === null ? [] : [{ rowId, values }]
    })
}

it('every row of a table, with whatever lies on overflow pages', () => {
  const bytes = databaseWith('CREATE TABLE t (a INTEGER, b TEXT, c BLOB)', samples)
  expect(rowsIn(bytes)).toEqual(samples.map((values, n) => ({ rowId: n + 1, values })))
})

it('every row of a table without row ids, also those on pages in between', () => {
  const many = Array.from({ length: 300 }, (_, n): SqlValue[] => [n, 'z'.repeat(200), null])
  const bytes = databaseWith('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB) WITHOUT ROWID', many)
  const found = rowsIn(bytes).map(({ values }) => values)
  expect(found.sort((one, other) => Number(one[0]) - Number(other[0]))).toEqual(many)
})

it('leaves out a row whose overflow page is lost, and no other', () => {
  const bytes = databaseWith('CREATE TABLE t (a INTEGER, b TEXT, c BLOB)', samples)
  const last = bytes.length / PAGE
  expect(rowsIn(bytes, [last]).map(({ rowId }) => rowId)).toEqual([1, 2, 3, 4])
})

it('never throws on bytes that are no page, and ends', () => {
  let state = 1
  const random = () => {
    state = (state * 48_271) % 0x7fffffff
    return state
  }
  const bytes = databaseWith('CREATE TABLE t (a INTEGER, b TEXT, c BLOB)', samples)
  for (let round = 0; round < 300; round++) {
    const damaged = Buffer.from(bytes)
    for (let n = 0; n < 30; n++) damaged[PAGE + (random() % (damaged.length - PAGE))] = random() % 256
    expect(Array.isArray(rowsIn(damaged))).toBe(true)
  }
})

import {
  closeSync,
  cpSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { spoilPage } from './damage.ts'
import { databaseIn, dataFolder, openIn, type Written, writeMessage } from './hotel.ts'

/**
 * A database of which pages are gone: everything on the pages that are left comes back, and the rest has its
 * number.
 */

const MESSAGES = 120
const PAGE = 4096

const hotel = (): { data: string; path: string; written: Written[] } => {
  const data = dataFolder()
  const store = openIn(data)
  const written = Array.from({ length: MESSAGES }, (_, n) => writeMessage(store, { n }))
  store.witness.keep()
  store.close()
  return { data, path: databaseIn(data), written }
}
const started = (data: string, written: Written[]) => {
  const store = openIn(data)
  const [notice] = store.startupNotices.list()
  const left = written.filter(({ id }) => store.messages.get(id) !== null)
  const bodies = left.filter(({ id }) => store.messages.body(id)?.includes('<Booking'))
  return { store, notice, left, bodies }
}
/** Rows of a table on leaf pages up to this one, as SQLite counts them before the damage. */
const rowsUpTo = (path: string, table: string, page: number): number => {
  const db = new Sqlite(path, { readonly: true })
  try {
    return (
      db
        .prepare<[string, number], number>(
          "SELECT coalesce(sum(ncell), 0) FROM dbstat WHERE name = ? AND pagetype = 'leaf' AND pageno <= ?",
        )
        .pluck()
        .get(table, page) ?? 0
    )
  } finally {
    db.close()
  }
}

describe('a database that was cut off', () => {
  it.each([1, 2, 5, 20, 60])('by %i pages gives back every message on the pages left', (cut) => {
    const { data, path, written } = hotel()
    const pages = statSync(path).size / PAGE
    const expected = rowsUpTo(path, 'messages', pages - cut)
    truncateSync(path, (pages - cut) * PAGE)
    const { notice, left, bodies } = started(data, written)
    expect(left.length).toBeGreaterThanOrEqual(expected)
    expect(Number(notice?.facts.missing ?? 0)).toBe(MESSAGES - left.length)
    expect(Number(notice?.facts.withoutBody ?? 0)).toBe(left.length - bodies.length)
  })

  it('by one page, of 120 messages loses none but those on it', () => {
    const { data, path, written } = hotel()
    truncateSync(path, statSync(path).size - PAGE)
    expect(started(data, written).left.length).toBeGreaterThan(MESSAGES - 10)
  })

  it('within a page counts that page as gone', () => {
    const { data, path, written } = hotel()
    const pages = statSync(path).size / PAGE
    const expected = rowsUpTo(path, 'messages', pages - 3)
    truncateSync(path, (pages - 2) * PAGE - 1_000)
    expect(started(data, written).left.length).toBeGreaterThanOrEqual(expected)
  })
})

describe('a database whose schema is hit', () => {
  it('gives back every message, by the program’s own schema', () => {
    const { data, path, written } = hotel()
    // The header of the file stays; the first page of the schema is garbage.
    const handle = openSync(path, 'r+')
    writeSync(handle, Buffer.alloc(PAGE - 100, 0xa7), 0, PAGE - 100, 100)
    closeSync(handle)
    const { notice, left, bodies } = started(data, written)
    expect([left.length, bodies.length]).toEqual([MESSAGES, MESSAGES])
    expect(notice?.facts).not.toHaveProperty('missing')
    expect(notice?.kind).toBe('recovered')
  })

  it('with the header too gives back every message', () => {
    const { data, path, written } = hotel()
    spoilPage(path, 1)
    const { left, bodies } = started(data, written)
    expect([left.length, bodies.length]).toEqual([MESSAGES, MESSAGES])
  })

  it('keeps the order of captures, which is that of their row ids', () => {
    const { data, path, written } = hotel()
    spoilPage(path, 1)
    const { store } = started(data, written)
    expect(store.captures.newestOfName(store.captures.nameMark('main', '77.xml'), 'main')?.id).toBe(
      written[77]?.captureId,
    )
    store.close()
    const db = new Sqlite(path, { readonly: true })
    const ids = db.prepare<[], string>('SELECT id FROM captures ORDER BY rowid').pluck().all()
    db.close()
    expect(ids).toEqual(written.map(({ captureId }) => captureId))
  })
})

describe('a write-ahead log', () => {
  /** Ten messages in the database, thirty more in the log only. */
  const withLog = () => {
    const data = dataFolder()
    const first = openIn(data)
    const written = Array.from({ length: 10 }, (_, n) => writeMessage(first, { n }))
    first.witness.keep()
    first.close()
    const store = openIn(data)
    for (let n = 10; n < 40; n++) written.push(writeMessage(store, { n }))
    store.witness.keep()
    const copy = dataFolder()
    cpSync(data, copy, { recursive: true })
    store.close()
    return { data: copy, path: databaseIn(copy), log: `${databaseIn(copy)}-wal`, written }
  }

  it('that is lost takes captures with it, which the start counts', () => {
    const { data, log, path, written } = withLog()
    rmSync(log)
    rmSync(`${path}-shm`, { force: true })
    const { notice, left } = started(data, written)
    expect(left).toHaveLength(10)
    expect(notice).toMatchObject({ kind: 'messages-missing', facts: { missing: 30, waiting: 40 } })
  })

  it('beside a database that was cut short is played into what is left of it', () => {
    const { data, path, written } = withLog()
    truncateSync(path, statSync(path).size - 3 * PAGE)
    const { notice, left } = started(data, written)
    expect(left.length).toBeGreaterThan(25)
    expect(Number(notice?.facts.missing ?? 0)).toBe(written.length - left.length)
  })

  it('that is cut takes the rest with it, which the start counts', () => {
    const { data, log, written } = withLog()
    truncateSync(log, Math.floor(statSync(log).size / 2))
    const { notice, left } = started(data, written)
    expect(left.length).toBeGreaterThan(10)
    expect(notice).toMatchObject({ kind: 'messages-missing', facts: { missing: 40 - left.length } })
  })

  it.each([0.1, 0.4, 0.9])(
    'with a flipped bit (at %f of it) loses no more than one page of it, and says so',
    (share) => {
      const { data, log, written } = withLog()
      const bytes = readFileSync(log)
      const at = Math.floor(bytes.length * share)
      bytes[at] = (bytes[at] ?? 0) ^ 0x04
      writeFileSync(log, bytes)
      const { notice, left, bodies } = started(data, written)
      const lost = written.length - left.length
      expect(lost).toBeLessThanOrEqual(12)
      expect(Number(notice?.facts.missing ?? 0)).toBe(lost)
      expect(Number(notice?.facts.withoutBody ?? 0)).toBe(left.length - bodies.length)
    },
  )
})

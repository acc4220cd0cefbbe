import { closeSync, openSync, readFileSync, readSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/** What can happen to the files of a database, done to a copy of a data folder. */

/** From a process that was killed, with its log beside it; or one that ended in order, without. */
type Left = 'killed' | 'closed'
type Random = () => number
export type Hurt = { name: string; on: Left; hurt: (databasePath: string, random: Random) => string }

const PAGE = 4096

export const hurts = (): Hurt[] => [
  { name: 'length 0, with the log', on: 'killed', hurt: (path) => emptied(path) },
  { name: 'length 0', on: 'closed', hurt: (path) => emptied(path) },
  { name: 'gone', on: 'closed', hurt: (path) => without(path, ['', '-wal', '-shm']) },
  { name: 'a file of another program', on: 'closed', hurt: foreign },
  { name: 'cut at a page', on: 'closed', hurt: cutAtPage },
  { name: 'cut at a page, with the log', on: 'killed', hurt: cutAtPage },
  { name: 'log lost', on: 'killed', hurt: (path) => without(path, ['-wal', '-shm']) },
  { name: 'log cut', on: 'killed', hurt: logCut },
  { name: 'log flipped', on: 'killed', hurt: logFlipped },
  ...pageClasses.map((name) => ({
    name: `bits flipped, ${name}`,
    on: 'closed' as const,
    hurt: (path: string, random: Random) => flipped(path, name, random),
  })),
]

const emptied = (path: string): string => {
  truncateSync(path, 0)
  return 'the database'
}

const without = (path: string, endings: readonly string[]): string => {
  for (const ending of endings) rmSync(`${path}${ending}`, { force: true })
  return endings.join(' ')
}

const foreign = (path: string): string => {
  without(path, ['', '-wal', '-shm'])
  new Sqlite(path).exec("CREATE TABLE other (text TEXT); INSERT INTO other VALUES ('not ours')").close()
  return 'another database'
}

const cutAtPage = (path: string, random: Random): string => {
  const pages = Math.floor(statSync(path).size / PAGE)
  // As often a few pages as most of it.
  const lost = random() < 0.5 ? 1 + Math.floor(random() * 12) : 1 + Math.floor(random() * (pages - 1))
  truncateSync(path, Math.max(1, pages - lost) * PAGE)
  return `${lost} of ${pages} pages`
}

const logCut = (path: string, random: Random): string => {
  const bytes = statSync(`${path}-wal`).size
  const left = Math.floor(bytes * random())
  truncateSync(`${path}-wal`, left)
  return `${left} of ${bytes} bytes left`
}

const logFlipped = (path: string, random: Random): string => {
  const at = Math.floor(statSync(`${path}-wal`).size * random())
  flipBit(`${path}-wal`, at, Math.floor(random() * 8))
  return `byte ${at}`
}

const flipBit = (path: string, at: number, bit: number): void => {
  const handle = openSync(path, 'r+')
  try {
    const byte = Buffer.alloc(1)
    readSync(handle, byte, 0, 1, at)
    writeSync(handle, Buffer.of((byte[0] ?? 0) ^ (1 << bit)), 0, 1, at)
  } finally {
    closeSync(handle)
  }
}

const pageClasses = ['header', 'schema', 'interior', 'leaf', 'index', 'overflow', 'free list', 'pointer map'] as const
type PageClass = (typeof pageClasses)[number]

/** Flips one to three bits on each of one to three pages of a class. */
const flipped = (path: string, kind: PageClass, random: Random): string => {
  const pages = kind === 'header' ? [1] : pagesOf(path)[kind]
  const chosen = Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => pages[Math.floor(random() * pages.length)] ?? 1,
  )
  const places: number[] = []
  for (const page of chosen)
    for (let n = 0; n <= Math.floor(random() * 3); n++) {
      const offset = kind === 'header' ? Math.floor(random() * 100) : Math.floor(random() * PAGE)
      places.push((page - 1) * PAGE + offset)
      flipBit(path, (page - 1) * PAGE + offset, Math.floor(random() * 8))
    }
  return places.map((at) => `page ${Math.floor(at / PAGE) + 1} byte ${at % PAGE}`).join(', ')
}

type Stat = { name: string; page: number; kind: string; isTable: number }

/** The pages of each class, as SQLite tells them of the sound database. */
const pagesOf = (path: string): Record<Exclude<PageClass, 'header'>, number[]> => {
  const db = new Sqlite(path, { readonly: true })
  try {
    const all = db
      .prepare<[], Stat>(
        `SELECT d.name, d.pageno AS page, d.pagetype AS kind, d.name = 'sqlite_schema'
           OR EXISTS (SELECT 1 FROM sqlite_schema s WHERE s.name = d.name AND s.type = 'table') AS isTable FROM dbstat d`,
      )
      .all()
    const of = (fits: (stat: Stat) => boolean) => all.filter(fits).map(({ page }) => page)
    const used = new Set(all.map(({ page }) => page))
    const count = readFileSync(path).length / PAGE
    const rest = Array.from({ length: count }, (_, n) => n + 1).filter((page) => !used.has(page))
    // One pointer map page leads each group of pages, from the second page on.
    const group = PAGE / 5 + 1
    const isMap = (page: number) => (page - 2) % Math.floor(group) === 0
    return {
      schema: of(({ name }) => name === 'sqlite_schema'),
      interior: of(({ kind, isTable, name }) => kind === 'internal' && isTable === 1 && name !== 'sqlite_schema'),
      leaf: of(({ kind, isTable, name }) => kind === 'leaf' && isTable === 1 && name !== 'sqlite_schema'),
      index: of(({ kind, isTable }) => kind !== 'overflow' && isTable === 0),
      overflow: of(({ kind }) => kind === 'overflow'),
      'free list': rest.filter((page) => !isMap(page)),
      'pointer map': rest.filter(isMap),
    }
  } finally {
    db.close()
  }
}

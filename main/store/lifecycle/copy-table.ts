import type { Database } from '../migrate.ts'

/**
 * Copies the rows of one table out of a damaged database: forwards, backwards, and by keys known from
 * elsewhere in between.
 */

type Row = Record<string, string | number | bigint | Buffer | null>

/** A gap of row ids wider than this is not looked through one by one. */
const WIDEST_GAP = 5_000_000

/** Tables of one row. */
const single = new Set(['sender', 'vault_check'])

type Column = { name: string; pk: number }
type ForeignKey = { table: string; from: string; to: string | null }

/** Copies what can be read. Rows that do not fit (garbage, a parent that is lost) stay behind. */
export const copyTable = (source: Database, target: Database, table: string): void => {
  const columns = sharedColumns(source, target, table)
  if (columns.length === 0) return
  const names = columns.map(({ name }) => name)
  const list = names.join(', ')
  // REPLACE for tables of one row, which the schema brings along; anywhere else the first good copy of a row
  // counts.
  const insert = target.prepare<[Row]>(
    `INSERT OR ${single.has(table) ? 'REPLACE' : 'IGNORE'} INTO ${table} (${list}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  )
  const keep = (row: Row) => {
    try {
      insert.run(row)
    } catch {
      // A parent that is lost, or garbage that SQLite could still read: this row is part of the damage, the
      // next one may be whole.
    }
  }
  if (copyByRowId(source, { table, list, keep })) return
  copyByKeys(source, target, { table, list, keys: columns.filter(({ pk }) => pk > 0).map(({ name }) => name), keep })
}

const sharedColumns = (source: Database, target: Database, table: string): Column[] => {
  const wanted = columnsOf(target, table)
  const there = new Set(columnsOf(source, table).map(({ name }) => name))
  return wanted.filter(({ name }) => there.has(name))
}

const columnsOf = (db: Database, table: string): Column[] =>
  db.prepare<[string], Column>('SELECT name, pk FROM pragma_table_info(?)').all(table)

/** Every row up to the first that cannot be read. */
export function* readable<T>(db: Database, sql: string): Generator<T, boolean> {
  try {
    for (const row of db.prepare<[], T>(sql).iterate()) yield row
    return true
  } catch {
    // SQLite's words for a damaged page; what came before it is good.
    return false
  }
}

type Copying = { table: string; list: string; keep: (row: Row) => void }

/** For tables with row ids. False where the table has none. */
const copyByRowId = (source: Database, { table, list, keep }: Copying): boolean => {
  if (!hasRowId(source, table)) return false
  let first = 0
  const forwards = readable<Row & { np_rowid: number }>(
    source,
    `SELECT rowid AS np_rowid, ${list} FROM ${table} ORDER BY rowid`,
  )
  let step = forwards.next()
  while (!step.done) {
    const { np_rowid, ...row } = step.value
    first = np_rowid
    keep(row)
    step = forwards.next()
  }
  if (step.value) return true
  let last = Number.NaN
  for (const { np_rowid, ...row } of readable<Row & { np_rowid: number }>(
    source,
    `SELECT rowid AS np_rowid, ${list} FROM ${table} WHERE rowid > ${first} ORDER BY rowid DESC`,
  )) {
    last = np_rowid
    keep(row)
  }
  probeGap(source, { table, list, keep }, first + 1, Number.isNaN(last) ? highestOf(source, table, first) : last - 1)
  return true
}

/** Asks for each row id of the gap alone: a damaged page takes with it only what lies on it. */
const probeGap = (source: Database, { table, list, keep }: Copying, from: number, to: number): void => {
  const one = source.prepare<[number], Row>(`SELECT ${list} FROM ${table} WHERE rowid = ?`)
  for (let id = from; id <= Math.min(to, from + WIDEST_GAP); id++)
    try {
      const row = one.get(id)
      if (row) keep(row)
    } catch {
      // On the damaged page.
    }
}

/** The highest row id any index still names. */
const highestOf = (source: Database, table: string, atLeast: number): number => {
  let highest = atLeast
  for (const name of source.prepare<[string], string>('SELECT name FROM pragma_index_list(?)').pluck().all(table))
    for (const { id } of readable<{ id: number | null }>(
      source,
      `SELECT max(rowid) AS id FROM ${table} INDEXED BY "${name}" WHERE +rowid > 0`,
    ))
      highest = Math.max(highest, id ?? 0)
  return highest
}

const hasRowId = (source: Database, table: string): boolean =>
  source.prepare<[string], number>('SELECT wr FROM pragma_table_list(?)').pluck().get(table) === 0

/** For tables kept by their keys: from both ends, then by the keys of the rows they belong to. */
const copyByKeys = (
  source: Database,
  target: Database,
  { table, list, keys, keep }: Copying & { keys: string[] },
): void => {
  const forwards = readable<Row>(source, `SELECT ${list} FROM ${table} ORDER BY ${keys.join(', ')}`)
  let step = forwards.next()
  while (!step.done) {
    keep(step.value)
    step = forwards.next()
  }
  if (step.value) return
  for (const row of readable<Row>(
    source,
    `SELECT ${list} FROM ${table} ORDER BY ${keys.map((key) => `${key} DESC`).join(', ')}`,
  ))
    keep(row)
  for (const parent of target
    .prepare<[string], ForeignKey>('SELECT "table", "from", "to" FROM pragma_foreign_key_list(?)')
    .all(table)) {
    const children = source.prepare<[string | number], Row>(`SELECT ${list} FROM ${table} WHERE ${parent.from} = ?`)
    for (const key of target
      .prepare<[], string | number>(`SELECT ${parent.to ?? 'rowid'} FROM ${parent.table}`)
      .pluck()
      .all())
      try {
        for (const row of children.all(key)) keep(row)
      } catch {
        // On the damaged page.
      }
  }
}

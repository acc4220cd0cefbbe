import type { Database } from '../migrate.ts'

/**
 * Copies the rows of one table out of a damaged database by asking SQLite, up to the first that it cannot
 * read.
 */

type Row = Record<string, string | number | bigint | Buffer | null>

/** Tables of one row, which the schema brings along. */
const single = new Set(['data_folder', 'fence', 'sender', 'vault_check', 'vault_recovery'])

/**
 * Gives whether SQLite came to the end of the table. Rows that do not fit (garbage, a parent that is lost)
 * stay behind.
 */
export const copyTable = (source: Database, target: Database, table: string): boolean => {
  const names = sharedColumns(source, target, table)
  if (names.length === 0) return false
  // The row id is the order in which captures came.
  const kept = hasOwnRowId(target, table) ? ['rowid', ...names] : names
  const list = kept.map((name) => `${name} AS np_${name}`).join(', ')
  // REPLACE for tables of one row; anywhere else the first good copy of a row counts.
  const insert = target.prepare<[Row]>(
    `INSERT OR ${single.has(table) ? 'REPLACE' : 'IGNORE'} INTO ${table} (${kept.join(', ')}) VALUES (${kept.map((name) => `@np_${name}`).join(', ')})`,
  )
  const rows = readable<Row>(source, `SELECT ${list} FROM ${table}`)
  let step = rows.next()
  while (!step.done) {
    try {
      insert.run(step.value)
    } catch {
      // A parent that is lost, or garbage that SQLite could still read: this row is part of the damage, the
      // next one may be whole.
    }
    step = rows.next()
  }
  return step.value
}

const sharedColumns = (source: Database, target: Database, table: string): string[] => {
  const there = new Set(columnsOf(source, table))
  return columnsOf(target, table).filter((name) => there.has(name))
}

const columnsOf = (db: Database, table: string): string[] => {
  try {
    return db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)
  } catch {
    // A damaged schema: nothing can be asked of this table.
    return []
  }
}

/** Whether rows have a row id that is no column of theirs. */
const hasOwnRowId = (db: Database, table: string): boolean =>
  db.prepare<[string], number>('SELECT wr FROM pragma_table_list(?)').pluck().get(table) === 0 &&
  db
    .prepare<[string], number>("SELECT count(*) FROM pragma_table_info(?) WHERE pk = 1 AND type = 'INTEGER'")
    .pluck()
    .get(table) === 0

/** Every row up to the first that cannot be read; in the end whether that was all. */
export function* readable<T>(db: Database, sql: string): Generator<T, boolean> {
  try {
    for (const row of db.prepare<[], T>(sql).iterate()) yield row
    return true
  } catch {
    // SQLite's words for a damaged page; what came before it is good.
    return false
  }
}

import Sqlite from 'better-sqlite3'
import { type Database, type Migration, migrate } from '../migrate.ts'
import type { SqlValue } from './record.ts'

/**
 * By what a row is known that lies on a page nobody can say the table of: how many columns it has, and their
 * types.
 */

type Column = { name: string; type: string; isNullable: boolean; isRowId: boolean }

export type Shape = {
  table: string
  /** In the order of a record: of a table without row ids the key comes first. */
  columns: Column[]
  /** A record that was written before columns were added is shorter, and never shorter than this. */
  leastColumns: number
  hasRowId: boolean
  /** The schema allows one row. */
  isSingle: boolean
}

/** Names and values of one row, ready to be written. */
export type Row = { names: string[]; values: SqlValue[] }

type Info = { name: string; type: string; notnull: number; pk: number }

/**
 * The shapes of all tables of our own schema whose rows can be told from the entries of an index: tables with
 * row ids, and of the others those that belong to a row elsewhere or are wider than every index.
 */
export const shapesOf = (migrations: readonly Migration[]): Shape[] => {
  const db = new Sqlite(':memory:')
  try {
    const least = new Map<string, number>()
    for (let n = 1; n <= migrations.length; n++) {
      migrate(db, migrations.slice(0, n))
      for (const table of tablesOf(db)) if (!least.has(table)) least.set(table, infoOf(db, table).length)
    }
    const widest = widestIndex(db)
    return tablesOf(db)
      .map((table) => shapeOf(db, table, least.get(table) ?? 0))
      .filter(({ table, hasRowId, leastColumns }) => hasRowId || leastColumns > widest || foreignKeysOf(db, table) > 0)
  } finally {
    db.close()
  }
}

const tablesOf = (db: Database): string[] =>
  db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
    )
    .pluck()
    .all()

const infoOf = (db: Database, table: string): Info[] =>
  db.prepare<[string], Info>('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(table)

const foreignKeysOf = (db: Database, table: string): number =>
  db.prepare<[string], number>('SELECT count(*) FROM pragma_foreign_key_list(?)').pluck().get(table) ?? 0

/** Values of an entry of the widest index; the row id or the key of the row comes with its columns. */
const widestIndex = (db: Database): number =>
  db
    .prepare<[], number>(`
      SELECT max((SELECT count(*) FROM pragma_index_xinfo(i.name))) FROM sqlite_schema t, pragma_index_list(t.name) i
      WHERE t.type = 'table' AND i.origin <> 'pk'`)
    .pluck()
    .get() ?? 0

const shapeOf = (db: Database, table: string, leastColumns: number): Shape => {
  const info = infoOf(db, table)
  const hasRowId = db.prepare<[string], number>('SELECT wr FROM pragma_table_list(?)').pluck().get(table) === 0
  const keys = info.filter(({ pk }) => pk > 0)
  const sql = db.prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table) ?? ''
  const ordered = hasRowId
    ? info
    : [...keys.toSorted((one, other) => one.pk - other.pk), ...info.filter(({ pk }) => pk === 0)]
  return {
    table,
    columns: ordered.map(({ name, type, notnull, pk }) => ({
      name,
      type,
      isNullable: notnull === 0 && pk === 0,
      isRowId: hasRowId && keys.length === 1 && pk === 1 && type === 'INTEGER',
    })),
    leastColumns,
    hasRowId,
    isSingle: /CHECK \(id = 1\)/.test(sql),
  }
}

const isOfType = (value: SqlValue, { type, isNullable }: Column): boolean => {
  if (value === null) return isNullable
  if (type === 'INTEGER') return typeof value === 'bigint' || Number.isInteger(value)
  if (type === 'REAL') return typeof value === 'number' || typeof value === 'bigint'
  return type === 'BLOB' ? Buffer.isBuffer(value) : typeof value === 'string'
}

/**
 * A cell that was read: the row id, where its page is of a table that has them, and the values of its record.
 */
export type ReadCell = { rowId: number | bigint | null; values: readonly SqlValue[] }

/** The cell as a row of this table; null where it cannot be one. Rows with a row id keep it. */
export const asRow = (shape: Shape, { rowId, values }: ReadCell): Row | null => {
  if (shape.hasRowId !== (rowId !== null)) return null
  if (values.length > shape.columns.length || values.length < shape.leastColumns) return null
  if (shape.isSingle && rowId !== 1) return null
  const row: Row = shape.hasRowId ? { names: ['rowid'], values: [rowId] } : { names: [], values: [] }
  for (const [n, value] of values.entries()) {
    const column = shape.columns[n]
    if (column === undefined) return null
    if (column.isRowId) {
      if (value !== null) return null
      continue
    }
    if (!isOfType(value, column)) return null
    row.names.push(column.name)
    row.values.push(value)
  }
  return row
}

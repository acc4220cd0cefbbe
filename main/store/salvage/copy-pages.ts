import type { Database } from '../migrate.ts'
import { cellsOf, type ReadPage } from './page.ts'
import { readRecord, type SqlValue } from './record.ts'
import { asRow, type ReadCell, type Row, type Shape } from './shapes.ts'

/**
 * Copies rows out of the pages of a damaged database one by one, whatever became of the schema and of the
 * pages that lead to them. To which table a row belongs is told by its shape, and by the row elsewhere that
 * it belongs to. What was deleted is not there any more: the program has SQLite overwrite it.
 */
export const copyPages = (parts: {
  readPage: ReadPage
  pages: number
  shapes: readonly Shape[]
  target: Database
  /** Tables in the order in which rows that belong to others follow those. */
  tables: readonly string[]
  /** Called before a row is written. */
  beforeRow?: (table: string, row: Row) => void
}): void => {
  const { readPage, pages, target, tables, beforeRow } = parts
  const shapes = tables.flatMap((table) => parts.shapes.filter((shape) => shape.table === table))
  const found = new Map<string, number[]>(tables.map((table) => [table, []]))
  for (let page = 1; page <= pages; page++) {
    const cells = readCells(page, readPage)
    for (const shape of shapes) if (looksLike(shape, cells)) found.get(shape.table)?.push(page)
  }
  for (const shape of shapes) {
    const ofTable = found.get(shape.table) ?? []
    // Where several pages could hold the one row, none of them surely does.
    if (shape.isSingle && ofTable.length !== 1) continue
    const insert = createInsert(target, shape)
    for (const page of ofTable)
      for (const cell of readCells(page, readPage)) {
        const row = asRow(shape, cell)
        if (row === null) continue
        beforeRow?.(shape.table, row)
        insert(row)
      }
  }
}

const readCells = (page: number, readPage: ReadPage): ReadCell[] =>
  cellsOf(page, readPage).flatMap(({ rowId, payload }) => {
    const values = readRecord(payload)
    return values === null ? [] : [{ rowId, values }]
  })

/** Whether a row of the page is one of this table; the one row of a table is alone on its page. */
const looksLike = (shape: Shape, cells: readonly ReadCell[]): boolean =>
  (!shape.isSingle || cells.length === 1) && cells.some((cell) => asRow(shape, cell) !== null)

const createInsert = (target: Database, { table, isSingle }: Shape): ((row: Row) => void) => {
  const statements = new Map<string, (values: SqlValue[]) => unknown>()
  const prepared = (names: readonly string[]) => {
    const list = names.join(', ')
    const known = statements.get(list)
    if (known !== undefined) return known
    const statement = target.prepare<SqlValue[]>(
      `INSERT OR ${isSingle ? 'REPLACE' : 'IGNORE'} INTO ${table} (${list}) VALUES (${names.map(() => '?').join(', ')})`,
    )
    const run = (values: SqlValue[]) => statement.run(...values)
    statements.set(list, run)
    return run
  }
  return ({ names, values }) => {
    try {
      prepared(names)(values)
    } catch {
      // A parent that is lost, an entry of an index of the same shape, or garbage: this one is no row of the
      // table.
    }
  }
}

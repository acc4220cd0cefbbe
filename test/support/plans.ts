import type { Database } from '../../main/store/migrate.ts'

/** Judges how SQLite goes about a statement: what it reads must not grow with what was delivered long ago. */

/**
 * Tables that stay small however long a hotel works: of the hotel's set-up, of what is wrong now, or cut by
 * the program.
 */
const smallTables = new Set([
  'alarms', // what is wrong now
  'capture_pieces', // of files above 4 MB
  'data_folder',
  'data_kind',
  'export_folders', // one row for each folder the settings ever named
  'fence',
  'folder_looks', // one row for each folder
  'job_questions', // of the last minute
  'lanes',
  'links',
  'message_counts', // one row for each state
  'notices', // the last 200
  'sender',
  'sqlite_sequence', // one row for each table with numbers
  'startup_notices', // of the last 30 days
  'vault_check',
  'vault_keys', // one for each change of key
  'vault_recovery',
])

/** As many equal rows as are undelivered at a busy hotel; history has thirty times as many. */
const MOST_EQUAL = 10_000

const endedStates = new Set(['delivered', 'superseded', 'handled', 'duplicate'])

/** One row of the plan that reads too much, in words; none: the statement is well. */
export const planFaults = (db: Database, sql: string): string[] => {
  const plan = explained(db, sql)
  const extremeOf = /^\s*SELECT (?:min|max)\((\w+)\) AS \w+\s+FROM\b/.exec(sql)?.[1]
  // Each order asked for has its limit.
  const isLimited = /\bLIMIT\b/.test(sql) && countOf(sql, /\bLIMIT\b/g) >= countOf(sql, /\bORDER BY\b/g)
  return plan.flatMap(({ detail: line, parent }) => {
    // The index gives the rows in the order asked for, so SQLite stops at the limit.
    const stopsEarly =
      isLimited && !plan.some((other) => other.parent === parent && other.detail.includes('TEMP B-TREE FOR ORDER BY'))
    const scan = /^SCAN (\S+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(line)
    if (scan) {
      const [, alias = '', index] = scan
      const table = tableOf(db, sql, alias)
      if (table === null || smallTables.has(table)) return []
      if (index !== undefined && mostEqual(db, sql, table, index, []) <= MOST_EQUAL) return []
      return [`reads all of ${table}: ${line}`]
    }
    const search =
      /^SEARCH (\S+)(?: EXISTS)?(?: USING (?:COVERING )?(?:INDEX (\w+)|(PRIMARY KEY|INTEGER PRIMARY KEY)))?(?: \((.*)\))?/.exec(
        line,
      )
    if (!search) return []
    const [, alias = '', index, key, terms = ''] = search
    const table = tableOf(db, sql, alias)
    if (table === null || smallTables.has(table)) return []
    const equal = [...terms.matchAll(/(\w+)=\?/g)].map(([, column = '']) => column)
    if (key === 'INTEGER PRIMARY KEY' && equal.length > 0) return []
    // The first or last row of those that are alike is the answer.
    if (extremeOf !== undefined && columnsOf(db, index)[equal.length] === extremeOf) return []
    if (stopsEarly && equal.length > 0) return []
    const most = mostEqual(db, sql, table, index, equal)
    return most <= MOST_EQUAL ? [] : [`${most} rows of ${table} are alike for: ${line}`]
  })
}

const columnsOf = (db: Database, index: string | undefined): (string | null)[] =>
  db
    .prepare<[string], string | null>('SELECT name FROM pragma_index_info(?) ORDER BY seqno')
    .pluck()
    .all(index ?? '')

const countOf = (sql: string, pattern: RegExp): number => [...sql.matchAll(pattern)].length

/** SQLite's plan, line by line. */
export const planOf = (db: Database, sql: string): string[] => explained(db, sql).map(({ detail }) => detail)

/** Each parameter is bound to a value, as the engine does. */
const explained = (db: Database, sql: string): { parent: number; detail: string }[] => {
  const names = [...new Set([...sql.matchAll(/@([A-Za-z]\w*)/g)].map(([, name = '']) => name))]
  const statement = db.prepare<unknown[], { parent: number; detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
  return names.length > 0
    ? statement.all(Object.fromEntries(names.map((name) => [name, 1])))
    : statement.all(...Array(countOf(sql, /\?/g)).fill(1))
}

/** The table an alias of the plan stands for; null for what is computed within the statement. */
const tableOf = (db: Database, sql: string, alias: string): string | null => {
  const tables = new Set(db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all())
  if (tables.has(alias)) return alias
  for (const [, table = '', name = ''] of sql.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?/g))
    if (name === alias && tables.has(table)) return table
  return null
}

const counted = new WeakMap<Database, Map<string, number>>()

/**
 * The largest number of rows that are equal in these columns, within what the index holds and the statement's
 * states let through.
 */
const mostEqual = (db: Database, sql: string, table: string, index: string | undefined, columns: string[]): number => {
  const known = counted.get(db) ?? new Map<string, number>()
  counted.set(db, known)
  const text =
    index === undefined
      ? ''
      : (db.prepare<[string], string | null>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(index) ?? '')
  const held = /\bWHERE\b([\s\S]*)$/.exec(text)?.[1] ?? '1'
  const asked = columns.includes('state') ? statesIn(sql) : []
  const within = asked.length > 0 ? `state IN (${asked.map((state) => `'${state}'`).join(', ')})` : '1'
  const group = columns.length > 0 ? `GROUP BY ${columns.join(', ')}` : ''
  const question = `SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM ${table} WHERE (${held}) AND ${within} ${group})`
  const most = known.get(question) ?? Number(db.prepare(question).pluck().get())
  known.set(question, most)
  return most
}

/**
 * The states a statement names; none where it takes one as a parameter or names one in which messages end.
 */
const statesIn = (sql: string): string[] => {
  if (/\bstate = [@?]/.test(sql)) return []
  const states = [...sql.matchAll(/(?<!\+\w?\.?)\bstate (?:= '(\w+)'|IN \(([^)]*)\))/g)].flatMap(
    ([, one, several = '']) => (one ? [one] : [...several.matchAll(/'(\w+)'/g)].map(([, name = '']) => name)),
  )
  return states.some((state) => endedStates.has(state)) ? [] : states
}

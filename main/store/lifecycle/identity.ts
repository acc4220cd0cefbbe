import Sqlite from 'better-sqlite3'
import { APPLICATION_ID } from '../application-id.ts'

/** Tables that every version of our database has. */
const ownTables = ['captures', 'messages', 'vault_check']

/**
 * Whose file lies in the place of the database. `unknown`: SQLite cannot read it. `empty`: a database without
 * a table.
 */
export type Identity = 'ours' | 'foreign' | 'empty' | 'unknown'

export const identityOf = (path: string): Identity => {
  let db: Sqlite.Database | null = null
  try {
    db = new Sqlite(path, { timeout: 5_000, fileMustExist: true, readonly: true })
    const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
    if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return 'ours'
    if (ownTables.every((table) => tables.includes(table))) return 'ours'
    return tables.length === 0 ? 'empty' : 'foreign'
  } catch {
    // Damaged, held, or no database at all: whoever looks into it next says which.
    return 'unknown'
  } finally {
    db?.close()
  }
}

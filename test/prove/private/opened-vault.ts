import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { sealedColumns } from '../../../main/store/lifecycle/reseal.ts'
import { createVault } from '../../../main/store/vault.ts'

/**
 * Every sealed value of a database, opened as its owner could. A column that the program's own list lacks is
 * a fault: neither this proof nor a change of key would see it.
 */

/** A known text, the same in every database. */
const ignored = ['vault_check.sealed']

type OpenedValue = { column: string; bytes: Buffer }
export type OpenedVault = { values: OpenedValue[]; unopened: number; unknownColumns: string[] }

export const openVault = (data: string): OpenedVault => {
  const keys = createFileSecrets({ folder: data }).vaultKeys.read()
  if (!keys.ok) throw new Error(keys.sentence)
  const vault = createVault(keys.ring)
  const db = new Sqlite(join(data, 'night-porter.db'), { readonly: true })
  try {
    const columns = db
      .prepare<[], { name: string }>(
        `SELECT t.name || '.' || c.name AS name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.name LIKE '%sealed%' ORDER BY 1`,
      )
      .all()
      .map(({ name }) => name)
    const known = sealedColumns.map(({ table, column }) => `${table}.${column}`)
    const values: OpenedValue[] = []
    let unopened = 0
    for (const { table, column, key, place } of sealedColumns) {
      if (!columns.includes(`${table}.${column}`)) continue
      const rows = db
        .prepare<[], { key: string; sealed: Buffer }>(
          `SELECT ${key} AS key, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL`,
        )
        .all()
      for (const { key: id, sealed } of rows) {
        const opened = vault.open(sealed, `${place}:${id}`)
        if (opened.ok) values.push({ column: `${table}.${column}`, bytes: opened.bytes })
        else unopened += 1
      }
    }
    return {
      values,
      unopened,
      unknownColumns: columns.filter((name) => !known.includes(name) && !ignored.includes(name)),
    }
  } finally {
    db.close()
  }
}

import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { createVault, vaultKeyFrom } from '../../../main/store/vault.ts'

/**
 * Every sealed value of a database, opened as its owner could. `of` names the row's identity for each sealed
 * column; a column that is not named here is a fault of the proof, which must know them all.
 */

const identities: Record<string, { key: string; of: (key: string) => string }> = {
  'messages.sealed': { key: 'id', of: (id) => `message:${id}` },
  'messages.sealed_facts': { key: 'id', of: (id) => `facts:${id}` },
  'message_bodies.sealed': { key: 'message_id', of: (id) => `body:${id}` },
  'captures.sealed': { key: 'id', of: (id) => `capture:${id}` },
  'capture_contents.sealed': { key: 'capture_id', of: (id) => `content:${id}` },
  'attempts.sealed': { key: 'id', of: (id) => `attempt:${id}` },
  'attempt_replies.sealed': { key: 'attempt_id', of: (id) => `reply:${id}` },
  'jobs.sealed': { key: 'id', of: (id) => `job:${id}` },
  'acts.sealed': { key: 'id', of: (id) => `act:${id}` },
  'links.sealed_pause': { key: 'connection', of: (id) => `pause:${id}` },
  'folder_looks.sealed': { key: 'folder', of: (id) => `look:${id}` },
}

/** Already looked at: a known text, the same in every database. */
const ignored = ['vault_check.sealed']

export type OpenedValue = { column: string; bytes: Buffer }
export type OpenedVault = { values: OpenedValue[]; unopened: number; unknownColumns: string[] }

export const openVault = (data: string): OpenedVault => {
  const secret = createFileSecrets({ folder: data }).get('vault-key')
  const key = secret.ok ? vaultKeyFrom(secret.value) : null
  if (!key?.ok) throw new Error('the key of the vault cannot be read')
  const vault = createVault(key.key)
  const db = new Sqlite(join(data, 'night-porter.db'), { readonly: true })
  try {
    const columns = db
      .prepare<[], { name: string }>(
        `SELECT t.name || '.' || c.name AS name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.name LIKE '%sealed%' ORDER BY 1`,
      )
      .all()
      .map(({ name }) => name)
      .filter((name) => !ignored.includes(name))
    const values: OpenedValue[] = []
    let unopened = 0
    for (const column of columns) {
      const identity = identities[column]
      if (!identity) continue
      const [table = '', name = ''] = column.split('.')
      const rows = db
        .prepare<[], { key: string; sealed: Buffer }>(
          `SELECT ${identity.key} AS key, ${name} AS sealed FROM ${table} WHERE ${name} IS NOT NULL`,
        )
        .all()
      for (const { key: id, sealed } of rows) {
        const opened = vault.open(sealed, identity.of(id))
        if (opened.ok) values.push({ column, bytes: opened.bytes })
        else unopened += 1
      }
    }
    return { values, unopened, unknownColumns: columns.filter((column) => !identities[column]) }
  } finally {
    db.close()
  }
}

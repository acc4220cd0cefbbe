import type { Database } from './open.ts'
import type { Vault } from './vault.ts'

const KNOWN = 'night-porter'
const IDENTITY = 'vault-check'

/** Whether this key opens this database. A new database takes the key it is first opened with. */
export const checkVault = (db: Database, vault: Vault): boolean => {
  const row = db.prepare<[], { sealed: Buffer }>('SELECT sealed FROM vault_check WHERE id = 1').get()
  if (!row) {
    db.prepare<[Buffer]>('INSERT OR IGNORE INTO vault_check (id, sealed) VALUES (1, ?)').run(
      vault.seal(KNOWN, IDENTITY),
    )
    const kept = db.prepare<[], { sealed: Buffer }>('SELECT sealed FROM vault_check WHERE id = 1').get()
    return kept !== undefined && vault.openText(kept.sealed, IDENTITY).ok
  }
  return vault.openText(row.sealed, IDENTITY).ok
}

import type { Database } from './open.ts'
import { keyIdOf, type Vault } from './vault.ts'

const KNOWN = 'night-porter'
const IDENTITY = 'vault-check'

const readCheck = (db: Database): Buffer | null =>
  db.prepare<[], { sealed: Buffer }>('SELECT sealed FROM vault_check WHERE id = 1').get()?.sealed ?? null

/**
 * Whether these keys open this database. A new database takes the key it is first opened with. `other-key`:
 * it was last opened with a key that is not among these; `foreign`: a key of the same id does not open it, so
 * these belong to another database.
 */
export const checkVault = (db: Database, vault: Vault): 'opens' | 'other-key' | 'foreign' => {
  if (readCheck(db) === null)
    db.prepare<[Buffer]>('INSERT OR IGNORE INTO vault_check (id, sealed) VALUES (1, ?)').run(
      vault.seal(KNOWN, IDENTITY),
    )
  const sealed = readCheck(db)
  if (sealed !== null && vault.openText(sealed, IDENTITY).ok) return 'opens'
  return vault.hasKey((sealed && keyIdOf(sealed)) ?? '') ? 'foreign' : 'other-key'
}

/** Seals the check value anew, with the key of now. */
export const sealCheck = (db: Database, vault: Vault): void =>
  void db.prepare<[Buffer]>('UPDATE vault_check SET sealed = ? WHERE id = 1').run(vault.seal(KNOWN, IDENTITY))

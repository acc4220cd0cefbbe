import type { Secrets } from '../core/ports/secrets.ts'
import { migrations } from '../store/migrations/index.ts'
import { openDatabase } from '../store/open.ts'
import { createStore, type Store } from '../store/store.ts'
import { createVault, newVaultKey, vaultKeyFrom } from '../store/vault.ts'
import { checkVault } from '../store/vault-check.ts'

const KEY_NAME = 'vault-key'

export type OpenedStore = { ok: true; store: Store } | { ok: false; sentence: string }

/**
 * Opens the database of a data folder with its key from the secret store; a new folder gets both. A database without its key is
 * refused and left untouched: nothing undelivered may be lost by starting anew. Throws the store's own refusals.
 */
export const openStore = ({ databasePath, isNew, secrets }: { databasePath: string; isNew: boolean; secrets: Secrets }): OpenedStore => {
  const known = secrets.get(KEY_NAME)
  if (!known.ok && known.reason === 'unreadable')
    return { ok: false, sentence: `The key of the data folder cannot be opened. ${known.sentence}` }
  if (!known.ok && !isNew)
    return {
      ok: false,
      sentence: `The key of the database is missing from the secret store. Nothing was changed. Put back the files that belong to ${databasePath}, or move that database away to start anew.`,
    }
  if (!known.ok) secrets.set(KEY_NAME, newVaultKey())
  const text = known.ok ? known : secrets.get(KEY_NAME)
  const key = text.ok ? vaultKeyFrom(text.value) : { ok: false as const }
  if (!key.ok)
    return { ok: false, sentence: 'The key of the data folder is damaged. Nothing was changed. Put back the secret files from a copy.' }
  const vault = createVault(key.key)
  const db = openDatabase({ path: databasePath, migrations })
  if (!checkVault(db, vault)) {
    db.close()
    return {
      ok: false,
      sentence:
        'The key in the secret store does not belong to this database. Nothing was changed. Put back the secret files that belong to it.',
    }
  }
  return { ok: true, store: createStore({ db, vault }) }
}

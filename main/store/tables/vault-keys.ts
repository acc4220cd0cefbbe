import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'

/** For the screens and the doctor. */
export const createVaultKeys = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const ids = db.prepare<[], { id: string }>('SELECT id FROM vault_keys')
  const printed = db.prepare<[], { printedAt: number | null }>(
    'SELECT printed_at AS printedAt FROM vault_recovery WHERE id = 1',
  )
  return {
    /** Whether something was sealed with a key that is not there any more. */
    isKeyLost: (): boolean => ids.all().some(({ id }) => !vault.hasKey(id)),
    /** When the recovery code was printed, epoch ms; null: never. */
    codePrintedAt: (): number | null => printed.get()?.printedAt ?? null,
  }
}

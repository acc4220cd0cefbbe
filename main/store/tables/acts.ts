import type { Act } from '../../contract/message.ts'
import { maskCards } from '../../core/redact/cards.ts'
import type { Connection } from '../connection.ts'
import { ActDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'

/**
 * What people did to messages. Append-only; the reason may name a guest, so it is sealed, without card data.
 */

type ActRow = Omit<Act, 'reason'> & { id: string; sealed: Buffer | null }

export const createActs = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const insert = db.prepare(
    'INSERT INTO acts (id, message_id, batch_id, at, what, who, sealed) VALUES (@id, @messageId, @batchId, @at, @what, @who, @sealed)',
  )
  const list = db.prepare<[string], ActRow>(
    'SELECT id, at, what, who, sealed FROM acts WHERE message_id = ? ORDER BY at DESC, id',
  )
  return {
    add(act: Act & { id: string; messageId: string; batchId: string | null }): void {
      const { reason, ...rest } = act
      insert.run({
        ...rest,
        sealed: reason === null ? null : vault.seal(JSON.stringify({ reason: maskCards(reason) }), `act:${act.id}`),
      })
    },
    list: (messageId: string): Act[] =>
      list.all(messageId).map(({ id, sealed, ...row }) => {
        const text = sealed ? vault.openText(sealed, `act:${id}`) : null
        return { ...row, reason: text?.ok ? ActDetails.parse(JSON.parse(text.text)).reason : null }
      }),
  }
}

import { maskCards } from '../../core/redact/cards.ts'
import type { Connection } from '../connection.ts'
import { eraseFromCopy, lookIntoCopies, type StoredCopy } from '../lifecycle/copies.ts'
import { drained } from '../lifecycle/retention.ts'
import { ActDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'
import type { FileState } from './captures.ts'
import type { Messages } from './messages.ts'

/**
 * What is stored of a guest beside the message itself, and how it goes: row by row in one transaction,
 * overwritten as it is deleted (`secure_delete`), and out of the copies of the database too
 * (docs/privacy.md).
 */

export type StoredOfMessage = { attempts: number; replies: number; acts: number; hasBody: boolean; hasFile: boolean }

export type Erasure = {
  id: string
  at: number
  who: string
  messages: number
  attempts: number
  files: number
  copies: number
  reason: string
}

/** What went with the messages of one order key. */
export type ErasedReservation = { orderKey: string; messages: number; attempts: number }

const MOST_SHOWN = 200

export const createGuests = ({
  db,
  vault,
  messages,
}: {
  db: Connection
  vault: Vault
  messages: Pick<Messages, 'get' | 'ofCapture'>
}) => {
  const attempts = db.prepare<[string], { attempts: number; replies: number }>(`
    SELECT count(*) AS attempts, count(r.attempt_id) AS replies FROM attempts a LEFT JOIN attempt_replies r ON r.attempt_id = a.id
    WHERE a.message_id = ?`)
  const acts = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM acts WHERE message_id = ?')
  const body = db.prepare<[string], { n: number }>('SELECT 1 AS n FROM message_bodies WHERE message_id = ?')
  const content = db.prepare<[string], { n: number }>('SELECT 1 AS n FROM capture_contents WHERE capture_id = ?')
  const drains = drained.map(({ table, where }) =>
    db.prepare<[{ seq: number; id: string }]>(`DELETE FROM ${table} WHERE ${where}`),
  )
  const dropMessage = db.prepare<[string]>('DELETE FROM messages WHERE id = ?')
  const dropContent = db.prepare<[string]>('DELETE FROM capture_contents WHERE capture_id = ?')
  const capture = db.prepare<[string], { fileState: FileState }>(
    'SELECT file_state AS fileState FROM captures WHERE id = ?',
  )
  const dropCapture = db.prepare<[string]>('DELETE FROM captures WHERE id = ?')
  const forgetName = db.prepare<[Buffer, string]>('UPDATE captures SET sealed = ? WHERE id = ?')
  const record = db.prepare(`
    INSERT INTO erasures (id, at, who, reservation_mark, messages, attempts, files, copies, sealed)
    VALUES (@id, @at, @who, @mark, @messages, @attempts, @files, @copies, @sealed)`)
  const list = db.prepare<[number], Omit<Erasure, 'reason'> & { sealed: Buffer }>(`
    SELECT id, at, who, messages, attempts, files, copies, sealed FROM erasures INDEXED BY erasures_by_time
    ORDER BY at DESC LIMIT ?`)

  const storedOf = (id: string, captureId: string): StoredOfMessage => ({
    ...(attempts.get(id) ?? { attempts: 0, replies: 0 }),
    acts: acts.get(id)?.n ?? 0,
    hasBody: body.get(id) !== undefined,
    hasFile: content.get(captureId) !== undefined,
  })

  /**
   * A file that has yet to leave the folder, or stays there, is known by its time and hash: without its row
   * it would be captured as a new one.
   */
  const eraseCapture = (id: string): void => {
    dropContent.run(id)
    const state = capture.get(id)?.fileState
    if (messages.ofCapture(id).length === 0 && (state === 'gone' || state === 'set-aside')) dropCapture.run(id)
    else if (state !== 'present') forgetName.run(vault.seal(JSON.stringify({ fileName: '' }), `capture:${id}`), id)
  }

  return {
    /** How much is stored about a message, beside itself. */
    storedOf,
    /**
     * Deletes these messages and all that hangs on them. Part of a transaction; ids that are gone are
     * skipped.
     */
    erase(ids: readonly string[]): ErasedReservation[] {
      const byKey = new Map<string, ErasedReservation>()
      const captures = new Set<string>()
      for (const id of ids) {
        const message = messages.get(id)
        if (!message) continue
        const known = byKey.get(message.orderKey) ?? { orderKey: message.orderKey, messages: 0, attempts: 0 }
        const { attempts: made } = storedOf(id, message.captureId)
        byKey.set(message.orderKey, { ...known, messages: known.messages + 1, attempts: known.attempts + made })
        for (const drain of drains) drain.run({ seq: message.seq, id })
        dropMessage.run(id)
        captures.add(message.captureId)
      }
      for (const id of captures) eraseCapture(id)
      return [...byKey.values()]
    },
    /** Cuts the write-ahead log, in which what was deleted stands until then. Not inside a transaction. */
    cutLog: (): void => void db.pragma('wal_checkpoint(TRUNCATE)'),
    /** The copies and set-aside databases, and how many messages of these order keys or ids stand in each. */
    copies: (wanted: { ids: readonly string[]; orderKeys: readonly string[] }): StoredCopy[] =>
      lookIntoCopies(db.path(), wanted),
    /** Takes the same out of one of them; one that cannot be rewritten is deleted whole where `mayDelete`. */
    eraseFromCopy: (
      name: string,
      wanted: { ids: readonly string[]; orderKeys: readonly string[] },
      mayDelete: boolean,
    ): 'erased' | 'deleted' | 'left' => eraseFromCopy(db.path(), name, wanted, mayDelete),
    /** Writes down that a reservation was erased. Part of a transaction. */
    record: ({ orderKey, reason, ...erasure }: Erasure & { orderKey: string }): void =>
      void record.run({
        ...erasure,
        mark: vault.mark(orderKey, 'erasure'),
        sealed: vault.seal(JSON.stringify({ reason: maskCards(reason) }), `erasure:${erasure.id}`),
      }),
    /** What was erased, newest first. */
    erasures: (): Erasure[] =>
      list.all(MOST_SHOWN).map(({ sealed, ...row }) => {
        const text = vault.openText(sealed, `erasure:${row.id}`)
        return { ...row, reason: (text.ok ? ActDetails.parse(JSON.parse(text.text)).reason : null) ?? '' }
      }),
  }
}

import type { Attempt } from '../../contract/message.ts'
import type { Outcome } from '../../contract/words.ts'
import type { CauseName } from '../../core/playbook/entries.ts'
import { replyWithoutCodes } from '../../core/redact/reply-without-codes.ts'
import type { Connection } from '../connection.ts'
import { AttemptDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'

/** Attempts are append-only evidence: one row for each request, ended by its judgement. */

type AttemptRow = {
  id: string
  n: number
  startedAt: number
  endedAt: number | null
  echoToken: string | null
  httpStatus: number | null
  outcome: Outcome | null
  cause: string | null
  sealed: Buffer | null
}

export type AttemptEnd = {
  endedAt: number
  httpStatus: number | null
  outcome: Outcome
  cause: CauseName
  details: AttemptDetails
  /** The reply as it came, kept without security codes in the vault for as long as the content is. */
  reply: Uint8Array | null
}

export const createAttempts = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const insert = db.prepare<[string, string, number, number, string | null]>(
    'INSERT INTO attempts (id, message_id, n, started_at, echo_token) VALUES (?, ?, ?, ?, ?)',
  )
  const end = db.prepare(`
    UPDATE attempts SET ended_at = @endedAt, http_status = @httpStatus, outcome = @outcome, cause = @cause, sealed = @sealed WHERE id = @id`)
  const insertReply = db.prepare<[string, Buffer]>(
    'INSERT OR REPLACE INTO attempt_replies (attempt_id, sealed) VALUES (?, ?)',
  )
  const list = db.prepare<[string], AttemptRow>(`
    SELECT id, n, started_at AS startedAt, ended_at AS endedAt, echo_token AS echoToken, http_status AS httpStatus, outcome, cause, sealed
    FROM attempts WHERE message_id = ? ORDER BY n DESC`)
  const open = db.prepare<[string], { id: string }>(
    'SELECT id FROM attempts WHERE message_id = ? AND ended_at IS NULL ORDER BY n DESC LIMIT 1',
  )

  return {
    begin: (attempt: { id: string; messageId: string; n: number; startedAt: number; echoToken: string | null }): void =>
      void insert.run(attempt.id, attempt.messageId, attempt.n, attempt.startedAt, attempt.echoToken),

    end(id: string, result: AttemptEnd): void {
      const { details, reply, ...rest } = result
      end.run({ ...rest, id, sealed: vault.seal(JSON.stringify(details), `attempt:${id}`) })
      if (reply && reply.length > 0) insertReply.run(id, vault.seal(replyWithoutCodes(reply), `reply:${id}`))
    },

    /** The attempt a dead owner left open, if any. */
    openOf: (messageId: string): string | null => open.get(messageId)?.id ?? null,

    /** The identity of each attempt of a message, by its number. */
    ids: (messageId: string): Map<number, string> => new Map(list.all(messageId).map(({ n, id }) => [n, id])),

    /** Newest first, as the calls show them. */
    list: (messageId: string): Attempt[] =>
      list.all(messageId).map(({ id, sealed, ...row }) => {
        const text = sealed ? vault.openText(sealed, `attempt:${id}`) : null
        return { ...row, vendorText: text?.ok ? AttemptDetails.parse(JSON.parse(text.text)).vendorText : null }
      }),
  }
}

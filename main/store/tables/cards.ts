import { lookForCards, withoutCards } from '../../core/redact/cut-cards.ts'
import { byteRangesOf, textToLookThrough, withoutRanges } from '../../core/xml/byte-ranges.ts'
import { decodeText } from '../../core/xml/decode.ts'
import type { Connection } from '../connection.ts'
import { AttemptDetails, CaptureDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'

/**
 * Takes card numbers out of what is kept, once a message needs them no more: out of its body, its replies,
 * and the file when no other message of it needs them.
 */

/** A file of an earlier version that is larger is not looked through; its bytes go instead. */
const LARGE_BYTES = 1024 * 1024

type Due = { id: string; captureId: string; isDelivered: number }

export type RemovedCard = { id: string; isDelivered: boolean; hadCard: boolean }

export const createCards = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const ended = db.prepare<[number], Due>(`
    SELECT id, capture_id AS captureId, 1 AS isDelivered FROM messages INDEXED BY messages_with_card_ended
    WHERE card = 'there' AND state IN ('delivered', 'superseded', 'handled', 'duplicate') ORDER BY seq LIMIT ?`)
  const open = db.prepare<[number, number], Due>(`
    SELECT id, capture_id AS captureId, 0 AS isDelivered FROM messages INDEXED BY messages_with_card_open
    WHERE card = 'there' AND state IN ('waiting', 'confirming', 'unsure', 'failed') AND captured_at <= ?
    ORDER BY captured_at LIMIT ?`)
  const body = db.prepare<[string], { sealed: Buffer }>('SELECT sealed FROM message_bodies WHERE message_id = ?')
  const putBody = db.prepare<[Buffer, string]>('UPDATE message_bodies SET sealed = ? WHERE message_id = ?')
  const replies = db.prepare<[string], { id: string; sealed: Buffer }>(
    'SELECT r.attempt_id AS id, r.sealed FROM attempts a CROSS JOIN attempt_replies r ON r.attempt_id = a.id WHERE a.message_id = ?',
  )
  const putReply = db.prepare<[Buffer, string]>('UPDATE attempt_replies SET sealed = ? WHERE attempt_id = ?')
  const attempts = db.prepare<[string], { id: string; sealed: Buffer | null }>(
    'SELECT id, sealed FROM attempts WHERE message_id = ?',
  )
  const putAttempt = db.prepare<[Buffer, string]>('UPDATE attempts SET sealed = ? WHERE id = ?')
  const mark = db.prepare<['none' | 'removed', string]>('UPDATE messages SET card = ? WHERE id = ?')
  const others = db.prepare<[string], { n: number }>(
    "SELECT count(*) AS n FROM messages INDEXED BY messages_by_capture WHERE capture_id = ? AND card = 'there'",
  )
  const capture = db.prepare<[string], { sealed: Buffer; partsLeft: number }>(
    'SELECT sealed, parts_left AS partsLeft FROM captures WHERE id = ?',
  )
  const putDetails = db.prepare<[Buffer, string]>('UPDATE captures SET sealed = ? WHERE id = ?')
  const content = db.prepare<[string], { sealed: Buffer }>('SELECT sealed FROM capture_contents WHERE capture_id = ?')
  const putContent = db.prepare<[Buffer, string]>('UPDATE capture_contents SET sealed = ? WHERE capture_id = ?')
  const dropContent = db.prepare<[string]>('DELETE FROM capture_contents WHERE capture_id = ?')

  /** Whether something was taken out. */
  const cleanBody = (id: string): boolean => {
    const row = body.get(id)
    const opened = row ? vault.openText(row.sealed, `body:${id}`) : null
    if (!opened?.ok) return false
    const clean = withoutCards(opened.text)
    if (clean === opened.text) return false
    putBody.run(vault.seal(clean, `body:${id}`), id)
    return true
  }

  const cleanAttempts = (id: string): void => {
    for (const reply of replies.all(id)) {
      const opened = vault.open(reply.sealed, `reply:${reply.id}`)
      const decoded = opened.ok ? decodeText(opened.bytes) : null
      if (!decoded?.ok) continue
      const clean = withoutCards(decoded.text)
      if (clean !== decoded.text) putReply.run(vault.seal(clean, `reply:${reply.id}`), reply.id)
    }
    for (const attempt of attempts.all(id)) {
      const opened = attempt.sealed ? vault.openText(attempt.sealed, `attempt:${attempt.id}`) : null
      if (!opened?.ok) continue
      const details = AttemptDetails.parse(JSON.parse(opened.text))
      const vendorText = details.vendorText === null ? null : withoutCards(details.vendorText)
      if (vendorText !== details.vendorText)
        putAttempt.run(vault.seal(JSON.stringify({ ...details, vendorText }), `attempt:${attempt.id}`), attempt.id)
    }
  }

  /**
   * The kept bytes of the file. Where the cuts were not written when it was captured, it is looked through.
   */
  const cleanFile = (captureId: string): void => {
    const row = capture.get(captureId)
    const kept = content.get(captureId)
    // Messages that are still to be written come from these bytes.
    if (!row || !kept || row.partsLeft > 0 || (others.get(captureId)?.n ?? 0) > 0) return
    const details = vault.openText(row.sealed, `capture:${captureId}`)
    const opened = vault.open(kept.sealed, `content:${captureId}`)
    if (!opened.ok) return
    const told = details.ok ? CaptureDetails.parse(JSON.parse(details.text)) : null
    const known = told?.cardCuts
    if (known === undefined && opened.bytes.length > LARGE_BYTES) {
      dropContent.run(captureId)
      return
    }
    const looked = known === undefined ? textToLookThrough(opened.bytes) : null
    const cuts = known ?? (looked ? byteRangesOf(opened.bytes, looked, lookForCards(looked.text, 'all').cuts) : [])
    if (cuts.length === 0) return
    putContent.run(vault.seal(withoutRanges(opened.bytes, cuts), `content:${captureId}`), captureId)
    // The cuts are of the bytes as they were.
    if (told !== null)
      putDetails.run(vault.seal(JSON.stringify({ ...told, cardCuts: [] }), `capture:${captureId}`), captureId)
  }

  return {
    /** Whether `expire` would find something. */
    isDue: (openBefore: number): boolean => ended.all(1).length > 0 || open.all(openBefore, 1).length > 0,

    /** Takes the card numbers out of a file that no message needs. Part of a write transaction. */
    cleanFile,

    /**
     * Takes the card numbers out of up to `limit` messages that need them no more: those that have ended, and
     * those captured before `openBefore` (epoch ms). Part of a write transaction.
     */
    expire(limit: number, openBefore: number): RemovedCard[] {
      const due = ended.all(limit)
      const all = due.length < limit ? [...due, ...open.all(openBefore, limit - due.length)] : due
      return all.map(({ id, captureId, isDelivered }) => {
        const hadCard = cleanBody(id)
        cleanAttempts(id)
        mark.run(hadCard ? 'removed' : 'none', id)
        cleanFile(captureId)
        return { id, isDelivered: isDelivered === 1, hadCard }
      })
    },
  }
}

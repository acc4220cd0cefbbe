import { lookForCards, withoutCards } from '../../core/redact/cut-cards.ts'
import { type ByteRange, byteRangesOf, textToLookThrough, withoutRanges } from '../../core/xml/byte-ranges.ts'
import { decodeText } from '../../core/xml/decode.ts'
import type { Connection } from '../connection.ts'
import { AttemptDetails, CaptureDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'
import { createCaptureBytes, PIECE_BYTES } from './capture-bytes.ts'

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
  const bytes = createCaptureBytes({ db, vault })

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

  const putCuts = (captureId: string, told: CaptureDetails, cardCuts: ByteRange[]): void =>
    void putDetails.run(vault.seal(JSON.stringify({ ...told, cardCuts }), `capture:${captureId}`), captureId)

  /**
   * The last piece that holds a card number, so that the cuts before it keep their places. False: others do.
   */
  const cleanPiece = (captureId: string, told: CaptureDetails, cuts: readonly ByteRange[]): boolean => {
    const n = Math.floor(((cuts.at(-1)?.end ?? 1) - 1) / PIECE_BYTES)
    const from = n * PIECE_BYTES
    const inside = cuts.filter(({ end }) => end > from)
    const before = cuts
      .filter(({ start }) => start < from)
      .map(({ start, end }) => ({ start, end: Math.min(end, from) }))
    const opened = bytes.open(captureId, n)
    const own = inside.map(({ start, end }) => ({ start: Math.max(0, start - from), end: end - from }))
    if (opened !== null) bytes.put(captureId, n, withoutRanges(opened, own))
    putCuts(captureId, told, before)
    return before.length === 0
  }

  /**
   * The kept bytes of a file that no other message needs. Where the cuts were not written when it was
   * captured, it is looked through. False: a large file of which more is left to do.
   */
  const cleanFile = (captureId: string): boolean => {
    const row = capture.get(captureId)
    // Messages that are still to be written come from these bytes.
    if (!row || row.partsLeft > 0 || !bytes.isThere(captureId)) return true
    const details = vault.openText(row.sealed, `capture:${captureId}`)
    const told = details.ok ? CaptureDetails.parse(JSON.parse(details.text)) : null
    const known = told?.cardCuts
    if (told !== null && known !== undefined && (told.pieces ?? 0) > 0)
      return known.length === 0 || cleanPiece(captureId, told, known)
    const opened = bytes.open(captureId, 0)
    if (opened === null) return true
    if (known === undefined && opened.length > LARGE_BYTES) {
      bytes.drop(captureId)
      return true
    }
    const looked = known === undefined ? textToLookThrough(opened) : null
    const cuts = known ?? (looked ? byteRangesOf(opened, looked, lookForCards(looked.text, 'all').cuts) : [])
    if (cuts.length === 0) return true
    bytes.put(captureId, 0, withoutRanges(opened, cuts))
    // The cuts are of the bytes as they were.
    if (told !== null) putCuts(captureId, told, [])
    return true
  }

  return {
    /** Whether `expire` would find something. */
    isDue: (openBefore: number): boolean => ended.all(1).length > 0 || open.all(openBefore, 1).length > 0,

    /**
     * Takes the card numbers out of a file where no message needs them; a large file goes whole. Part of a
     * write transaction.
     */
    cleanFile(captureId: string): void {
      if ((others.get(captureId)?.n ?? 0) === 0 && !cleanFile(captureId)) bytes.drop(captureId)
    },

    /**
     * Takes the card numbers out of up to `limit` messages that need them no more: those that have ended, and
     * those captured before `openBefore` (epoch ms). Part of a write transaction.
     */
    expire(limit: number, openBefore: number): RemovedCard[] {
      const due = ended.all(limit)
      const all = due.length < limit ? [...due, ...open.all(openBefore, limit - due.length)] : due
      return all.flatMap(({ id, captureId, isDelivered }) => {
        // The last message that needs the file is due until the file is clean.
        if (others.get(captureId)?.n === 1 && !cleanFile(captureId)) return []
        const hadCard = cleanBody(id)
        cleanAttempts(id)
        mark.run(hadCard ? 'removed' : 'none', id)
        return { id, isDelivered: isDelivered === 1, hadCard }
      })
    },
  }
}

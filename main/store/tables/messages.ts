import { supersede } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { applyTransition, type Move, type Transition } from '../../core/queue/transition.ts'
import { maskCards } from '../../core/redact/cards.ts'
import type { Connection } from '../connection.ts'
import { asMark, contentMark } from '../content-mark.ts'
import { Facts, MessageDetails } from '../sealed.ts'
import { searchWords } from '../search-words.ts'
import { keyIdOf, type Vault } from '../vault.ts'
import { isUndelivered, MESSAGE_COLUMNS, type MessageRow, toMessage, toRow } from './message-rows.ts'

/** Messages: written once at capture, moved by transitions, never deleted while undelivered. */

export type NewMessage = Omit<MessageRecord, 'seq'> & {
  details: MessageDetails
  facts: Record<string, string> | null
  body: string | null
  /** Names and numbers the search finds it by. */
  words: string[]
  sha256: Uint8Array
  nameMark: Buffer
}

export type StoredMessage = MessageRecord & { details: MessageDetails; facts: Record<string, string> }

type SealedRow = MessageRow & { sealed: Buffer; sealedFacts: Buffer | null }

/**
 * Why a message was not moved: it is gone, its state has changed, or the transition refused it; with the
 * record as it stands.
 */
export type NotMoved<Why extends string> =
  | { ok: false; why: 'not-found'; message: null }
  | { ok: false; why: 'wrong-state' | 'moved-meanwhile' | Why; message: MessageRecord }

export type Moved<Why extends string> = { ok: true; before: MessageRecord; after: MessageRecord } | NotMoved<Why>

type Parts = { db: Connection; vault: Vault; write: <T>(work: () => T) => T }

export const createMessages = ({ db, vault, write }: Parts) => {
  const insert = db.prepare(`
    INSERT INTO messages (id, capture_id, connection, folder, name_mark, part, parts, kind, message_type, hotel_code, lane, order_key,
      reservation_id, arrival, departure, is_whole, last_modified_at, sha256, state, cause, sealed_facts, captured_at, next_attempt_at,
      changed_at, duplicate_of, last_modified_until_at, last_modified_form, card, sealed)
    VALUES (@id, @captureId, @connection, @folder, @nameMark, @part, @parts, @kind, @messageType, @hotelCode, @lane, @orderKey,
      @reservationId, @arrival, @departure, @isWhole, @lastModifiedAt, @sha256, @state, @cause, @sealedFacts, @capturedAt,
      @nextAttemptAt, @capturedAt, @duplicateOf, @lastModifiedUntilAt, @lastModifiedForm, @card, @sealed)`)
  const insertBody = db.prepare<[string, Buffer]>('INSERT INTO message_bodies (message_id, sealed) VALUES (?, ?)')
  const insertMark = db.prepare<[Buffer, number | bigint]>(
    'INSERT OR IGNORE INTO search_marks (mark, seq) VALUES (?, ?)',
  )
  const update = db.prepare(`
    UPDATE messages SET state = @state, cause = @cause, sealed_facts = CASE WHEN @hasFacts THEN @sealedFacts ELSE sealed_facts END, first_attempt_at = @firstAttemptAt,
      next_attempt_at = @nextAttemptAt, delivered_at = @deliveredAt, changed_at = @changedAt, attempts = @attempts, step = @step,
      step_since_awake = @stepSinceAwake, step_since_at = @stepSinceAt, is_suspect = @isSuspect, is_after_unknown = @isAfterUnknown, unread_replies = @unreadReplies,
      is_asked_for = @isAskedFor, throttles = @throttles, throttled_awake = @throttledAwake, tried_in_outage = @triedInOutage, superseded_by = @supersededBy, duplicate_of = @duplicateOf,
      claim_epoch = @claimEpoch, claimed_at = @claimedAt
    WHERE id = @id AND state = @before`)
  const record = db.prepare<[string], MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM messages m WHERE m.id = ?`)
  const one = db.prepare<[string], SealedRow>(
    `SELECT ${MESSAGE_COLUMNS}, m.sealed, m.sealed_facts AS sealedFacts FROM messages m WHERE m.id = ?`,
  )
  const body = db.prepare<[string], { sealed: Buffer }>('SELECT sealed FROM message_bodies WHERE message_id = ?')
  const newestOfKey = db.prepare<[string, string], MessageRow & { sha256: Buffer }>(
    `SELECT ${MESSAGE_COLUMNS}, m.sha256 FROM messages m INDEXED BY messages_by_order
     WHERE m.order_key = ? AND m.state <> 'duplicate' AND m.capture_id <> ? ORDER BY m.seq DESC LIMIT 1`,
  )
  const ofKey = db.prepare<[{ orderKey: string }], MessageRow>(`
    SELECT * FROM (SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_by_order
      WHERE m.order_key = @orderKey AND m.state <> 'duplicate' ORDER BY m.seq DESC LIMIT 200)
    UNION ALL SELECT * FROM (SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_duplicates
      WHERE m.order_key = @orderKey AND m.state = 'duplicate' ORDER BY m.seq DESC LIMIT 200)
    ORDER BY seq DESC LIMIT 200`)
  const rekey = db.prepare<[string, string]>(
    "UPDATE messages INDEXED BY messages_by_order SET order_key = ? WHERE order_key = ? AND state <> 'duplicate'",
  )
  const rekeyDuplicates = db.prepare<[string, string]>(
    "UPDATE messages INDEXED BY messages_duplicates SET order_key = ? WHERE order_key = ? AND state = 'duplicate'",
  )
  const newestWhole = db.prepare<[string], { id: string; seq: number }>(
    `SELECT id, seq FROM messages INDEXED BY messages_by_order
     WHERE order_key = ? AND state <> 'duplicate' AND +state = 'delivered' AND is_whole = 1 ORDER BY seq DESC LIMIT 1`,
  )
  const ofName = db.prepare<[string, Buffer], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_unread WHERE m.folder = ? AND m.name_mark = ? AND m.kind = 'other'
       AND m.state IN ('waiting', 'failed') ORDER BY m.seq`,
  )
  const newestDelivered = db.prepare<[string, string], { lastModifiedAt: number | null }>(
    `SELECT max(last_modified_at) AS lastModifiedAt FROM messages INDEXED BY messages_delivered_by_order
     WHERE order_key = ? AND state = 'delivered' AND last_modified_form = ?`,
  )
  const delivered = db.prepare<[string], { n: number }>(
    "SELECT 1 AS n FROM messages INDEXED BY messages_delivered_by_order WHERE order_key = ? AND state = 'delivered' LIMIT 1",
  )
  const replacedBy = db.prepare<[string, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_undelivered
     WHERE m.order_key = ? AND m.seq < ? AND ${isUndelivered('m')} AND +m.state IN (${supersede.from.map((state) => `'${state}'`).join(', ')})`,
  )
  const partOfCapture = db.prepare<[string, string, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_by_capture
     WHERE m.capture_id = ? AND +m.order_key = ? AND m.part = ? LIMIT 1`,
  )
  const ofCapture = db.prepare<[string], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_by_capture WHERE m.capture_id = ? ORDER BY m.part`,
  )

  const sealFacts = (id: string, facts: Readonly<Record<string, string>> | null) =>
    facts && Object.keys(facts).length > 0 ? vault.seal(JSON.stringify(facts), `facts:${id}`) : null

  const open = (row: SealedRow): StoredMessage => {
    const { sealed, sealedFacts, ...rest } = row
    const details = vault.openText(sealed, `message:${row.id}`)
    const facts = sealedFacts ? vault.openText(sealedFacts, `facts:${row.id}`) : null
    const told: MessageDetails = details.ok
      ? MessageDetails.parse(JSON.parse(details.text))
      : {
          fileName: '',
          guest: null,
          names: [],
          booking: null,
          ownEchoToken: null,
          ownTimeStamp: null,
          rewrittenFrom: null,
          reservationId: null,
          messageType: null,
        }
    const record = toMessage(rest)
    return {
      ...record,
      // A PMS may put a card number anywhere.
      reservationId: record.reservationId && maskCards(told.reservationId ?? record.reservationId),
      messageType: maskCards(told.messageType ?? record.messageType),
      details: { ...told, fileName: maskCards(told.fileName) },
      facts: facts?.ok ? Facts.parse(JSON.parse(facts.text)) : {},
    }
  }

  const read = (id: string): MessageRecord | null => {
    const row = record.get(id)
    return row ? toMessage(row) : null
  }

  /**
   * Writes a move of this message, and replaces what it replaces. False: the message has left the state it
   * was read in.
   */
  const put = (before: MessageRecord, { message, facts, isSuperseding }: Move, now: number): boolean => {
    const { changes } = update.run({
      ...toRow(message),
      before: before.state,
      changedAt: now,
      hasFacts: Number(facts !== undefined),
      sealedFacts: facts === undefined ? null : sealFacts(message.id, facts),
    })
    if (changes !== 1) return false
    if (isSuperseding)
      for (const older of replacedBy.all(message.orderKey, message.seq).map(toMessage)) {
        const applied = applyTransition(supersede, older, { now, by: message.id })
        if (applied.ok) put(older, applied.move, now)
      }
    return true
  }

  return {
    open,
    /** For `settling.ts` alone: a message without its sealed parts, and how a joint move is written. */
    rows: { read, put },

    /**
     * Writes a captured message with its sealed parts and search marks; gives the number of rows. Part of a
     * capture transaction.
     */
    insert(message: NewMessage): number {
      const { details, facts, body: text, words, sha256, nameMark, ...record } = message
      const { lastInsertRowid } = insert.run({
        ...toRow({ ...record, seq: 0 }),
        nameMark,
        sha256: contentMark(vault, sha256),
        sealedFacts: sealFacts(record.id, facts),
        sealed: vault.seal(JSON.stringify(details), `message:${record.id}`),
      })
      if (text !== null) insertBody.run(record.id, vault.seal(text, `body:${record.id}`))
      const found = searchWords(words)
      for (const word of found) insertMark.run(vault.mark(word, 'search'), lastInsertRowid)
      return found.length + 2
    },

    /**
     * Moves a message: reads it inside the write transaction (its own, or the one under way), applies the
     * transition, writes what that gives, and replaces the older ones where it says so. A refusal is a value,
     * with the record as it stands.
     */
    move: <G extends { now: number }, Why extends string>(
      id: string,
      transition: Transition<G, Why>,
      given: G,
    ): Moved<Why> =>
      write(() => {
        const before = read(id)
        if (before === null) return { ok: false, why: 'not-found', message: null }
        const applied = applyTransition(transition, before, given)
        if (!applied.ok) return { ok: false, why: applied.why, message: before }
        if (!put(before, applied.move, given.now)) return { ok: false, why: 'moved-meanwhile', message: before }
        return { ok: true, before, after: applied.move.message }
      }),

    get(id: string): StoredMessage | null {
      const row = one.get(id)
      return row ? open(row) : null
    },

    /** What is sent, or null once it was deleted by age or cannot be opened. */
    body(id: string): string | null {
      const row = body.get(id)
      if (!row) return null
      const opened = vault.openText(row.sealed, `body:${id}`)
      return opened.ok ? opened.text : null
    },

    /** Whether its body was sealed with a key that is not there any more. */
    isLocked(id: string): boolean {
      const row = body.get(id)
      const key = row ? keyIdOf(row.sealed) : null
      return key !== null && !vault.hasKey(key)
    },

    /**
     * The newest of a key, not of one capture, that is no duplicate: what a duplicate repeats is the one
     * before it.
     */
    newestOfKey(orderKey: string, exceptCapture = ''): (MessageRecord & { contentMark: Buffer }) | null {
      const row = newestOfKey.get(orderKey, exceptCapture)
      if (!row) return null
      const { sha256, ...rest } = row
      return { ...toMessage(rest), contentMark: asMark(vault, sha256) }
    },

    /** All messages of an order key, newest first, at most 200. */
    ofKey: (orderKey: string): MessageRecord[] => ofKey.all({ orderKey }).map(toMessage),

    /**
     * Puts the messages of other order keys into this one, since they turned out to be of one booking. What
     * was captured before the newest delivered message that says the whole is replaced by it, or older data
     * could still go out after it. Part of the capture transaction.
     */
    mergeKeys(orderKey: string, others: readonly string[], now: number): void {
      if (others.length === 0) return
      for (const other of others) {
        rekey.run(orderKey, other)
        rekeyDuplicates.run(orderKey, other)
      }
      const whole = newestWhole.get(orderKey)
      if (whole === undefined) return
      for (const older of replacedBy.all(orderKey, whole.seq).map(toMessage)) {
        const applied = applyTransition(supersede, older, { now, by: whole.id })
        if (applied.ok) put(older, applied.move, now)
      }
    },

    /** Open items about a file that could not be read, by its name. */
    ofUnreadName: (folder: string, nameMark: Buffer): MessageRecord[] => ofName.all(folder, nameMark).map(toMessage),

    /**
     * The newest LastModifyDateTime delivered for the message's key, of those it can be compared with; epoch
     * ms.
     */
    newestDeliveredAt: ({ orderKey, lastModifiedForm }: MessageRecord): number | null =>
      lastModifiedForm === null ? null : (newestDelivered.get(orderKey, lastModifiedForm)?.lastModifiedAt ?? null),

    /** Whether the channel has accepted something of this key, so that it should know the booking. */
    hasDelivered: (orderKey: string): boolean => delivered.get(orderKey) !== undefined,

    /** Older undelivered messages of a key, which a delivered whole reservation or cancel replaces. */
    olderUndelivered: (orderKey: string, seq: number): MessageRecord[] => replacedBy.all(orderKey, seq).map(toMessage),

    ofCapture: (captureId: string): MessageRecord[] => ofCapture.all(captureId).map(toMessage),

    /** The message of an order key that is this part of a captured file. */
    partOfCapture(
      captureId: string,
      { orderKey, part }: Pick<MessageRecord, 'orderKey' | 'part'>,
    ): MessageRecord | null {
      const row = partOfCapture.get(captureId, orderKey, part)
      return row ? toMessage(row) : null
    },
  }
}
export type Messages = ReturnType<typeof createMessages>

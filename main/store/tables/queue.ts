import type { MessageKind } from '../../contract/words.ts'
import type { StoredCause } from '../../core/playbook/stored-cause.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { Connection } from '../connection.ts'
import { isUndelivered, MESSAGE_COLUMNS, type MessageRow, toMessage } from './message-rows.ts'

/** Whose turn could it be: reads of the queue that the sender makes before it claims. */

/** What is undelivered and earlier in the order key of `m`, whatever was delivered for it in a year. */
const earlier = `FROM messages e INDEXED BY messages_undelivered
    WHERE e.order_key = m.order_key AND e.seq < m.seq AND ${isUndelivered('e')}`

/**
 * Nothing earlier of its order key is still under way; behind a failed one goes only
 * what says the whole (docs/architecture.md#order-and-healing).
 */
const isUnblocked = `
  NOT EXISTS (SELECT 1 ${earlier} AND +e.state <> 'failed')
  AND (m.is_whole = 1 OR m.kind IN ('availability', 'rates') OR NOT EXISTS (SELECT 1 ${earlier} AND +e.state = 'failed'))`

/**
 * A ladder time further away than the last step means that the clock was set back: due now. A person's own
 * hour has no step.
 */
const IS_DUE =
  '(m.next_attempt_at IS NULL OR m.next_attempt_at <= @now OR (m.step > 0 AND m.next_attempt_at > @furthest))'

const claimSql = `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_claim
  WHERE m.state = 'waiting' AND m.lane = @lane AND m.connection = @connection AND m.kind = @kind AND ${IS_DUE} AND ${isUnblocked}
  ORDER BY m.seq LIMIT 1`

const arrivingSql = `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_arriving
  WHERE m.state = 'waiting' AND m.lane = @lane AND m.connection = @connection AND m.arrival = @day AND ${IS_DUE} AND ${isUnblocked}
  ORDER BY m.seq LIMIT 1`

/**
 * A blocker inherits the turn of what it blocks: the first of a key in which something later arrives on the
 * day.
 */
const blockingArrivalSql = `SELECT ${MESSAGE_COLUMNS} FROM messages t INDEXED BY messages_arriving
  CROSS JOIN messages m INDEXED BY messages_undelivered ON m.order_key = t.order_key
  WHERE t.state = 'waiting' AND t.lane = @lane AND t.connection = @connection AND t.arrival = @day
    AND m.seq < t.seq AND ${isUndelivered('m')} AND +m.state = 'waiting' AND ${IS_DUE} AND ${isUnblocked}
  ORDER BY m.seq LIMIT 1`

export type Turn = { lane: string; connection: string; now: number; furthest: number }

export const createQueue = ({ db }: { db: Connection }) => {
  const head = db.prepare<[Turn & { kind: MessageKind }], MessageRow>(claimSql)
  const arriving = db.prepare<[Turn & { day: string }], MessageRow>(arrivingSql)
  const blocking = db.prepare<[Turn & { day: string }], MessageRow>(blockingArrivalSql)
  const anything = db.prepare<[string, string], { n: number }>(
    "SELECT 1 AS n FROM messages INDEXED BY messages_claim WHERE state = 'waiting' AND lane = ? AND connection = ? LIMIT 1",
  )
  const asked = db.prepare<[Turn], MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_asked_for
    WHERE m.state = 'waiting' AND m.lane = @lane AND m.connection = @connection AND m.is_asked_for = 1 AND ${IS_DUE} AND ${isUnblocked}
    ORDER BY m.seq LIMIT 1`)
  const untried = db.prepare<
    [Turn & { outage: number }],
    MessageRow
  >(`SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_claim
    WHERE m.state = 'waiting' AND m.lane = @lane AND m.connection = @connection AND m.tried_in_outage <> @outage AND m.kind <> 'other'
      AND ${IS_DUE} AND ${isUnblocked}
    ORDER BY m.seq LIMIT 1`)
  const longestAgo = db.prepare<[Turn], MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_claim
    WHERE m.state = 'waiting' AND m.lane = @lane AND m.connection = @connection AND m.kind <> 'other' AND ${IS_DUE} AND ${isUnblocked}
    ORDER BY m.claimed_at, m.seq LIMIT 1`)
  const earliest = db.prepare<[string, number], { at: number | null }>(`
    SELECT min(next_attempt_at) AS at FROM messages INDEXED BY messages_with_hour
    WHERE state = 'waiting' AND next_attempt_at IS NOT NULL AND connection = ? AND next_attempt_at > ?`)
  const moveLadders = db.prepare<[number, string]>(`
    UPDATE messages INDEXED BY messages_with_hour SET next_attempt_at = next_attempt_at + ?
    WHERE state = 'waiting' AND next_attempt_at IS NOT NULL AND connection = ? AND step > 0`)
  const claimed = db.prepare<[number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_one_in_flight WHERE m.state = 'sending' AND m.claim_epoch <> ?`,
  )
  const claimedBy = db.prepare<[number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_one_in_flight WHERE m.state = 'sending' AND m.claim_epoch = ?`,
  )
  const blocker = db.prepare<[string, number, number], { id: string; state: string }>(`
    SELECT e.id, e.state FROM messages e INDEXED BY messages_undelivered
    WHERE e.order_key = ? AND e.seq < ? AND ${isUndelivered('e')} AND (+e.state <> 'failed' OR ? = 0)
    ORDER BY (+e.state = 'failed'), e.seq LIMIT 1`)
  const triedIn = db.prepare<[string, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_by_state WHERE m.state = 'waiting' AND m.connection = ? AND m.tried_in_outage = ?`,
  )
  const waitingOf = db.prepare<[string], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_by_state WHERE m.state = 'waiting' AND m.connection = ? AND m.kind <> 'other' ORDER BY m.seq`,
  )
  const failedBy = db.prepare<[string, string], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m INDEXED BY messages_by_state WHERE m.state = 'failed' AND m.connection = ? AND m.cause = ? ORDER BY m.seq`,
  )
  const many = (rows: MessageRow[]): MessageRecord[] => rows.map(toMessage)
  const maybe = (row: MessageRow | undefined): MessageRecord | null => (row ? toMessage(row) : null)

  return {
    /** Whether anything waits in the lane at all; most looks end here. */
    hasWaiting: ({ lane, connection }: Turn): boolean => anything.get(lane, connection) !== undefined,
    /** The oldest of a kind that may go now. */
    head: (turn: Turn, kind: MessageKind): MessageRecord | null => maybe(head.get({ ...turn, kind })),
    /** The oldest that arrives on the day and may go now. */
    arriving: (turn: Turn, day: string): MessageRecord | null => maybe(arriving.get({ ...turn, day })),
    /** The oldest that holds back one arriving on the day. */
    blockingArrival: (turn: Turn, day: string): MessageRecord | null => maybe(blocking.get({ ...turn, day })),
    /** The oldest a person asked for. */
    askedFor: (turn: Turn): MessageRecord | null => maybe(asked.get(turn)),
    /** The next probe of an outage: a head not tried in it yet, else the one tried longest ago. */
    probe: (turn: Turn, outage: number): MessageRecord | null =>
      maybe(untried.get({ ...turn, outage }) ?? longestAgo.get(turn)),
    /** The next time after `now` that a waiting message of the connection set for itself. */
    earliest: (connection: string, now: number): number | null => earliest.get(connection, now)?.at ?? null,
    /** The wall clock was set: steps of the ladder move with it. A person's own hour has no step. */
    moveLadders: (connection: string, byMs: number): void => void moveLadders.run(byMs, connection),
    /** Claims of earlier owners. */
    orphans: (epoch: number): MessageRecord[] => many(claimed.all(epoch)),
    claimedBy: (epoch: number): MessageRecord[] => many(claimedBy.all(epoch)),
    /**
     * What holds a waiting message back: the first of its key under way, or a failed one that it may not
     * pass.
     */
    blocker: (message: MessageRecord): { id: string; state: string } | null =>
      blocker.get(
        message.orderKey,
        message.seq,
        Number(message.isWhole || message.kind === 'availability' || message.kind === 'rates'),
      ) ?? null,
    /** Waiting messages that were tried in this outage. */
    triedIn: (connection: string, outage: number): MessageRecord[] => many(triedIn.all(connection, outage)),
    waitingOf: (connection: string): MessageRecord[] => many(waitingOf.all(connection)),
    failedBy: (connection: string, cause: StoredCause): MessageRecord[] => many(failedBy.all(connection, cause)),
  }
}

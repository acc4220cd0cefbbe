import type { MessageState } from '../../contract/words.ts'
import { type StoredCause, storedCause } from '../../core/playbook/stored-cause.ts'
import type { Connection } from '../connection.ts'
import { queryWords } from '../search-words.ts'
import type { Vault } from '../vault.ts'
import { type MessageRow, messageColumns } from './message-rows.ts'
import type { Messages, StoredMessage } from './messages.ts'

/** What the screens read: pages of messages, counts, groups by cause. */

type Row = MessageRow & { sealed: Buffer; sealedFacts: Buffer | null }

export type ListInput = {
  state?: MessageState | undefined
  cause?: string | undefined
  /** Connections that this cause holds as a whole: what waits there has the cause too. */
  heldConnections?: string[]
  search?: string | undefined
  /** Only messages captured before this one. */
  beforeSeq: number | null
  limit: number
}

/** A job that never ends is a person's matter although its message is still being confirmed. */
const needsSomeone = "(state IN ('failed', 'unsure') OR (state = 'confirming' AND cause = 'job-never-ends'))"

const columns = `${messageColumns}, m.sealed, m.sealed_facts AS sealedFacts`

const heldByLink =
  "(m.state = 'waiting' AND m.kind <> 'other' AND m.connection IN (SELECT value FROM json_each(@held)))"

/** The list query for a set of filters. Exported for the test that looks at its plan. */
export const listSql = (filters: { state: boolean; cause: boolean; words: number; isHolding?: boolean }): string => `
  SELECT ${columns} FROM messages m
  WHERE m.seq < @beforeSeq
    ${filters.state ? 'AND m.state = @state' : ''}
    ${filters.cause ? (filters.isHolding ? `AND (m.cause = @cause OR ${heldByLink})` : 'AND m.cause = @cause') : ''}
    ${Array.from({ length: filters.words }, (_, n) => `AND m.seq IN (SELECT seq FROM search_marks WHERE mark = @mark${n})`).join('\n    ')}
  ORDER BY m.seq DESC LIMIT @limit`

export type CauseCount = {
  cause: StoredCause
  connection: string
  messages: number
  reservations: number
  arrivingToday: number
  oldestAt: number
}

type CauseRow = Omit<CauseCount, 'cause'> & { cause: string }

const openCause = (row: CauseRow): CauseCount => ({ ...row, cause: storedCause(row.cause) })

const MOST_WORDS = 6

export const createLists = ({
  db,
  vault,
  messages,
}: {
  db: Connection
  vault: Vault
  messages: Pick<Messages, 'open'>
}) => {
  const counts = db.prepare<[], { state: MessageState; n: number }>(
    'SELECT state, count(*) AS n FROM messages GROUP BY state',
  )
  const deliveredSince = db.prepare<[number], { n: number }>(
    "SELECT count(*) AS n FROM messages WHERE state = 'delivered' AND delivered_at >= ?",
  )
  const lastDelivered = db.prepare<[], { at: number | null }>(
    "SELECT max(delivered_at) AS at FROM messages WHERE state = 'delivered'",
  )
  const lastCaptured = db.prepare<[string], { at: number | null }>(
    'SELECT max(captured_at) AS at FROM captures WHERE folder = ?',
  )
  const reservations = db.prepare<[string], { reservations: number; arriving: number }>(`
    SELECT count(DISTINCT order_key) AS reservations, count(DISTINCT CASE WHEN arrival = ? THEN order_key END) AS arriving
    FROM messages WHERE ${needsSomeone}`)
  const onTheWay = db.prepare<[], { n: number }>(
    "SELECT count(DISTINCT order_key) AS n FROM messages WHERE state IN ('waiting', 'sending', 'confirming')",
  )
  const causes = db.prepare<[string], CauseRow>(`
    SELECT cause, connection, count(*) AS messages, count(DISTINCT order_key) AS reservations,
      count(DISTINCT CASE WHEN arrival = ? THEN order_key END) AS arrivingToday, min(captured_at) AS oldestAt
    FROM messages WHERE ${needsSomeone} AND cause IS NOT NULL GROUP BY cause, connection`)
  const ofCause = db.prepare<[string, string, string, number], Row>(`
    SELECT ${columns} FROM messages m WHERE m.cause = ? AND m.connection = ? AND ${needsSomeone}
    ORDER BY (m.arrival IS NOT ?), m.seq LIMIT ?`)
  const held = db.prepare<[string], CauseRow>(`
    SELECT CASE WHEN e.state = 'unsure' THEN 'held-behind-unsure' ELSE 'held-behind-failed' END AS cause, m.connection,
      count(DISTINCT m.seq) AS messages, count(DISTINCT m.order_key) AS reservations,
      count(DISTINCT CASE WHEN m.arrival = ? THEN m.order_key END) AS arrivingToday, min(m.captured_at) AS oldestAt
    FROM messages e JOIN messages m ON m.order_key = e.order_key AND m.seq > e.seq
    WHERE e.state IN ('failed', 'unsure') AND m.state = 'waiting'
      AND (e.state = 'unsure' OR (m.is_whole = 0 AND m.kind NOT IN ('availability', 'rates')))
    GROUP BY 1, 2`)
  const heldMessages = db.prepare<[string, string, number], Row>(`
    SELECT DISTINCT ${columns} FROM messages e JOIN messages m ON m.order_key = e.order_key AND m.seq > e.seq
    WHERE e.state = ? AND m.state = 'waiting' AND m.connection = ?
      AND (e.state = 'unsure' OR (m.is_whole = 0 AND m.kind NOT IN ('availability', 'rates')))
    ORDER BY m.seq LIMIT ?`)
  const lanes = db.prepare<
    [],
    { lane: string; connection: string; hotelCode: string | null; waiting: number; sending: number }
  >(`
    SELECT lane, connection, max(hotel_code) AS hotelCode, sum(state = 'waiting') AS waiting, sum(state = 'sending') AS sending
    FROM messages WHERE state IN ('waiting', 'sending') AND kind <> 'other' GROUP BY lane, connection`)
  const waitingReservations = db.prepare<[string], { reservations: number; messages: number }>(`
    SELECT count(DISTINCT order_key) AS reservations, count(*) AS messages FROM messages
    WHERE connection = ? AND state IN ('waiting', 'sending') AND kind <> 'other'`)
  const bySeq = db.prepare<[string], { seq: number }>('SELECT seq FROM messages WHERE id = ?')
  const idsByCause = db.prepare<[string], { id: string }>(
    "SELECT id FROM messages WHERE cause = ? AND state = 'failed' ORDER BY seq LIMIT 100000",
  )

  return {
    /** A page of messages, newest captured first. A search without a word in it finds nothing. */
    page(input: ListInput): StoredMessage[] {
      const words = input.search === undefined ? [] : queryWords(input.search).slice(0, MOST_WORDS)
      if (input.search !== undefined && input.search.trim() !== '' && words.length === 0) return []
      const held = input.cause === undefined ? [] : (input.heldConnections ?? [])
      const sql = listSql({
        state: input.state !== undefined,
        cause: input.cause !== undefined,
        words: words.length,
        isHolding: held.length > 0,
      })
      const marks = Object.fromEntries(words.map((word, n) => [`mark${n}`, vault.mark(word, 'search')]))
      return db
        .prepare<[Record<string, unknown>], Row>(sql)
        .all({
          beforeSeq: input.beforeSeq ?? Number.MAX_SAFE_INTEGER,
          limit: input.limit,
          ...(input.state === undefined ? {} : { state: input.state }),
          ...(input.cause === undefined ? {} : { cause: input.cause }),
          ...(held.length > 0 ? { held: JSON.stringify(held) } : {}),
          ...marks,
        })
        .map(messages.open)
    },
    seqOf: (id: string): number | null => bySeq.get(id)?.seq ?? null,
    counts: (): Partial<Record<MessageState, number>> =>
      Object.fromEntries(counts.all().map(({ state, n }) => [state, n])),
    deliveredSince: (at: number): number => deliveredSince.get(at)?.n ?? 0,
    lastDeliveredAt: (): number | null => lastDelivered.get()?.at ?? null,
    lastCapturedAt: (folder: string): number | null => lastCaptured.get(folder)?.at ?? null,
    /** Reservations with something failed or unsure, and those of them that arrive on the day. */
    needSomeone: (day: string): { reservations: number; arriving: number } =>
      reservations.get(day) ?? { reservations: 0, arriving: 0 },
    onTheWay: (): number => onTheWay.get()?.n ?? 0,
    causes: (day: string): CauseCount[] => causes.all(day).map(openCause),
    /** The first few of a cause, arrivals of the day first. */
    ofCause: (cause: string, connection: string, day: string, limit: number): StoredMessage[] =>
      ofCause.all(cause, connection, day, limit).map(messages.open),
    /** Waiting messages that will not move until somebody looks at the one before them. */
    held: (day: string): CauseCount[] => held.all(day).map(openCause),
    ofHeld: (cause: string, connection: string, limit: number): StoredMessage[] =>
      heldMessages.all(cause === 'held-behind-unsure' ? 'unsure' : 'failed', connection, limit).map(messages.open),
    idsByCause: (cause: string): string[] => idsByCause.all(cause).map(({ id }) => id),
    lanes: () => lanes.all(),
    heldOf: (connection: string): { reservations: number; messages: number } =>
      waitingReservations.get(connection) ?? { reservations: 0, messages: 0 },
  }
}

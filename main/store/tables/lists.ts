import { type MessageState, undeliveredStates } from '../../contract/words.ts'
import { type StoredCause, storedCause } from '../../core/playbook/stored-cause.ts'
import type { Connection } from '../connection.ts'
import { queryWords } from '../search-words.ts'
import type { Vault } from '../vault.ts'
import { isUndelivered, MESSAGE_COLUMNS, type MessageRow } from './message-rows.ts'
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
const NEEDS_SOMEONE =
  "m.state IN ('failed', 'unsure', 'confirming') AND (m.state <> 'confirming' OR m.cause = 'job-never-ends')"

/** Messages that wait behind others of their order key. */
const BEHIND = `FROM messages e INDEXED BY messages_by_state
    CROSS JOIN messages m INDEXED BY messages_undelivered ON m.order_key = e.order_key AND m.seq > e.seq`

/**
 * A failed one holds back what says a part only; one order key has reservations, availability or rates, never
 * two of them.
 */
const CANNOT_PASS =
  "e.kind NOT IN ('availability', 'rates') AND m.is_whole = 0 AND m.kind NOT IN ('availability', 'rates')"

const COLUMNS = `${MESSAGE_COLUMNS}, m.sealed, m.sealed_facts AS sealedFacts`

const HELD_BY_LINK =
  "(m.state = 'waiting' AND m.kind <> 'other' AND m.connection IN (SELECT value FROM json_each(@held)))"

/**
 * What a page of the list is filtered by. `isHolding`: the cause holds connections as a whole. `from`: where
 * it begins to look.
 */
type Filters = {
  state: boolean
  cause: boolean
  isHolding: boolean
  words: number
  from: 'all' | 'state' | 'cause' | 'words'
}

/**
 * The query of a page. It goes down one index from the newest until the page is full; `from` says which, so
 * that what it passes over on the way are few. A plus before a column keeps SQLite from choosing an index by
 * it, also when it has statistics.
 */
const pageSql = ({ state, cause, isHolding, words, from }: Filters): string => {
  const plus = from === 'words' ? '+' : ''
  const ofState = state ? ` AND ${plus}m.state = @state` : ''
  const ofCause = isHolding ? `(${plus}m.cause = @cause OR ${HELD_BY_LINK})` : `${plus}m.cause = @cause`
  const and = `${cause ? ` AND ${ofCause}` : ''}${ofState}`
  const order = (table: string) => `ORDER BY ${table}.seq DESC LIMIT @limit`
  if (from === 'words')
    return `SELECT ${COLUMNS} FROM search_marks w0${withWords(words, 'w0')} CROSS JOIN messages m ON m.seq = w0.seq
      WHERE w0.mark = @mark0 AND w0.seq < @beforeSeq${and} ${order('w0')}`
  const among = (index: string) => `FROM messages m INDEXED BY messages_by_${index}${withWords(words, 'm')}`
  const down = 'm.seq < @beforeSeq'
  if (from === 'cause' && isHolding)
    return `SELECT ${COLUMNS} FROM (
        SELECT seq FROM (SELECT m.seq ${among('cause')} WHERE m.cause = @cause AND ${down}${ofState} ${order('m')})
        UNION SELECT seq FROM (SELECT m.seq ${among('state')} WHERE ${HELD_BY_LINK} AND ${down}${ofState} ${order('m')})
      ) f CROSS JOIN messages m ON m.seq = f.seq ${order('m')}`
  return `SELECT ${COLUMNS} ${from === 'all' ? 'FROM messages m' : among(from)} WHERE ${down}${and} ${order('m')}`
}

/**
 * Keeps what has the other words too. A word's messages lie together in the order of the list, so that
 * looking for one after the other stays on a few pages; `search_marks_by_message` would read another page for
 * each.
 */
const withWords = (words: number, table: 'w0' | 'm'): string =>
  Array.from({ length: words }, (_, n) => `w${n}`)
    .filter((word) => word !== table)
    .map(
      (word) => `
      CROSS JOIN search_marks ${word} INDEXED BY sqlite_autoindex_search_marks_1
        ON ${word}.mark = @mark${word.slice(1)} AND ${word}.seq = ${table}.seq`,
    )
    .join('')

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
/** A word that fewer messages have is where a search begins. */
const FEW = 1000

export const createLists = ({
  db,
  vault,
  messages,
}: {
  db: Connection
  vault: Vault
  messages: Pick<Messages, 'open'>
}) => {
  const counts = db.prepare<[], { state: MessageState; n: number }>('SELECT state, n FROM message_counts WHERE n > 0')
  const deliveredSince = db.prepare<[number], { n: number }>(
    "SELECT count(*) AS n FROM messages INDEXED BY messages_delivered WHERE state = 'delivered' AND delivered_at >= ?",
  )
  const lastDelivered = db.prepare<[], { at: number | null }>(
    "SELECT max(delivered_at) AS at FROM messages INDEXED BY messages_delivered WHERE state = 'delivered'",
  )
  const reservations = db.prepare<[string], { reservations: number; arriving: number }>(`
    SELECT count(DISTINCT m.order_key) AS reservations, count(DISTINCT CASE WHEN m.arrival = ? THEN m.order_key END) AS arriving
    FROM messages m INDEXED BY messages_by_state WHERE ${NEEDS_SOMEONE}`)
  const onTheWay = db.prepare<[], { n: number }>(`
    SELECT count(DISTINCT m.order_key) AS n FROM messages m INDEXED BY messages_undelivered
    WHERE ${isUndelivered('m')} AND +m.state IN ('waiting', 'sending', 'confirming')`)
  const causes = db.prepare<[string], CauseRow>(`
    SELECT m.cause, m.connection, count(*) AS messages, count(DISTINCT m.order_key) AS reservations,
      count(DISTINCT CASE WHEN m.arrival = ? THEN m.order_key END) AS arrivingToday, min(m.captured_at) AS oldestAt
    FROM messages m INDEXED BY messages_by_state WHERE ${NEEDS_SOMEONE} AND m.cause IS NOT NULL GROUP BY m.cause, m.connection`)
  const ofCause = db.prepare<[string, string, string, number], Row>(`
    SELECT ${COLUMNS} FROM messages m INDEXED BY messages_by_state
    WHERE m.cause = ? AND m.connection = ? AND ${NEEDS_SOMEONE}
    ORDER BY (m.arrival IS NOT ?), m.seq LIMIT ?`)
  const held = db.prepare<[string], CauseRow>(`
    SELECT CASE WHEN e.state = 'unsure' THEN 'held-behind-unsure' ELSE 'held-behind-failed' END AS cause, m.connection,
      count(DISTINCT m.seq) AS messages, count(DISTINCT m.order_key) AS reservations,
      count(DISTINCT CASE WHEN m.arrival = ? THEN m.order_key END) AS arrivingToday, min(m.captured_at) AS oldestAt
    ${BEHIND}
    WHERE e.state IN ('failed', 'unsure') AND ${isUndelivered('m')} AND +m.state = 'waiting'
      AND (e.state = 'unsure' OR (${CANNOT_PASS}))
    GROUP BY 1, 2`)
  const ofHeld = (rest: string) =>
    db.prepare<[string, number], Row>(`
    SELECT DISTINCT ${COLUMNS} ${BEHIND}
    WHERE ${rest} AND ${isUndelivered('m')} AND +m.state = 'waiting' AND m.connection = ? ORDER BY m.seq LIMIT ?`)
  const behindUnsure = ofHeld("e.state = 'unsure'")
  const behindFailed = ofHeld(`e.state = 'failed' AND ${CANNOT_PASS}`)
  const lanes = db.prepare<
    [],
    { lane: string; connection: string; hotelCode: string | null; waiting: number; sending: number }
  >(`
    SELECT lane, connection, max(hotel_code) AS hotelCode, sum(state = 'waiting') AS waiting, sum(state = 'sending') AS sending
    FROM messages INDEXED BY messages_by_state WHERE state IN ('waiting', 'sending') AND kind <> 'other' GROUP BY lane, connection`)
  const waitingReservations = db.prepare<[string], { reservations: number; messages: number }>(`
    SELECT count(DISTINCT order_key) AS reservations, count(*) AS messages
    FROM messages INDEXED BY messages_by_state WHERE connection = ? AND state IN ('waiting', 'sending') AND kind <> 'other'`)
  const withMark = db.prepare<[Buffer, number], { n: number }>(
    'SELECT count(*) AS n FROM (SELECT 1 FROM search_marks WHERE mark = ? LIMIT ?)',
  )
  const bySeq = db.prepare<[string], { seq: number }>('SELECT seq FROM messages WHERE id = ?')
  const idsByCause = db.prepare<[string], { id: string }>(
    "SELECT id FROM messages INDEXED BY messages_by_state WHERE cause = ? AND state = 'failed' ORDER BY seq LIMIT 100000",
  )

  type Mark = { mark: Buffer; messages: number }

  const rarestFirst = (marks: Buffer[]): Mark[] =>
    marks.map((mark) => ({ mark, messages: withMark.get(mark, FEW)?.n ?? 0 })).sort((a, b) => a.messages - b.messages)

  const beginOf = ({ state, cause }: ListInput, [rarest]: Mark[]): Filters['from'] => {
    if (rarest && rarest.messages < FEW) return 'words'
    // What has not been delivered is little, whatever else is asked of it.
    if (state !== undefined && undeliveredStates.some((one) => one === state)) return 'state'
    if (rarest) return 'words'
    if (cause !== undefined) return 'cause'
    return state === undefined ? 'all' : 'state'
  }

  return {
    /** A page of messages, newest captured first. A search without a word in it finds nothing. */
    page(input: ListInput): StoredMessage[] {
      const words = input.search === undefined ? [] : queryWords(input.search).slice(0, MOST_WORDS)
      if (input.search !== undefined && input.search.trim() !== '' && words.length === 0) return []
      const held = input.cause === undefined ? [] : (input.heldConnections ?? [])
      const marks = rarestFirst(words.map((word) => vault.mark(word, 'search')))
      const sql = pageSql({
        state: input.state !== undefined,
        cause: input.cause !== undefined,
        isHolding: held.length > 0,
        words: marks.length,
        from: beginOf(input, marks),
      })
      return db
        .prepare<[Record<string, unknown>], Row>(sql)
        .all({
          beforeSeq: input.beforeSeq ?? Number.MAX_SAFE_INTEGER,
          limit: input.limit,
          ...(input.state === undefined ? {} : { state: input.state }),
          ...(input.cause === undefined ? {} : { cause: input.cause }),
          ...(held.length > 0 ? { held: JSON.stringify(held) } : {}),
          ...Object.fromEntries(marks.map(({ mark }, n) => [`mark${n}`, mark])),
        })
        .map(messages.open)
    },
    seqOf: (id: string): number | null => bySeq.get(id)?.seq ?? null,
    counts: (): Partial<Record<MessageState, number>> =>
      Object.fromEntries(counts.all().map(({ state, n }) => [state, n])),
    deliveredSince: (at: number): number => deliveredSince.get(at)?.n ?? 0,
    lastDeliveredAt: (): number | null => lastDelivered.get()?.at ?? null,
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
      (cause === 'held-behind-unsure' ? behindUnsure : behindFailed).all(connection, limit).map(messages.open),
    idsByCause: (cause: string): string[] => idsByCause.all(cause).map(({ id }) => id),
    lanes: () => lanes.all(),
    heldOf: (connection: string): { reservations: number; messages: number } =>
      waitingReservations.get(connection) ?? { reservations: 0, messages: 0 },
  }
}

import { undeliveredStates } from '../../contract/words.ts'
import type { Coverage } from '../../core/channels/export.ts'
import { anything, FIRST_DAY, isOfSeries, LAST_DAY, meets, type Statement } from '../../core/queue/coverage.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { Connection } from '../connection.ts'

/** What availability and rates messages say, so that a stale one is known without its text. */

type Row = Omit<Statement, 'isSure'> & { isSure: number }
type LaterRow = Omit<Row, 'variant'> & {
  id: string
  seq: number
  n: number
  isDelivered: number
  isRead: number
  variant: string | null
}

/** One statement of a later message that the channel has, or may have. */
export type LaterStatement = { id: string; isDelivered: boolean; statement: Statement }

/** Statements read at a time. */
const PAGE = 200

type Series = Pick<MessageRecord, 'seq' | 'orderKey'>

const COLUMNS = `s.property, s.variant, s.room, s.rate, s.channel, s.guests, s.from_day AS "from", s.to_day AS "to", s.days,
  s.sure_days AS sureDays, s.is_sure AS isSure`

/**
 * Whether the channel has the message or may have it, whatever became of it since; or a person did its work
 * by hand.
 */
const HAS_ARRIVED = `(m.state IN ('delivered', 'unsure', 'confirming', 'handled') OR m.is_after_unknown = 1
  OR (m.state IN ('waiting', 'sending', 'failed') AND m.attempts > 0 AND EXISTS (SELECT 1 FROM attempts a
    WHERE a.message_id = m.id AND a.outcome IN ('delivered', 'delivered-with-notes'))))`

/**
 * The next statements, behind statement `n` of message `seq`, of arrived messages of an order key about days
 * from `from` to `to`. A message that was not read yet gives one row without a statement.
 */
const LATER_SQL = `
  SELECT m.id, m.seq, ifnull(s.n, 0) AS n, m.state = 'delivered' AS isDelivered, c.seq IS NOT NULL AS isRead, ${COLUMNS}
  FROM messages m INDEXED BY messages_by_order LEFT JOIN coverages c ON c.seq = m.seq LEFT JOIN statements s ON s.seq = m.seq
  WHERE m.order_key = @orderKey AND m.state <> 'duplicate' AND m.seq >= @seq AND (m.seq > @seq OR s.n > @n) AND ${HAS_ARRIVED}
    AND (c.seq IS NULL OR (s.to_day >= @from AND s.from_day <= @to))
  ORDER BY m.seq, s.n LIMIT ${PAGE}`

const UNREAD_SQL = `SELECT m.id, m.seq, m.connection, EXISTS (SELECT 1 FROM coverages c WHERE c.seq = m.seq) AS isRead
  FROM messages m INDEXED BY messages_of_series
  WHERE m.kind IN ('availability', 'rates') AND m.seq < @before ORDER BY m.seq DESC LIMIT @limit`

const unreadUndeliveredSql = `SELECT m.id, m.seq, m.connection FROM messages m INDEXED BY messages_by_state
  WHERE m.state IN (${undeliveredStates.map((state) => `'${state}'`).join(', ')}) AND +m.kind IN ('availability', 'rates')
    AND NOT EXISTS (SELECT 1 FROM coverages c WHERE c.seq = m.seq)`

export type Unread = Pick<MessageRecord, 'id' | 'seq' | 'connection'>

export const createCoverage = ({ db }: { db: Connection }) => {
  const seqOf = db.prepare<[string], { seq: number }>('SELECT seq FROM messages WHERE id = ?')
  const read = db.prepare<[number], { withoutDay: number }>(
    'SELECT updates_without_day AS withoutDay FROM coverages WHERE seq = ?',
  )
  const own = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM statements s WHERE s.seq = ? ORDER BY s.n`)
  const later = db.prepare<[Series & { n: number; from: number; to: number }], LaterRow>(LATER_SQL)
  const unread = db.prepare<[{ before: number; limit: number }], Unread & { isRead: number }>(UNREAD_SQL)
  const unreadUndelivered = db.prepare<[], Unread>(unreadUndeliveredSql)
  const insert = db.prepare<[number, number]>(
    'INSERT OR IGNORE INTO coverages (seq, updates_without_day) VALUES (?, ?)',
  )
  const insertStatement = db.prepare<[Row & { seq: number; n: number }]>(`
    INSERT INTO statements (seq, n, property, variant, room, rate, channel, guests, from_day, to_day, days, sure_days, is_sure)
    VALUES (@seq, @n, @property, @variant, @room, @rate, @channel, @guests, @from, @to, @days, @sureDays, @isSure)`)

  const toStatement = (row: Row): Statement => ({ ...row, isSure: row.isSure === 1 })

  /** What the message says. One that was not read yet may be about anything. */
  const of = (seq: number): Statement[] => (read.get(seq) === undefined ? [anything] : own.all(seq).map(toStatement))

  /**
   * What later messages of the order key say about days of these statements, oldest first, one by one as they
   * are asked for.
   */
  function* laterOf({ seq, orderKey }: Series, statements: readonly Statement[]): Generator<LaterStatement> {
    if (statements.length === 0) return
    const days = {
      from: statements.reduce((first, one) => Math.min(first, one.from), LAST_DAY),
      to: statements.reduce((last, one) => Math.max(last, one.to), FIRST_DAY),
    }
    let place = { seq, n: Number.MAX_SAFE_INTEGER }
    for (;;) {
      const rows = later.all({ orderKey, ...place, ...days })
      for (const { id, seq: _seq, n: _n, isDelivered, isRead, variant, ...row } of rows)
        yield {
          id,
          isDelivered: isDelivered === 1,
          statement: isRead === 1 ? toStatement({ ...row, variant: variant ?? '' }) : anything,
        }
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return
      place = { seq: last.seq, n: last.n }
    }
  }

  return {
    /** Writes what a message says, once. Part of the transaction that captures or reads it. */
    add(id: string, { statements, withoutDay }: Coverage): void {
      const seq = seqOf.get(id)?.seq
      if (seq === undefined || insert.run(seq, withoutDay).changes === 0) return
      for (const [n, statement] of statements.entries())
        insertStatement.run({ ...statement, isSure: Number(statement.isSure), seq, n })
    },

    of,

    /** How many of its updates are about no day; 0 where it was not read. */
    withoutDay: (seq: number): number => read.get(seq)?.withoutDay ?? 0,

    later: laterOf,

    /**
     * Whether a later message that the channel has, or may have, says something of this one anew: the newest
     * numbers count at the channel, so the older ones must not follow them
     * (docs/architecture.md#order-and-healing). One that cannot know it any more, because the records of the
     * later ones are gone, still knows it by its cause.
     */
    isOvertaken(message: Pick<MessageRecord, 'kind' | 'seq' | 'orderKey' | 'cause'>): boolean {
      if (!isOfSeries(message)) return false
      if (message.cause === 'availability-needs-refresh') return true
      const own = of(message.seq)
      for (const { statement } of laterOf(message, own)) if (own.some((one) => meets(statement, one))) return true
      return false
    },

    /**
     * Looks at the `limit` newest messages of availability and rates before `before`: those that nobody has
     * read yet, newest first, and where to go on; null: there are no more.
     */
    unread(before: number, limit: number): { messages: Unread[]; next: number | null } {
      const rows = unread.all({ before, limit })
      const messages = rows.filter(({ isRead }) => isRead === 0).map(({ isRead: _isRead, ...message }) => message)
      return { messages, next: rows.length < limit ? null : (rows.at(-1)?.seq ?? null) }
    },

    /** Those of them that the channel does not have. */
    unreadUndelivered: (): Unread[] => unreadUndelivered.all(),
  }
}

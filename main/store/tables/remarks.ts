import type { Connection } from '../connection.ts'

/** What was noticed about the messages of a connection: the first value seen, and when it was seen last. */

export type StoredRemark = { name: string; value: string; firstAt: number; lastAt: number }

const HOUR = 3_600_000

export const createRemarks = ({ db, write }: { db: Connection; write: <T>(work: () => T) => T }) => {
  const list = db.prepare<[string, number], StoredRemark>(
    'SELECT name, value, first_at AS firstAt, last_at AS lastAt FROM remarks WHERE connection = ? AND last_at >= ? ORDER BY name',
  )
  const seen = db.prepare<[string, string], { lastAt: number }>(
    'SELECT last_at AS lastAt FROM remarks WHERE connection = ? AND name = ?',
  )
  const put = db.prepare<[string, string, string, number, number]>(`
    INSERT INTO remarks (connection, name, value, first_at, last_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (connection, name) DO UPDATE SET last_at = excluded.last_at`)
  return {
    /** Notes a remark at `now`. What was noted within the hour is not written again. */
    note(connection: string, { name, value }: { name: string; value: string }, now: number): void {
      const last = seen.get(connection, name)?.lastAt
      if (last !== undefined && Math.abs(now - last) < HOUR) return
      write(() => put.run(connection, name, value, now, now))
    },
    /** Remarks of a connection that were noted since `at`, epoch ms. */
    since: (connection: string, at: number): StoredRemark[] => list.all(connection, at),
  }
}

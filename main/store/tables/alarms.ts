import type { Alarm } from '../../core/alarms/edges.ts'
import type { Connection } from '../connection.ts'

/** Alarms under way, and the notices of their two edges. */

export type NoticeRow = {
  n: number
  edge: 'began' | 'ended'
  cause: string
  connection: string
  reservations: number
  at: number
}

const KEPT_NOTICES = 200

export const createAlarms = ({ db }: { db: Connection }) => {
  const all = db.prepare<[], Alarm>(
    'SELECT cause, connection, began_at AS beganAt, told_at AS toldAt, reservations FROM alarms',
  )
  const clear = db.prepare('DELETE FROM alarms')
  const insert = db.prepare(
    'INSERT INTO alarms (cause, connection, began_at, told_at, reservations) VALUES (@cause, @connection, @beganAt, @toldAt, @reservations)',
  )
  const note = db.prepare(
    'INSERT INTO notices (edge, cause, connection, reservations, at) VALUES (@edge, @cause, @connection, @reservations, @at)',
  )
  const prune = db.prepare<[number]>('DELETE FROM notices WHERE n <= (SELECT max(n) FROM notices) - ?')
  const since = db.prepare<[number], NoticeRow>(
    'SELECT n, edge, cause, connection, reservations, at FROM notices WHERE n > ? ORDER BY n',
  )
  const last = db.prepare<[], { n: number | null }>('SELECT max(n) AS n FROM notices')
  return {
    list: (): Alarm[] => all.all(),
    replace(alarms: readonly Alarm[]): void {
      clear.run()
      for (const alarm of alarms) insert.run(alarm)
    },
    notify(notice: Omit<NoticeRow, 'n'>): void {
      note.run(notice)
      prune.run(KEPT_NOTICES)
    },
    /** Notices after the n-th, oldest first. */
    since: (n: number): NoticeRow[] => since.all(n),
    lastN: (): number => last.get()?.n ?? 0,
  }
}

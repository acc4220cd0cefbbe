import { z } from 'zod'
import type { Connection } from '../connection.ts'

/** What starts did to the database. `kind` and `facts` make the sentence. */

export const StartupKind = z.enum([
  'recovered',
  'recovered-lost',
  'recovered-unknown',
  'unreadable',
  'begun-anew',
  'emptied',
  'foreign',
  'replaced',
  'messages-missing',
  'written-again',
  'key-lost',
  'fenced',
])
export type StartupKind = z.infer<typeof StartupKind>

const Facts = z.record(z.string(), z.union([z.string(), z.number()]))

export type StartupNotice = { id: string; kind: StartupKind; facts: z.infer<typeof Facts>; at: number }

type Row = { id: string; kind: string; facts: string; at: number }

/** Writes a notice over a bare connection: a start has no store yet. */
export const addStartupNotice = (db: Pick<Connection, 'prepare'>, notice: StartupNotice): void =>
  void db
    .prepare('INSERT OR REPLACE INTO startup_notices (id, kind, facts, at) VALUES (@id, @kind, @facts, @at)')
    .run({ ...notice, facts: JSON.stringify(notice.facts) })

export const createStartupNotices = ({ db }: { db: Connection }) => {
  const all = db.prepare<[], Row>('SELECT id, kind, facts, at FROM startup_notices ORDER BY at DESC, id')
  const one = db.prepare<[string]>('DELETE FROM startup_notices WHERE id = ?')
  const drop = db.prepare<[number]>('DELETE FROM startup_notices WHERE at < ?')
  return {
    /** Newest first. A kind that a newer version wrote is left out. */
    list: (): StartupNotice[] =>
      all.all().flatMap(({ kind, facts, ...row }) => {
        const known = StartupKind.safeParse(kind)
        return known.success ? [{ ...row, kind: known.data, facts: Facts.parse(JSON.parse(facts)) }] : []
      }),
    add: (notice: StartupNotice): void => addStartupNotice(db, notice),
    /** False where there is none of this id. */
    remove: (id: string): boolean => one.run(id).changes > 0,
    dropBefore: (at: number): void => void drop.run(at),
  }
}

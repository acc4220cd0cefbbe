import type Sqlite from 'better-sqlite3'

/**
 * The connection that all tables share. A database that was deleted is written out again and opened anew
 * while the program goes on; statements are looked up here for the file that is open now, so that nothing
 * prepared earlier writes into the lost one, wherever a table or one of its methods was kept.
 */

type Statement<P extends unknown[], R> = {
  run(...given: P): Sqlite.RunResult
  get(...given: P): R | undefined
  all(...given: P): R[]
}

export type Connection = {
  /** Prepares a statement now, and again when another file is opened. */
  prepare<P extends unknown[] = unknown[], R = unknown>(sql: string): Statement<P, R>
  pragma(source: string): unknown
  /** The first value of a pragma as a number. */
  pragmaNumber(source: string): number
  /** Runs `work` in a transaction; within another one, as a part that can be taken back alone (`nested`). */
  transact<T>(kind: 'immediate' | 'deferred' | 'nested', work: () => T): T
  isInTransaction(): boolean
  /** Path of the database file. */
  path(): string
}

export type ConnectionHolder = Connection & {
  /** What is open now. */
  current(): Sqlite.Database
  /** From here on everything goes to this database. */
  replace(db: Sqlite.Database): void
  close(): void
}

export const createConnection = (first: Sqlite.Database): ConnectionHolder => {
  let db = first
  return {
    prepare<P extends unknown[], R>(sql: string) {
      let owner = db
      let statement = db.prepare<unknown[], R>(sql)
      const now = () => {
        if (owner !== db) {
          statement = db.prepare<unknown[], R>(sql)
          owner = db
        }
        return statement
      }
      return {
        run: (...given: P) => now().run(...given),
        get: (...given: P) => now().get(...given),
        all: (...given: P) => now().all(...given),
      }
    },
    pragma: (source) => db.pragma(source),
    pragmaNumber: (source) => Number(db.pragma(source, { simple: true })),
    transact(kind, work) {
      const transaction = db.transaction(work)
      return kind === 'immediate'
        ? transaction.immediate()
        : kind === 'deferred'
          ? transaction.deferred()
          : transaction()
    },
    isInTransaction: () => db.inTransaction,
    path: () => db.name,
    current: () => db,
    replace(again) {
      db = again
    },
    close: () => void db.close(),
  }
}

import type Sqlite from 'better-sqlite3'
import { DatabaseFromTheFuture } from './refusals.ts'

export type Database = Sqlite.Database

/**
 * One step of the schema. `id` becomes `user_version`; ids go up, with gaps so that branches do not collide.
 * A shipped one is never edited.
 */
export type Migration = {
  id: number
  name: string
  /** Runs inside a transaction and must not end it. */
  up(db: Database): void
}

const LARGEST_USER_VERSION = 0x7fffffff

/** The schema version a file says it has (`PRAGMA user_version`); 0 for a new one. */
export const versionOf = (db: Database): number => {
  const version = db.pragma('user_version', { simple: true })
  if (typeof version !== 'number') throw new Error('PRAGMA user_version gave no number')
  return version
}

/**
 * The id of the last migration, 0 for none. Throws where the ids are not whole, positive and ascending: a
 * mistake in the list.
 */
export const newestOf = (migrations: readonly Migration[]): number => {
  let previous = 0
  for (const { id, name } of migrations) {
    if (!Number.isInteger(id) || id <= previous || id > LARGEST_USER_VERSION) {
      throw new Error(`Migration ${id} (${name}) must have a whole number above ${previous} as its id`)
    }
    previous = id
  }
  return previous
}

/** Throws `DatabaseFromTheFuture` where the version found is newer than the newest known. */
export const refuseFuture = (db: Database, found: number, known: number): void => {
  if (found > known) throw new DatabaseFromTheFuture({ path: db.name, found, known })
}

const applyOne = (db: Database, migration: Migration, newest: number): void => {
  const step = db.transaction(() => {
    const version = versionOf(db)
    refuseFuture(db, version, newest)
    if (version >= migration.id) return
    migration.up(db)
    db.pragma(`user_version = ${migration.id}`)
  })
  step.immediate()
}

/**
 * Brings `db` up to the last of `migrations`, each in a transaction of its own, and gives the versions before
 * and after. Safe when two processes do it at once: each step looks at the version again once it holds the
 * write lock. Throws `DatabaseFromTheFuture`, before changing anything, where the file is newer than the
 * list.
 */
export const migrate = (
  db: Database,
  migrations: readonly Migration[],
  /**
   * Called before anything is changed in a database that is not new, with the id of the first step to come.
   */
  beforeSteps: (firstId: number) => void = () => {},
): { from: number; to: number } => {
  const newest = newestOf(migrations)
  const from = versionOf(db)
  refuseFuture(db, from, newest)
  const first = migrations.find(({ id }) => id > from)
  if (from > 0 && first) beforeSteps(first.id)
  if (from < newest) for (const migration of migrations) applyOne(db, migration, newest)
  return { from, to: versionOf(db) }
}

import type { Database } from 'better-sqlite3'

/**
 * What was noticed about the messages of a connection and is worth a word of the doctor. No guest data:
 * `value` is a time or a size.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE remarks (
      connection TEXT NOT NULL,
      name TEXT NOT NULL,
      -- as it was seen first
      value TEXT NOT NULL,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      PRIMARY KEY (connection, name)
    ) STRICT, WITHOUT ROWID;
  `)
}

export const remarks = { id: 63, name: 'remarks', up }

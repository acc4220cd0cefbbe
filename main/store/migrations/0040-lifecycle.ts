import type { Database } from 'better-sqlite3'

/**
 * What a start found and did to the database, for every process to show; counts and file names of our own
 * only, no guest data. And whether the owner of the sender's row also holds the lock file: one that took over
 * from a hung process does not, so a free lock then says nothing about it.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE startup_notices (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      -- values for the sentence, as JSON
      facts TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE sender ADD COLUMN holds_lock INTEGER NOT NULL DEFAULT 1 CHECK (holds_lock IN (0, 1));
  `)
}

export const lifecycle = { id: 40, name: 'lifecycle', up }

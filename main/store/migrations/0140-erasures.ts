import type { Database } from 'better-sqlite3'

/**
 * That the data of a reservation was erased: when, by whom, and how much. It names no guest: the reservation
 * is a keyed hash, and the reason is sealed without the words that were erased.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE erasures (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      reservation_mark BLOB NOT NULL,
      messages INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      files INTEGER NOT NULL,
      -- copies and set-aside databases it was taken out of
      copies INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX erasures_by_time ON erasures (at);
  `)
}

export const erasures = { id: 140, name: 'erasures', up }

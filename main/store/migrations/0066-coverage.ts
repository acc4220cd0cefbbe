import type { Database } from 'better-sqlite3'

/**
 * What availability and rates messages say, written when they are captured: codes and days, no guest data. A
 * message without a row in `coverages` was not read yet; the upkeep reads those of earlier versions. The
 * index finds such messages and nothing else.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE coverages (
      seq INTEGER PRIMARY KEY REFERENCES messages (seq) ON DELETE CASCADE,
      -- updates whose weekday flags leave no day of their dates
      updates_without_day INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE statements (
      seq INTEGER NOT NULL REFERENCES coverages (seq) ON DELETE CASCADE,
      n INTEGER NOT NULL,
      property TEXT,
      variant TEXT NOT NULL,
      room TEXT,
      rate TEXT,
      channel TEXT,
      guests TEXT,
      -- days since 1970, both included
      from_day INTEGER NOT NULL,
      to_day INTEGER NOT NULL,
      -- bits from Monday on
      days INTEGER NOT NULL,
      sure_days INTEGER NOT NULL,
      is_sure INTEGER NOT NULL CHECK (is_sure IN (0, 1)),
      PRIMARY KEY (seq, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX messages_of_series ON messages (seq) WHERE kind IN ('availability', 'rates');
  `)
}

export const coverage = { id: 66, name: 'coverage', up }

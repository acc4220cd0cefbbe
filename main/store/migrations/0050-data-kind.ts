import type { Database } from 'better-sqlite3'

/** Whether this data holds practice or the real thing, written once: the two are never mixed. */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE data_kind (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      is_rehearsal INTEGER NOT NULL CHECK (is_rehearsal IN (0, 1))
    ) STRICT;
  `)
}

export const dataKind = { id: 50, name: 'data-kind', up }

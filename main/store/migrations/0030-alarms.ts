import type { Database } from 'better-sqlite3'

/**
 * Alarms that have begun, so that a restart repeats none and every process can tell the same ones; the
 * notices of their edges. And an index for what people asked for, which every turn looks at first.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE alarms (
      cause TEXT NOT NULL,
      connection TEXT NOT NULL,
      began_at INTEGER NOT NULL,
      told_at INTEGER,
      reservations INTEGER NOT NULL,
      PRIMARY KEY (cause, connection)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX messages_asked_for ON messages (lane, connection, seq) WHERE state = 'waiting' AND is_asked_for = 1;
    CREATE TABLE notices (
      n INTEGER PRIMARY KEY AUTOINCREMENT,
      edge TEXT NOT NULL CHECK (edge IN ('began', 'ended')),
      cause TEXT NOT NULL,
      connection TEXT NOT NULL,
      reservations INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
  `)
}

export const alarms = { id: 30, name: 'alarms', up }

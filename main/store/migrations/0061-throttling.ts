import type { Database } from 'better-sqlite3'

/**
 * What tells a message that is throttled for its own part from a connection that is: how often in a row the
 * message was, since when nothing but throttles came back, of whom, and how much of the pace the last one
 * left.
 */
const up = (db: Database): void => {
  db.exec(`
    ALTER TABLE messages ADD COLUMN throttles INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE messages ADD COLUMN throttled_awake INTEGER;
    ALTER TABLE links ADD COLUMN throttled_since_at INTEGER;
    ALTER TABLE links ADD COLUMN throttled_since_awake INTEGER;
    ALTER TABLE links ADD COLUMN has_throttle_alarmed INTEGER NOT NULL DEFAULT 0 CHECK (has_throttle_alarmed IN (0, 1));
    ALTER TABLE links ADD COLUMN throttled_by TEXT;
    ALTER TABLE links ADD COLUMN pace_share REAL NOT NULL DEFAULT 1 CHECK (pace_share > 0 AND pace_share <= 1);
    ALTER TABLE links ADD COLUMN slowed_at INTEGER;
  `)
}

export const throttling = { id: 61, name: 'throttling', up }

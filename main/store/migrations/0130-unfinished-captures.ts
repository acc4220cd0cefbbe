import type { Database } from 'better-sqlite3'

/**
 * A file with many messages is captured in several transactions. Its bytes are in the first one, so the rest
 * can be written from them after a kill, whatever became of the file: how many messages it has, how many are
 * still to be written, and the size they were cut for.
 */
const up = (db: Database): void => {
  db.exec(`
    ALTER TABLE captures ADD COLUMN parts INTEGER NOT NULL DEFAULT 0 CHECK (parts >= 0);
    ALTER TABLE captures ADD COLUMN parts_left INTEGER NOT NULL DEFAULT 0 CHECK (parts_left >= 0);
    ALTER TABLE captures ADD COLUMN cut_for_bytes INTEGER NOT NULL DEFAULT 0 CHECK (cut_for_bytes >= 0);
    DROP INDEX messages_by_capture;
    CREATE INDEX messages_by_capture ON messages (capture_id, part);
    CREATE INDEX captures_unfinished ON captures (folder) WHERE parts_left > 0;
  `)
}

export const unfinishedCaptures = { id: 130, name: 'unfinished-captures', up }

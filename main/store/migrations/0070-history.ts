import type { Database } from 'better-sqlite3'

/**
 * Indexes for a year of history: what the queue asks of an order key, a folder or the last minute is found
 * without reading what was delivered before. Each is small, or gives what is asked for with its first row.
 * The queries name them (`INDEXED BY`), so that no statistics are needed and a query that cannot use its
 * index fails when it is prepared. And how many messages are in each state, kept by triggers: exact in every
 * transaction, whoever writes.
 */
const up = (db: Database): void => {
  db.exec(`
    -- Availability of a hotel is one order key for ever, and the same file again is a duplicate each time.
    DROP INDEX messages_by_order;
    CREATE INDEX messages_by_order ON messages (order_key, seq) WHERE state <> 'duplicate';
    CREATE INDEX messages_duplicates ON messages (order_key, seq) WHERE state = 'duplicate';
    CREATE INDEX messages_undelivered ON messages (order_key, seq, state)
      WHERE state IN ('waiting', 'sending', 'confirming', 'unsure', 'failed');
    CREATE INDEX messages_delivered_by_order ON messages (order_key, last_modified_form, last_modified_at) WHERE state = 'delivered';
    CREATE INDEX messages_with_hour ON messages (connection, next_attempt_at)
      WHERE state = 'waiting' AND next_attempt_at IS NOT NULL;

    -- A PMS may write under one name for ever.
    DROP INDEX messages_by_name;
    CREATE INDEX messages_unread ON messages (folder, name_mark) WHERE kind = 'other' AND state IN ('waiting', 'failed');

    DROP INDEX captures_present;
    CREATE INDEX captures_yet_to_leave ON captures (folder) WHERE file_state = 'present';
    CREATE INDEX captures_by_time ON captures (folder, captured_at);
    CREATE INDEX captures_by_content ON captures (folder, mtime_ms, sha256);

    CREATE INDEX attempts_by_start ON attempts (started_at);

    CREATE TABLE message_counts (
      state TEXT PRIMARY KEY,
      n INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO message_counts (state, n) SELECT state, count(*) FROM messages GROUP BY state;
    CREATE TRIGGER messages_count_new AFTER INSERT ON messages BEGIN
      INSERT INTO message_counts (state, n) VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
    END;
    CREATE TRIGGER messages_count_deleted AFTER DELETE ON messages BEGIN
      UPDATE message_counts SET n = n - 1 WHERE state = old.state;
    END;
    CREATE TRIGGER messages_count_moved AFTER UPDATE OF state ON messages WHEN new.state <> old.state BEGIN
      UPDATE message_counts SET n = n - 1 WHERE state = old.state;
      INSERT INTO message_counts (state, n) VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
    END;
  `)
}

export const history = { id: 70, name: 'history', up }

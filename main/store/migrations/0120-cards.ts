import type { Database } from 'better-sqlite3'

/**
 * Whether a message may still hold a card number, so that it can be taken out once the message was delivered
 * or is old. What an earlier version captured may hold one until it was looked at. And two more things that
 * are written with a person's name: that an original was given out, and that a card number was taken out.
 */
const up = (db: Database): void => {
  db.exec(`
    -- none: looked at, there is none; there: there may be one; removed: there was one
    ALTER TABLE messages ADD COLUMN card TEXT NOT NULL DEFAULT 'there' CHECK (card IN ('none', 'there', 'removed'));
    CREATE INDEX messages_with_card_ended ON messages (card, seq)
      WHERE card = 'there' AND state IN ('delivered', 'superseded', 'handled', 'duplicate');
    CREATE INDEX messages_with_card_open ON messages (card, captured_at)
      WHERE card = 'there' AND state IN ('waiting', 'confirming', 'unsure', 'failed');

    CREATE TABLE acts_new (
      id TEXT PRIMARY KEY,
      message_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
      batch_id TEXT,
      at INTEGER NOT NULL,
      what TEXT NOT NULL CHECK (what IN ('resent', 'settled', 'closed', 'captured-again', 'original-given', 'card-removed')),
      who TEXT NOT NULL,
      sealed BLOB
    ) STRICT;
    INSERT INTO acts_new SELECT id, message_id, batch_id, at, what, who, sealed FROM acts;
    DROP TABLE acts;
    ALTER TABLE acts_new RENAME TO acts;
    CREATE INDEX acts_by_message ON acts (message_id);
  `)
}

export const cards = { id: 120, name: 'cards', up }

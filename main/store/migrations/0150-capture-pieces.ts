import type { Database } from 'better-sqlite3'

/**
 * The bytes of a large file are kept in pieces: the first in `capture_contents`, the others here. One row of
 * 60 MB stood the program still for as long as it took to seal and write. Pieces are written before the
 * capture, so they refer to it without a foreign key; those of a capture that never came are dropped at the
 * next start of a sender.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE capture_pieces (
      id TEXT PRIMARY KEY,
      capture_id TEXT NOT NULL,
      n INTEGER NOT NULL CHECK (n > 0),
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX capture_pieces_in_order ON capture_pieces (capture_id, n);
    CREATE TRIGGER capture_contents_pieces AFTER DELETE ON capture_contents BEGIN
      DELETE FROM capture_pieces WHERE capture_id = OLD.capture_id;
    END;
  `)
}

export const capturePieces = { id: 150, name: 'capture-pieces', up }

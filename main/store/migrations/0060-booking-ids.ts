import type { Database } from 'better-sqlite3'

/**
 * By which ids a booking is known, as keyed hashes: any of them leads to the newest message that named it,
 * and so to its order key. And what kind of time a message's LastModifyDateTime is, since only times of one
 * kind can be compared.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE booking_ids (
      mark BLOB NOT NULL,
      hotel_code TEXT NOT NULL,
      -- 0: the PMS's own id, 1: a confirmation, 2: any other
      rank INTEGER NOT NULL CHECK (rank IN (0, 1, 2)),
      seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
      -- several bookings bear it, so it leads to none
      is_shared INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1)),
      PRIMARY KEY (mark, hotel_code)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX booking_ids_by_message ON booking_ids (seq);

    -- last_modified_at is the earliest moment it can mean, this the latest
    ALTER TABLE messages ADD COLUMN last_modified_until_at INTEGER;
    ALTER TABLE messages ADD COLUMN last_modified_form TEXT CHECK (last_modified_form IN ('zoned', 'local', 'day'));
  `)
}

export const bookingIds = { id: 60, name: 'booking-ids', up }

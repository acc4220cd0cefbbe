import type { Database } from 'better-sqlite3'

/** How many whole answers to a message nobody could read: after the second it is not sent again by itself. */
const up = (db: Database): void => {
  db.exec('ALTER TABLE messages ADD COLUMN unread_replies INTEGER NOT NULL DEFAULT 0 CHECK (unread_replies >= 0);')
}

export const unreadReplies = { id: 65, name: 'unread-replies', up }

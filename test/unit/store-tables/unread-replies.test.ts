import Sqlite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../../main/store/migrate.ts'
import { unreadReplies } from '../../../main/store/migrations/0065-unread-replies.ts'
import { migrations } from '../../../main/store/migrations/index.ts'

it('gives every message of an earlier version the count 0, and takes none below', () => {
  const db = new Sqlite(':memory:')
  onTestFinished(() => {
    db.close()
  })
  const at = migrations.findIndex(({ id }) => id === unreadReplies.id)
  migrate(db, migrations.slice(0, at))
  db.exec(`
    INSERT INTO captures (id, folder, sha256, name_mark, size, mtime_ms, inode, captured_at, file_state, sealed)
    VALUES ('c1', 'main', x'01', x'02', 10, 1.5, '7', 1, 'gone', x'03');
    INSERT INTO messages (id, capture_id, connection, folder, name_mark, part, parts, kind, message_type, lane, order_key, is_whole, sha256,
      state, captured_at, changed_at, sealed)
    VALUES ('m1', 'c1', 'x', 'main', x'01', 1, 1, 'new', 'OTA_HotelResNotifRQ', 'l', 'k', 1, x'02', 'waiting', 1, 1, x'03');`)
  migrate(db, migrations)
  expect(db.prepare('SELECT unread_replies FROM messages').pluck().all()).toEqual([0])
  expect(() => db.exec('UPDATE messages SET unread_replies = -1')).toThrow('CHECK')
})

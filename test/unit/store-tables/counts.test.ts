import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { close, resend } from '../../../main/core/queue/moves.ts'
import type { Database } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { fillHistory } from '../../support/history.ts'
import { now } from '../core/queue/records.ts'
import { aNewMessage, openTables } from './open-tables.ts'

/** How many messages are in each state is kept beside them, and always what counting them would give. */

const counted = (db: Database) =>
  Object.fromEntries(
    db.prepare<[], [string, number]>('SELECT state, count(*) FROM messages GROUP BY state ORDER BY state').raw().all(),
  )

const storeOf = (db: Database) => createStore({ db, vault: createVault(randomBytes(32)) })

describe('the counts', () => {
  it('of a database that had messages before there were counts are those of its messages', () => {
    const db = openTables()
    fillHistory(db, { delivered: 900, waiting: 30, failed: 7, now })
    const expected = counted(db)
    for (const name of ['new', 'deleted', 'moved']) db.exec(`DROP TRIGGER messages_count_${name}`)
    db.exec('DROP TABLE message_counts')
    const history = migrations.find(({ id }) => id === 70)
    for (const { name } of db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
      .all())
      db.exec(`DROP INDEX ${name}`)
    db.exec(`CREATE INDEX messages_by_order ON messages (order_key, seq); CREATE INDEX messages_by_name ON messages (folder, name_mark);
      CREATE INDEX captures_present ON captures (folder) WHERE file_state IN ('present', 'left')`)
    history?.up(db)
    const rows = db.prepare<[], [string, number]>('SELECT state, n FROM message_counts').raw().all()
    expect(Object.fromEntries(rows)).toEqual(expected)
    expect(expected).toMatchObject({ waiting: 30, failed: 7, duplicate: 30 })
  })

  it('follow what is captured, moved, taken back and deleted', () => {
    const db = openTables()
    fillHistory(db, { delivered: 90, waiting: 10, failed: 5, now })
    const store = storeOf(db)
    const check = () => expect(store.lists.counts()).toEqual(counted(db))
    check()
    store.write(() => store.messages.insert(aNewMessage({ id: 'new', captureId: 'c1', orderKey: 'k' })))
    check()
    expect(store.messages.move('new', close, { now })).toMatchObject({ ok: true })
    check()
    const again = {
      now,
      isRepeatRisky: false,
      isOvertaken: false,
      hasReason: true,
      notBefore: null,
      isShownWithHour: () => false,
    }
    expect(store.messages.move('m104', resend, again)).toMatchObject({ ok: true })
    expect(store.lists.counts()).toMatchObject({ waiting: 11, failed: 4, handled: counted(db).handled ?? 0 })
    check()
    expect(() =>
      store.write(() => {
        store.messages.move('m103', resend, again)
        throw new Error('taken back')
      }),
    ).toThrow('taken back')
    check()
    db.exec("DELETE FROM messages WHERE state = 'superseded'")
    check()
    expect(store.lists.counts().superseded).toBeUndefined()
  })
})

import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { messageKinds, messageStates, outcomes } from '../../../main/contract/words.ts'
import { first } from '../../../main/store/migrations/0010-first.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { now } from '../core/queue/records.ts'
import { aNewMessage, openTables } from './open-tables.ts'

const opened = () => {
  const db = openTables()
  const store = createStore({ db, vault: createVault(randomBytes(32)) })
  store.captures.insert(
    {
      id: 'c1',
      folder: 'main',
      sha256: Buffer.alloc(32),
      size: 3,
      mtimeMs: 1.5,
      inode: '1',
      capturedAt: now,
      fileState: 'gone',
      fileName: 'a.xml',
      content: Buffer.from('abc'),
    },
    Buffer.alloc(16),
  )
  return { db, store }
}

describe('migrations', () => {
  it('that were shipped are what they were: their SQL never changes', () => {
    const db = openTables()
    const exec = vi.spyOn(db, 'exec').mockReturnValue(db)
    first.up(db)
    const sql = exec.mock.calls.map(([text]) => text).join('\n')
    expect(createHash('sha256').update(sql).digest('hex')).toBe(
      '7c7b86e0bdacb314b504bd00f894d08284c6f2e446b22653f8188ef2e5a9d0ea',
    )
  })

  it('go up, each with a name of its own', () => {
    const ids = migrations.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    expect(new Set(migrations.map(({ name }) => name)).size).toBe(migrations.length)
  })
})

describe('the schema', () => {
  it('is strict in every table', () => {
    const tables = openTables()
      .prepare<[], { name: string; strict: number }>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all()
    expect(tables.length).toBeGreaterThan(10)
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([])
  })

  it('takes every word of the contract and no other', () => {
    const { db, store } = opened()
    for (const [n, state] of messageStates.entries())
      store.messages.insert(aNewMessage({ id: `s${n}`, lane: `lane${n}`, state }))
    for (const [n, kind] of messageKinds.entries()) store.messages.insert(aNewMessage({ id: `k${n}`, kind }))
    expect(() => db.exec("UPDATE messages SET state = 'held'")).toThrow('CHECK')
    expect(() => db.exec("UPDATE messages SET kind = 'invoice'")).toThrow('CHECK')
    expect(() => db.exec('UPDATE messages SET is_whole = 2')).toThrow('CHECK')
    expect(() => db.exec('UPDATE messages SET part = 2')).toThrow('CHECK')
    expect(() => db.exec("UPDATE captures SET file_state = 'lost'")).toThrow('CHECK')
    outcomes.forEach((outcome, n) => {
      store.attempts.begin({ id: `a${n}`, messageId: 's0', n, startedAt: now, echoToken: null })
      db.prepare('UPDATE attempts SET outcome = ? WHERE id = ?').run(outcome, `a${n}`)
    })
    expect(() => db.exec("UPDATE attempts SET outcome = 'maybe'")).toThrow('CHECK')
    expect(() =>
      db.exec("UPDATE links SET outage = 'x'; INSERT INTO links (connection, outage) VALUES ('a', 'x')"),
    ).toThrow('cannot store TEXT')
    expect(() => db.exec('INSERT INTO sender (id, epoch, heartbeat, awake_ms) VALUES (2, 0, 0, 0)')).toThrow('CHECK')
  })

  it('never lets two requests be in flight in one lane, whatever the program believes', () => {
    const { db, store } = opened()
    store.messages.insert(aNewMessage({ id: 'a' }))
    store.messages.insert(aNewMessage({ id: 'b', orderKey: 'other', connection: 'second' }))
    store.messages.insert(aNewMessage({ id: 'c', orderKey: 'third', lane: 'pmsxchange|NORD' }))
    const send = (id: string) => db.prepare("UPDATE messages SET state = 'sending' WHERE id = ?").run(id)
    send('a')
    expect(() => send('b')).toThrow('UNIQUE')
    send('c')
    db.exec("UPDATE messages SET state = 'delivered' WHERE id = 'a'")
    send('b')
  })

  it('keeps no message without its capture, and no capture away from under its messages', () => {
    const { db, store } = opened()
    expect(() => store.messages.insert(aNewMessage({ captureId: 'none' }))).toThrow('FOREIGN KEY')
    store.messages.insert(aNewMessage())
    expect(() => db.exec("DELETE FROM captures WHERE id = 'c1'")).toThrow('FOREIGN KEY')
    expect(() => store.messages.insert(aNewMessage())).toThrow('UNIQUE')
  })
})

import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { createConnection } from '../../../main/store/connection.ts'
import { newKeyRing } from '../../../main/store/key-ring.ts'
import { migrate } from '../../../main/store/migrate.ts'
import { first } from '../../../main/store/migrations/0010-first.ts'
import { jobs } from '../../../main/store/migrations/0020-jobs.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { createJobs, type StoredJob } from '../../../main/store/tables/jobs.ts'
import { createVault } from '../../../main/store/vault.ts'
import { foldersFor } from '../../support/make-engine.ts'

const now = Date.parse('2026-11-20T01:00:00Z')

const databaseAt10 = () => {
  const db = new Sqlite(join(foldersFor().data, 'queue.db'))
  onTestFinished(() => {
    db.close()
  })
  db.pragma('foreign_keys = ON')
  migrate(db, [first])
  db.exec(`
    INSERT INTO captures VALUES ('c1', 'main', x'01', x'02', 10, 1.5, '7', ${now}, 'gone', x'03');
    INSERT INTO messages (id, capture_id, connection, folder, name_mark, part, parts, kind, message_type, lane, order_key, is_whole, sha256,
      state, captured_at, changed_at, sealed)
    VALUES ('m1', 'c1', 'prx', 'main', x'01', 1, 1, 'new', 'POST /v1/x', 'propexo|prx', 'k', 1, x'02', 'confirming', ${now}, ${now}, x'03');`)
  return db
}

const vault = () => createVault(newKeyRing())

const job = (id: string, nextPollAt: number | null): StoredJob => ({
  id,
  messageId: 'm1',
  connection: 'prx',
  attemptId: 'a1',
  retryOf: null,
  acceptedAt: now,
  acceptedAwake: 5,
  repeats: 0,
  polls: 0,
  askedAt: null,
  nextPollAt,
  outcome: null,
  cause: 'job-accepted',
  endedAt: null,
  isSetAside: false,
  jobId: 'guest-named-quellmoos',
  vendorText: 'Quellmoos is unknown',
})

const jobsOf = (db: Sqlite.Database) =>
  createJobs({ db: createConnection(db), vault: vault(), write: (work) => work() })

it('adds the jobs to a database with messages in it and keeps those', () => {
  const db = databaseAt10()
  expect(migrate(db, [first, jobs])).toEqual({ from: 10, to: 20 })
  expect(db.prepare('SELECT id, state FROM messages').all()).toEqual([{ id: 'm1', state: 'confirming' }])
  expect(migrations.map(({ id }) => id).slice(0, 2)).toEqual([10, 20])
  expect(() => db.exec("INSERT INTO jobs (id, message_id) VALUES ('x', 'nobody')")).toThrow(/NOT NULL|FOREIGN KEY/)
})

it('keeps a job, finds it when it is due or the clock was set back, and only for a message that is being confirmed', () => {
  const db = databaseAt10()
  migrate(db, migrations)
  const table = jobsOf(db)
  const due = (at: number) => table.due('prx', { now: at, furthest: at + 60_000, limit: 9 }).map(({ id }) => id)
  table.add(job('j1', now + 5_000))
  expect([due(now + 4_999), due(now + 5_000), due(now - 3_600_000)]).toEqual([[], ['j1'], ['j1']])
  expect(table.latest('m1')).toEqual(job('j1', now + 5_000))
  table.add({ ...job('j2', now + 9_000), retryOf: 'j1' })
  expect(due(now + 20_000)).toEqual(['j2'])
  expect(table.ofMessage('m1').map(({ id, endedAt }) => [id, endedAt])).toEqual([
    ['j2', null],
    ['j1', now],
  ])
  db.exec("UPDATE messages SET state = 'handled'")
  expect(due(now + 20_000)).toEqual([])
  db.exec("DELETE FROM messages WHERE id = 'm1'")
  expect(table.ofMessage('m1')).toEqual([])
})

it('keeps the number and the far system’s words sealed', () => {
  const db = databaseAt10()
  migrate(db, migrations)
  jobsOf(db).add(job('j1', null))
  expect(db.serialize().toString('latin1')).not.toMatch(/quellmoos/i)
})

it('a row that another key sealed has no number, rather than bringing everything down', () => {
  const db = databaseAt10()
  migrate(db, migrations)
  jobsOf(db).add(job('j1', now))
  expect(jobsOf(db).latest('m1')).toMatchObject({ id: 'j1', jobId: null, vendorText: null })
})

it('0090 and 0091 keep the sender and the jobs that are there; numbers count from then on', () => {
  const db = databaseAt10()
  const vaultOfBoth = vault()
  const before = migrations.filter(({ id }) => id < 90)
  migrate(db, before)
  db.exec(`
    INSERT INTO jobs (id, message_id, connection, attempt_id, accepted_at, accepted_awake, sealed)
      VALUES ('old', 'm1', 'prx', 'a1', ${now}, 5, x'01');
    UPDATE sender SET awake_ms = 77 WHERE id = 1;`)
  const sender = db.prepare('SELECT epoch, awake_ms FROM sender').all()
  migrate(db, migrations)
  expect(db.prepare('SELECT epoch, awake_ms FROM sender').all()).toEqual(sender)
  expect(
    db
      .prepare('SELECT clock_offset FROM sender')
      .pluck()
      .all()
      .every((offset) => offset === null),
  ).toBe(true)
  expect(db.prepare('SELECT id, number_mark FROM jobs').all()).toEqual([{ id: 'old', number_mark: null }])

  const table = createJobs({ db: createConnection(db), vault: vaultOfBoth, write: (work) => work() })
  table.add({ ...job('j1', null), jobId: '17' })
  const asked = (number: string, messageId: string, since = now - 1, connection = 'prx') =>
    table.sameNumber(connection, number, { since, messageId }).map(({ id }) => id)
  expect(asked('17', 'another')).toEqual(['j1'])
  expect([
    asked('18', 'another'),
    asked('17', 'm1'),
    asked('17', 'another', now),
    asked('17', 'another', 0, 'b'),
  ]).toEqual([[], [], [], []])
})

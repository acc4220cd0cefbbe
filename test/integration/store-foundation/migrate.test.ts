import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { type Migration, migrate, versionOf } from '../../../main/store/migrate.ts'
import { DatabaseFromTheFuture } from '../../../main/store/refusals.ts'
import { startChild } from './child.ts'
import { tempFolder } from './temp-folder.ts'
import { testMigrations, testSteps } from './test-migrations.ts'

const newDatabase = (path = join(tempFolder(), 'queue.db')) => {
  const db = new Sqlite(path)
  onTestFinished(() => {
    db.close()
  })
  return db
}

const table = (id: number, name = `t${id}`): Migration => ({
  id,
  name,
  up: (db) => void db.exec(`CREATE TABLE ${name} (n INTEGER) STRICT`),
})
const tables = (db: Sqlite.Database) => db.prepare(`SELECT name FROM sqlite_schema ORDER BY name`).pluck().all()

it('runs each step once, in order, and says from where to where', () => {
  const db = newDatabase()
  expect(migrate(db, testMigrations.slice(0, 3))).toEqual({ from: 0, to: 30 })
  expect(migrate(db, testMigrations)).toEqual({ from: 30, to: 100 })
  expect(migrate(db, testMigrations)).toEqual({ from: 100, to: 100 })
  expect(db.prepare('SELECT id FROM step ORDER BY rowid').pluck().all()).toEqual(testSteps)
})

it('has nothing to do without steps', () => {
  expect(migrate(newDatabase(), [])).toEqual({ from: 0, to: 0 })
})

it.each([[[20, 10]], [[10, 10]], [[0]], [[-10]], [[1.5]], [[Number.NaN]], [[2 ** 31]]])(
  'refuses a list whose ids do not ascend, before anything is run: %j',
  (ids) => {
    const db = newDatabase()
    expect(() => migrate(db, [table(5), ...ids.map((id, index) => table(id, `x${index}`))])).toThrow('whole number')
    expect(tables(db)).toEqual([])
  },
)

it('keeps the steps that succeeded and nothing of one that failed, and goes on from there next time', () => {
  const db = newDatabase()
  const broken: Migration = {
    id: 20,
    name: 'broken',
    up(at) {
      at.exec('CREATE TABLE half (n INTEGER) STRICT')
      at.exec('INSERT INTO nowhere VALUES (1)')
    },
  }
  expect(() => migrate(db, [table(10), broken, table(30)])).toThrow('nowhere')
  expect(tables(db)).toEqual(['t10'])
  expect(versionOf(db)).toBe(10)
  expect(db.inTransaction).toBe(false)
  expect(migrate(db, [table(10), table(20), table(30)])).toEqual({ from: 10, to: 30 })
})

it('refuses a database from the future and leaves it alone', () => {
  const db = newDatabase()
  db.pragma('user_version = 30')
  const refused = () => migrate(db, [table(10), table(20)])
  expect(refused).toThrow(DatabaseFromTheFuture)
  expect(refused).toThrow(/its version is 30, this program knows up to 20/)
  expect(tables(db)).toEqual([])
  expect(versionOf(db)).toBe(30)
})

it('sees, once it holds the write lock, that another process has meanwhile gone further than it knows', () => {
  const path = join(tempFolder(), 'queue.db')
  const db = newDatabase(path)
  const other = newDatabase(path)
  let isFirstLook = true
  const sly = new Proxy(db, {
    get(target, name) {
      if (name === 'pragma') {
        return (source: string, options?: Sqlite.PragmaOptions) => {
          const value = target.pragma(source, options)
          if (isFirstLook) other.pragma('user_version = 40')
          isFirstLook = false
          return value
        }
      }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  expect(() => migrate(sly, [table(10), table(20)])).toThrow(DatabaseFromTheFuture)
  expect(tables(db)).toEqual([])
})

it('runs each step once when six processes open a new database at once', async () => {
  const path = join(tempFolder(), 'queue.db')
  const children = Array.from({ length: 6 }, () => startChild('open.ts', path))
  for (const child of children) expect(await child.line()).toBe('ready')
  for (const child of children) child.say('go')
  for (const child of children)
    expect(JSON.parse((await child.line()) ?? 'null')).toEqual({ version: 100, steps: testSteps })
}, 30_000)

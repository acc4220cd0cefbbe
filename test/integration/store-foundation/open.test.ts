import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Database, type OpenDatabase, openDatabase } from '../../../main/store/open.ts'
import {
  DatabaseFromTheFuture,
  DatabaseNotMigrated,
  DatabaseOnNetwork,
  DatabaseUnusable,
} from '../../../main/store/refusals.ts'
import { startChild } from './child.ts'
import { tempFolder } from './temp-folder.ts'
import { testMigrations, testSteps } from './test-migrations.ts'

const open = (settings: Partial<OpenDatabase> & { path: string }): Database => {
  const db = openDatabase({ migrations: testMigrations, ...settings })
  onTestFinished(() => {
    db.close()
  })
  return db
}

/** What `work` throws; fails the test where it throws nothing. */
const thrownBy = (work: () => unknown): unknown => {
  try {
    work()
  } catch (thrown) {
    return thrown
  }
  return expect.unreachable('nothing was thrown')
}

const pragma = (db: Database, name: string) => db.pragma(name, { simple: true })

describe('an open database', () => {
  it('is new, migrated, and safe against loss of power', () => {
    const db = open({ path: join(tempFolder(), 'queue.db') })
    expect(pragma(db, 'user_version')).toBe(100)
    expect(pragma(db, 'journal_mode')).toBe('wal')
    expect(pragma(db, 'synchronous')).toBe(2)
    expect(pragma(db, 'foreign_keys')).toBe(1)
    expect(pragma(db, 'secure_delete')).toBe(1)
    expect(pragma(db, 'busy_timeout')).toBe(5000)
    expect(pragma(db, 'trusted_schema')).toBe(0)
    expect(pragma(db, 'temp_store')).toBe(2)
  })

  it('keeps what was written when it is opened again, beside a second connection', () => {
    const path = join(tempFolder(), 'queue.db')
    open({ path }).exec('INSERT INTO step (id) VALUES (7)')
    const second = open({ path })
    expect(second.prepare('SELECT id FROM step ORDER BY rowid').pluck().all()).toEqual([...testSteps, 7])
  })

  it('lets a second connection read while the first writes', () => {
    const path = join(tempFolder(), 'queue.db')
    const first = open({ path })
    const second = open({ path })
    first.exec('BEGIN IMMEDIATE; INSERT INTO step (id) VALUES (7)')
    expect(second.prepare('SELECT count(*) FROM step').pluck().get()).toBe(10)
    first.exec('COMMIT')
    expect(second.prepare('SELECT count(*) FROM step').pluck().get()).toBe(11)
  })
})

describe.skipIf(process.platform === 'win32')('file modes', () => {
  const modes = (folder: string) =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]))

  it('are 600 for database, log and shared memory, even under an open umask', async () => {
    const folder = tempFolder()
    const child = startChild('open.ts', join(folder, 'queue.db'), 'stay')
    expect(await child.line()).toBe('ready')
    child.say('go')
    await child.line()
    expect(modes(folder)).toEqual({ 'queue.db': 0o600, 'queue.db-wal': 0o600, 'queue.db-shm': 0o600 })
  })

  it('become 600 where they were wider', () => {
    const folder = tempFolder()
    const path = join(folder, 'queue.db')
    open({ path })
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o666)
    open({ path })
    expect(modes(folder)).toEqual({ 'queue.db': 0o600, 'queue.db-wal': 0o600, 'queue.db-shm': 0o600 })
  })
})

describe('a database from the future', () => {
  /**
   * A newer program's files as they stand after a crash: its last change, the version among it, is still in
   * the log alone.
   */
  const crashedFuture = (): { path: string; bytes: () => Buffer[] } => {
    const made = join(tempFolder(), 'made.db')
    const path = join(tempFolder(), 'queue.db')
    const db = open({ path: made })
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.exec('CREATE TABLE future (n INTEGER) STRICT; PRAGMA user_version = 5000')
    for (const end of ['', '-wal']) copyFileSync(`${made}${end}`, `${path}${end}`)
    return { path, bytes: () => ['', '-wal'].map((end) => readFileSync(`${path}${end}`)) }
  }

  it.each([false, true])('is refused and left byte for byte as it was (read-only: %s)', (readOnly) => {
    const { path, bytes } = crashedFuture()
    const before = bytes()
    expect(before.every((content) => content.length > 0)).toBe(true)
    const thrown = thrownBy(() => openDatabase({ path, migrations: testMigrations, readOnly }))
    if (!(thrown instanceof DatabaseFromTheFuture)) return expect.unreachable(String(thrown))
    expect(thrown).toMatchObject({ code: 'database-from-the-future', path, found: 5000, known: 100 })
    expect(thrown.message).toContain('Install the newer Night Porter again')
    expect(bytes()).toEqual(before)
  })

  it('would be changed by an ordinary connection, which is why the first look is another kind', () => {
    const { path, bytes } = crashedFuture()
    const [before] = bytes()
    const db = new Sqlite(path)
    db.pragma('user_version')
    db.close()
    expect(readFileSync(path)).not.toEqual(before)
  })
})

describe('a network path', () => {
  it('is refused with its own error before anything is made', () => {
    const path = join(tempFolder(), 'queue.db')
    const thrown = thrownBy(() =>
      openDatabase({ path, migrations: testMigrations, isOnNetwork: (asked) => asked === path }),
    )
    if (!(thrown instanceof DatabaseOnNetwork)) return expect.unreachable(String(thrown))
    expect(thrown).toMatchObject({ code: 'database-on-network', path })
    expect(existsSync(path)).toBe(false)
  })
})

describe('reading only', () => {
  it('reads, also where nobody else has the file open, and cannot write', () => {
    const path = join(tempFolder(), 'queue.db')
    openDatabase({ path, migrations: testMigrations }).close()
    const db = open({ path, readOnly: true })
    expect(db.prepare('SELECT count(*) FROM step').pluck().get()).toBe(10)
    expect(() => db.exec('DELETE FROM step')).toThrow('readonly')
  })

  it('sees what another connection commits', () => {
    const path = join(tempFolder(), 'queue.db')
    const writer = open({ path })
    const reader = open({ path, readOnly: true })
    writer.exec('INSERT INTO step (id) VALUES (7)')
    expect(reader.prepare('SELECT count(*) FROM step').pluck().get()).toBe(11)
  })

  it('makes no file where there is none', () => {
    const path = join(tempFolder(), 'queue.db')
    expect(() => openDatabase({ path, migrations: testMigrations, readOnly: true })).toThrow(DatabaseUnusable)
    expect(existsSync(path)).toBe(false)
  })

  it('refuses a file it would have to migrate', () => {
    const path = join(tempFolder(), 'queue.db')
    openDatabase({ path, migrations: testMigrations.slice(0, 2) }).close()
    expect(() => openDatabase({ path, migrations: testMigrations, readOnly: true })).toThrow(DatabaseNotMigrated)
    openDatabase({ path, migrations: testMigrations }).close()
    expect(pragma(open({ path, readOnly: true }), 'user_version')).toBe(100)
  })
})

describe('a file that cannot be used', () => {
  const refusal = (path: string): DatabaseUnusable => {
    const thrown = thrownBy(() => openDatabase({ path, migrations: testMigrations }))
    return thrown instanceof DatabaseUnusable ? thrown : expect.unreachable(String(thrown))
  }

  it('is named as damaged where it is no database, and left as it was', () => {
    const path = join(tempFolder(), 'queue.db')
    const content = Buffer.alloc(8192, 'not a database ')
    writeFileSync(path, content)
    const refused = refusal(path)
    expect(refused.code).toBe('SQLITE_NOTADB')
    expect(refused.message).toContain('is damaged or is no Night Porter database')
    expect(readFileSync(path)).toEqual(content)
  })

  it('is named where its folder is missing, or where it is a folder itself', () => {
    const folder = tempFolder()
    expect(refusal(join(folder, 'missing', 'queue.db'))).toMatchObject({ code: 'ENOENT' })
    mkdirSync(join(folder, 'queue.db'))
    expect(refusal(join(folder, 'queue.db')).message).toContain('cannot be opened')
  })

  it('is taken over where it is empty, as a crash in the first moment leaves it', () => {
    const path = join(tempFolder(), 'queue.db')
    writeFileSync(path, '')
    expect(pragma(open({ path }), 'user_version')).toBe(100)
  })

  it('is no refusal but a bug where a migration is wrong, and the file can be opened afterwards', () => {
    const path = join(tempFolder(), 'queue.db')
    const wrong = [...testMigrations, { id: 110, name: 'wrong', up: (db: Database) => void db.exec('SELECT nothing') }]
    const thrown = thrownBy(() => openDatabase({ path, migrations: wrong }))
    expect(thrown).not.toBeInstanceOf(DatabaseUnusable)
    expect(String(thrown)).toContain('nothing')
    expect(pragma(open({ path }), 'user_version')).toBe(100)
  })

  it('is mended where a crash left a rollback journal that only a writer can settle', () => {
    const made = join(tempFolder(), 'made.db')
    const path = join(tempFolder(), 'queue.db')
    openDatabase({ path: made, migrations: testMigrations }).close()
    const db = new Sqlite(made)
    onTestFinished(() => {
      db.close()
    })
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA cache_size = 2; BEGIN; DELETE FROM step')
    db.exec(
      'INSERT INTO filler SELECT value FROM json_each(json_array(1,2,3)), (SELECT n FROM filler), (SELECT n FROM filler)',
    )
    for (const end of ['', '-journal']) copyFileSync(`${made}${end}`, `${path}${end}`)
    expect(() => new Sqlite(path, { readonly: true }).pragma('user_version')).toThrow()
    expect(open({ path }).prepare('SELECT id FROM step ORDER BY rowid').pluck().all()).toEqual(testSteps)
  })

  it.runIf(process.getuid?.() === 0)(
    'is refused at once, not at the first booking, where it may only be read',
    async () => {
      const folder = tempFolder()
      const path = join(folder, 'queue.db')
      openDatabase({ path, migrations: testMigrations }).close()
      chmodSync(folder, 0o777)
      chmodSync(path, 0o444)
      expect(await startChild('as-nobody.ts', 'open', path).line()).toBe('DatabaseUnusable SQLITE_READONLY')
    },
  )

  it.skipIf(process.platform === 'win32')('is opened through a link to a local disk', () => {
    const folder = tempFolder()
    const real = tempFolder()
    symlinkSync(real, join(folder, 'data'))
    open({ path: join(folder, 'data', 'queue.db') })
    expect(existsSync(join(real, 'queue.db'))).toBe(true)
  })
})

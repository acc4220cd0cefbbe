import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { BackupFailed, backUpBefore } from '../../../main/store/lifecycle/backup.ts'
import { expireOldFiles } from '../../../main/store/lifecycle/expire.ts'
import { setAsideAt } from '../../../main/store/lifecycle/set-aside.ts'
import type { Migration } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { ownerOnly } from '../../support/file-mode.ts'
import { databaseIn, dataFolder, openIn, writeMessage } from './hotel.ts'
import { mountSmall, needsRoot } from './small-disk.ts'

/** The copy that is made before a schema changes. */

const DAY = 24 * 60 * 60_000
const next = (
  id: number,
  up: Migration['up'] = (db) => void db.exec(`CREATE TABLE t${id} (n INTEGER) STRICT`),
): Migration => ({
  id,
  name: `t${id}`,
  up,
})
const backups = (data: string): string[] =>
  existsSync(join(data, 'backups')) ? readdirSync(join(data, 'backups')).sort() : []

describe('before a migration', () => {
  it('the database is copied as it was, whole, readable by the owner only, with what only the log had', () => {
    const data = dataFolder()
    const store = openIn(data)
    const written = writeMessage(store, { n: 1 })
    const path = databaseIn(data)
    const other = openDatabase({ path, migrations: [...migrations, next(9990)], beforeSteps: backUpBefore })
    expect(backups(data)).toEqual(['night-porter-before-9990.db'])
    const copy = join(data, 'backups', 'night-porter-before-9990.db')
    expect(statSync(copy).mode & 0o777).toBe(ownerOnly)
    const before = new Sqlite(copy, { readonly: true })
    expect(before.pragma('user_version', { simple: true })).toBe(migrations.at(-1)?.id)
    expect(before.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(before.prepare('SELECT id FROM messages').pluck().all()).toEqual([written.id])
    before.close()
    other.close()
  })

  it('three copies are kept, and none is made of a new database or without a step to come', () => {
    const data = dataFolder()
    openIn(data).close()
    openIn(data).close()
    expect(backups(data)).toEqual([])
    const path = databaseIn(data)
    for (let n = 1; n <= 5; n++) {
      const steps = Array.from({ length: n }, (_, i) => next(9000 + i * 10))
      openDatabase({ path, migrations: [...migrations, ...steps], beforeSteps: backUpBefore }).close()
      const copy = join(data, 'backups', `night-porter-before-${9000 + (n - 1) * 10}.db`)
      utimesSync(copy, n, n)
    }
    expect(backups(data)).toEqual([
      'night-porter-before-9020.db',
      'night-porter-before-9030.db',
      'night-porter-before-9040.db',
    ])
  })

  it.skipIf(needsRoot)(
    'a copy that finds no room stops it with a sentence, and the database stays as it was (POSIX; needs root: a small file system)',
    () => {
      const disk = mountSmall(8 * 1024 * 1024)
      const store = openIn(disk.path)
      for (let n = 0; n < 150; n++) writeMessage(store, { n })
      store.close()
      disk.fill(64 * 1024)
      const path = databaseIn(disk.path)
      const opening = () => openDatabase({ path, migrations: [...migrations, next(9990)], beforeSteps: backUpBefore })
      expect(opening).toThrow(BackupFailed)
      expect(opening).toThrow(/Nothing was changed and nothing is lost.*The disk is full/)
      expect(backups(disk.path)).toEqual([])
      disk.free()
      const again = openIn(disk.path)
      expect(again.lists.counts()).toEqual({ waiting: 150 })
      again.close()
      const migrated = openDatabase({ path, migrations: [...migrations, next(9990)], beforeSteps: backUpBefore })
      expect(migrated.pragma('user_version', { simple: true })).toBe(9990)
      migrated.close()
      expect(backups(disk.path)).toEqual(['night-porter-before-9990.db'])
    },
  )
})

describe('after 30 days', () => {
  it('copies and set-aside databases go, by their own time, and nothing else does', () => {
    const data = dataFolder()
    const store = openIn(data)
    const path = databaseIn(data)
    openDatabase({ path, migrations: [...migrations, next(9990)], beforeSteps: backUpBefore }).close()
    const aside = join(data, 'set-aside')
    const now = Date.UTC(2031, 4, 6)
    expect(expireOldFiles(path, Date.now())).toBe(0)
    writeFileSync(join(data, 'backups', 'mine.db'), 'not ours')
    utimesSync(join(data, 'backups', 'mine.db'), 1, 1)
    utimesSync(join(data, 'backups', 'night-porter-before-9990.db'), (now - 31 * DAY) / 1000, (now - 31 * DAY) / 1000)
    const folder = new Map([
      ['night-porter-2031-04-01T00-00-00Z.db', false],
      ['night-porter-2031-04-01T00-00-00Z.db-wal', false],
      ['night-porter-2031-04-01T00-00-00Z-2.db', false],
      ['night-porter-2031-04-20T00-00-00Z.db', true],
      ['notes.txt', true],
      ['night-porter-2031-13-01T00-00-00Z.db', true],
    ])
    expect([...folder.keys()].map((name) => setAsideAt(name, 'night-porter') !== null)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ])
    mkdirSync(aside)
    for (const name of folder.keys()) writeFileSync(join(aside, name), 'x')
    expect(expireOldFiles(path, now)).toBe(4)
    expect(readdirSync(aside).sort()).toEqual([...folder].flatMap(([name, isKept]) => (isKept ? [name] : [])).sort())
    expect(backups(data)).toEqual(['mine.db'])
    expect(existsSync(path)).toBe(true)
    store.close()
  })
})

import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { createConnection } from '../../../main/store/connection.ts'
import { newKeyRing } from '../../../main/store/key-ring.ts'
import { migrate } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { createCaptures } from '../../../main/store/tables/captures.ts'
import { createFolderOwners } from '../../../main/store/tables/folder-owners.ts'
import { createVault } from '../../../main/store/vault.ts'
import { foldersFor } from '../../support/make-engine.ts'

/** What the migrations of the export folder make of a database of the version before. */

const vault = () => createVault(newKeyRing())

const databaseBefore = (id: number) => {
  const db = new Sqlite(join(foldersFor().data, 'queue.db'))
  onTestFinished(() => {
    db.close()
  })
  db.pragma('foreign_keys = ON')
  migrate(
    db,
    migrations.filter((one) => one.id < id),
  )
  return db
}

it('captures of an older version are finished, and a new one is known as unfinished until its last message', () => {
  const db = databaseBefore(130)
  db.exec(`
    INSERT INTO captures (id, folder, name_mark, sha256, size, mtime_ms, inode, captured_at, file_state, sealed)
      VALUES ('c1', 'main', x'01', x'02', 10, 1.5, '7', 1, 'present', x'03');`)
  migrate(db, migrations)
  const captures = createCaptures({ db: createConnection(db), vault: vault() })
  expect(captures.get('c1')).toMatchObject({ parts: 0, partsLeft: 0, cutForBytes: 0, fileState: 'present' })
  expect(captures.unfinished('main')).toEqual([])
  const file = {
    folder: 'main',
    sha256: Buffer.of(4),
    size: 1,
    mtimeMs: 1,
    inode: '1',
    capturedAt: 2,
    fileName: 'a.xml',
  }
  captures.insert(
    { ...file, id: 'c2', fileState: 'present', content: Buffer.of(5), rest: { parts: 3, cutForBytes: 2_000_000 } },
    Buffer.of(6),
  )
  expect(captures.unfinished('main')).toMatchObject([{ id: 'c2', fileName: 'a.xml', parts: 3, partsLeft: 3 }])
  expect(captures.yetToLeave('main').map(({ id }) => id)).not.toContain('c2')
  captures.setPartsLeft('c2', 0)
  expect(captures.unfinished('main')).toEqual([])
  expect(captures.yetToLeave('main').map(({ id }) => id)).toContain('c2')
})

it('no PC is known before a person has confirmed it, and then by its own signature only', () => {
  const db = databaseBefore(131)
  migrate(db, migrations)
  const owners = createFolderOwners({ db: createConnection(db), vault: vault() })
  const other = createFolderOwners({ db: createConnection(db), vault: vault() }).identity('FRONT-2', 'main')
  const tag = other.sign('text')
  expect(owners.isKnown('main', other.owner, 'text', tag)).toBe(false)
  owners.confirm('main', other.owner, 1)
  owners.confirm('main', other.owner, 2)
  expect(owners.isKnown('main', other.owner, 'text', tag)).toBe(true)
  expect(owners.isKnown('main', other.owner, 'another text', tag)).toBe(false)
  expect(owners.isKnown('main', other.owner, 'text', owners.identity('FRONT-2', 'main').sign('text'))).toBe(false)
  expect(owners.isKnown('elsewhere', other.owner, 'text', tag)).toBe(false)
  owners.confirm('main', 'no key at all', 1)
  for (const wrong of ['', 'none', tag.slice(4)])
    expect(owners.isKnown('main', 'no key at all', 'text', wrong)).toBe(false)
  expect(owners.identity('FRONT-1', 'main').owner).toBe(owners.identity('FRONT-1', 'main').owner)
  expect(owners.identity('FRONT-1', 'main').owner).not.toBe(owners.identity('FRONT-1', 'other').owner)
})

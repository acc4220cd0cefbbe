import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Migration } from '../../../main/store/migrate.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { queryWords, searchWords } from '../../../main/store/search-words.ts'
import { createVault } from '../../../main/store/vault.ts'
import { tempFolder } from './temp-folder.ts'

const secrets = ['Quillfeather', 'Ottokar', 'quillf', '4111111111111111', '12 Lantern Row', 'quill@example.test']
const body = `<HotelReservation><Surname>${secrets[0]}</Surname><GivenName>${secrets[1]}</GivenName><Card>${secrets[3]}</Card>${secrets[4]} ${secrets[5]}</HotelReservation>`

const tables: Migration = {
  id: 10,
  name: 'tables',
  up(db) {
    db.exec(`CREATE TABLE message (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      CREATE TABLE word (mark BLOB NOT NULL, message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE, PRIMARY KEY (mark, message)) STRICT, WITHOUT ROWID;
      CREATE TABLE plain (text TEXT NOT NULL) STRICT`)
  },
}

/** A database with one sealed message on top of many, so that pages are split, freed and written again. */
const filled = () => {
  const folder = tempFolder()
  const db = openDatabase({ path: join(folder, 'queue.db'), migrations: [tables] })
  onTestFinished(() => {
    db.close()
  })
  const vault = createVault(randomBytes(32))
  const addMessage = db.prepare<[number, Buffer]>('INSERT INTO message (id, body) VALUES (?, ?)')
  const addWord = db.prepare<[Buffer, number]>('INSERT INTO word (mark, message) VALUES (?, ?)')
  const words = searchWords([`${secrets[0]}, ${secrets[1]}`])
  const addAll = db.transaction((id: number) => {
    addMessage.run(id, vault.seal(body, `message.body:${id}`))
    for (const word of words) addWord.run(vault.mark(word, 'search'), id)
  })
  for (let id = 1; id <= 60; id++) addAll.immediate(id)
  return { folder, db, vault }
}

/**
 * Every file of the folder as it lies on disk, and what of `texts` can be read in it as UTF-8, UTF-16, base64
 * or hex, in any case.
 */
const readable = (folder: string, texts: readonly string[]): string[] => {
  const names = readdirSync(folder)
  expect(names.toSorted()).toEqual(['queue.db', 'queue.db-shm', 'queue.db-wal'])
  return names.flatMap((name) => {
    const content = readFileSync(join(folder, name)).toString('latin1').toLowerCase()
    const forms = (text: string) => [
      Buffer.from(text, 'utf8').toString('latin1'),
      Buffer.from(text, 'utf16le').toString('latin1'),
      Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, '').slice(0, -1),
      Buffer.from(text, 'utf8').toString('hex'),
    ]
    return texts
      .filter((text) => forms(text).some((form) => content.includes(form.toLowerCase())))
      .map((text) => `${name}: ${text}`)
  })
}

it('leaves nothing readable in database, log or shared memory: while written, after a checkpoint, after deletion', () => {
  const { folder, db } = filled()
  expect(readable(folder, secrets)).toEqual([])
  db.pragma('wal_checkpoint(FULL)')
  expect(readable(folder, secrets)).toEqual([])
  db.exec('DELETE FROM message WHERE id % 2 = 0')
  expect(readable(folder, secrets)).toEqual([])
})

it('would be seen to fail: an unsealed value is found in the log and in the database', () => {
  const { folder, db } = filled()
  db.prepare('INSERT INTO plain (text) VALUES (?)').run(body)
  expect(readable(folder, secrets)).toContain('queue.db-wal: Quillfeather')
  db.pragma('wal_checkpoint(FULL)')
  expect(readable(folder, secrets)).toContain('queue.db: 4111111111111111')
})

it('wipes deleted content from the database file', () => {
  const { folder, db } = filled()
  db.prepare('INSERT INTO plain (text) VALUES (?)').run('deletable-value')
  db.pragma('wal_checkpoint(TRUNCATE)')
  expect(readable(folder, ['deletable-value'])).toEqual(['queue.db: deletable-value'])
  db.exec('DELETE FROM plain')
  db.pragma('wal_checkpoint(TRUNCATE)')
  expect(readable(folder, ['deletable-value'])).toEqual([])
})

it('still opens and finds every message, and opens nothing that was moved to another row', () => {
  const { db, vault } = filled()
  const find = db.prepare<[Buffer], number>('SELECT message FROM word WHERE mark = ? ORDER BY message').pluck()
  const [word = ''] = queryWords('QUILLF')
  expect(find.all(vault.mark(word, 'search'))).toHaveLength(60)
  expect(find.all(vault.mark('quillx', 'search'))).toEqual([])

  const bodyOf = db.prepare<[number], Buffer>('SELECT body FROM message WHERE id = ?').pluck()
  const opens = (id: number) => vault.openText(bodyOf.get(id) ?? Buffer.alloc(0), `message.body:${id}`)
  expect(opens(1)).toEqual({ ok: true, text: body })
  db.exec('UPDATE message SET body = (SELECT body FROM message WHERE id = 2) WHERE id = 1')
  expect(opens(1)).toEqual({ ok: false })
  expect(opens(2)).toEqual({ ok: true, text: body })
  const changed = Buffer.from(bodyOf.get(2) ?? [])
  changed.writeUInt8(changed.readUInt8(40) ^ 1, 40)
  db.prepare('UPDATE message SET body = ? WHERE id = 2').run(changed)
  expect(opens(2)).toEqual({ ok: false })
})

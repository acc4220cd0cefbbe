import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { newKeyRing } from '../../../main/store/key-ring.ts'
import { databaseIn, dataFolder, openIn, writeMessage } from './hotel.ts'

/** A database that is empty, gone, or not the one that was here: never a new beginning without a word. */

/** So few that SQLite has not moved its log into the database yet. */
const MESSAGES = 20

/** A folder with waiting messages, as a process that was killed leaves it: everything is in the log still. */
const killed = (): string => {
  const data = dataFolder()
  const store = openIn(data)
  for (let n = 0; n < MESSAGES; n++) writeMessage(store, { n })
  store.witness.keep()
  const copy = dataFolder()
  cpSync(data, copy, { recursive: true })
  store.close()
  return copy
}
/** The same, closed in order. */
const closed = (): string => {
  const data = killed()
  openIn(data).close()
  return data
}
const without = (data: string, ...endings: string[]) => {
  for (const ending of endings) rmSync(`${databaseIn(data)}${ending}`, { force: true })
}
const started = (data: string) => {
  const store = openIn(data)
  return { notices: store.startupNotices.list(), waiting: store.lists.counts().waiting ?? 0, store }
}
const aside = (data: string) => readdirSync(join(data, 'set-aside'))

describe('an empty database file', () => {
  it('says how many messages waited, and is set aside', () => {
    const data = closed()
    truncateSync(databaseIn(data), 0)
    expect(started(data).notices).toMatchObject([{ kind: 'emptied', facts: { waiting: MESSAGES } }])
    expect(aside(data).some((name) => name.endsWith('.db'))).toBe(true)
  })

  it('with its log beside it loses nothing, and the log is kept', () => {
    const data = killed()
    const log = readFileSync(`${databaseIn(data)}-wal`)
    truncateSync(databaseIn(data), 0)
    const { notices, waiting, store } = started(data)
    expect(notices).toMatchObject([{ kind: 'recovered', facts: { undelivered: MESSAGES } }])
    expect(waiting).toBe(MESSAGES)
    expect(store.messages.body(store.messages.ofKey('pmsx|AURORA|res:R7')[0]?.id ?? '')).toContain('<Booking n="7">')
    const kept = aside(data).find((name) => name.endsWith('-wal')) ?? ''
    expect(readFileSync(join(data, 'set-aside', kept)).equals(log)).toBe(true)
  })
})

describe('a database that is gone', () => {
  it('says how many messages waited', () => {
    const data = closed()
    without(data, '', '-wal', '-shm')
    expect(started(data).notices).toMatchObject([{ kind: 'begun-anew', facts: { waiting: MESSAGES } }])
  })

  it('but for its log comes back from that', () => {
    const data = killed()
    without(data, '', '-shm')
    expect(started(data).waiting).toBe(MESSAGES)
  })

  it('with its witness and the lock of its sender is missed all the same', () => {
    const data = closed()
    without(data, '', '-wal', '-shm')
    for (const name of ['night-porter.witness', 'sender.lock']) rmSync(join(data, name), { force: true })
    const { notices } = started(data)
    expect(notices).toMatchObject([{ kind: 'begun-anew' }])
    expect(notices[0]?.facts).not.toHaveProperty('waiting')
  })

  it('is not missed by a first start that was killed before it was made', () => {
    const data = dataFolder()
    openIn(data).close()
    const begun = dataFolder()
    createFileSecrets({ folder: begun }).vaultKeys.create(newKeyRing())
    const [folder = ''] = readFileSync(join(data, 'night-porter.witness'), 'utf8').split('\n')
    writeFileSync(join(begun, 'night-porter.witness'), `${folder}\n`)
    expect(started(begun).notices).toEqual([])
  })
})

describe('a file of another program in the place of the database', () => {
  it('is set aside as it is, and the start says how many messages waited', () => {
    const data = closed()
    without(data, '', '-wal', '-shm')
    const other = new Sqlite(databaseIn(data))
    other.exec("CREATE TABLE guests (name TEXT); INSERT INTO guests VALUES ('x'); PRAGMA user_version = 999")
    other.close()
    const bytes = readFileSync(databaseIn(data))
    expect(started(data).notices).toMatchObject([{ kind: 'foreign', facts: { waiting: MESSAGES } }])
    const [name = ''] = aside(data)
    expect(readFileSync(join(data, 'set-aside', name)).equals(bytes)).toBe(true)
  })

  it('that holds no table at all is no new beginning either', () => {
    const data = closed()
    without(data, '', '-wal', '-shm')
    new Sqlite(databaseIn(data)).exec('PRAGMA user_version = 1; PRAGMA user_version = 0').close()
    expect(existsSync(databaseIn(data))).toBe(true)
    expect(started(data).notices).toMatchObject([{ kind: 'foreign', facts: { waiting: MESSAGES } }])
  })
})

describe('another database of ours', () => {
  it('of another data folder is used, and the start says that it is another', () => {
    const data = closed()
    const other = dataFolder()
    // The key of this one, so that its database can be opened here.
    for (const name of readdirSync(data).filter((one) => !one.startsWith('night-porter.')))
      cpSync(join(data, name), join(other, name), { recursive: true })
    openIn(other).close()
    rmSync(databaseIn(data))
    copyFileSync(databaseIn(other), databaseIn(data))
    const { notices } = started(data)
    expect(notices[0]).toMatchObject({ kind: 'replaced', facts: { waiting: MESSAGES, missing: MESSAGES } })
    // Only once: the folder has taken it.
    expect(started(data).notices).toEqual(notices)
  })

  it('that is an older copy of the same names what came after it', () => {
    const data = dataFolder()
    const store = openIn(data)
    for (let n = 0; n < 10; n++) writeMessage(store, { n })
    store.witness.keep()
    store.close()
    const copy = readFileSync(databaseIn(data))
    const again = openIn(data)
    for (let n = 10; n < 17; n++) writeMessage(again, { n, at: Date.UTC(2031, 4, 7, n) })
    again.witness.keep()
    again.close()
    writeFileSync(databaseIn(data), copy)
    const { notices, store: last } = started(data)
    expect(notices).toMatchObject([
      {
        kind: 'messages-missing',
        facts: { missing: 7, waiting: 17, from: Date.UTC(2031, 4, 7, 10), to: Date.UTC(2031, 4, 7, 16) },
      },
    ])
    // No number is given twice, or the witness would take the new one for the lost one.
    const { id } = writeMessage(last, { n: 99 })
    expect(last.messages.get(id)?.seq).toBe(18)
  })
})

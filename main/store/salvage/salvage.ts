import { rmSync, utimesSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { undeliveredStates } from '../../contract/words.ts'
import { syncFile } from '../lifecycle/sync-file.ts'
import { type Database, type Migration, migrate, newestOf } from '../migrate.ts'
import { makePrivateFile } from '../private-file.ts'
import { addStartupNotice, type StartupKind, type StartupNotice } from '../tables/startup-notices.ts'
import { keyIdOf, type Vault } from '../vault.ts'
import { copyPages } from './copy-pages.ts'
import { copyTable, readable } from './copy-table.ts'
import { type Image, makeImage } from './image.ts'
import { markIncomplete } from './mark-incomplete.ts'
import { shapesOf } from './shapes.ts'

/** What was saved. `lostUndelivered` null: nobody can say, not even the indexes could be read. */
type Saved = { messages: number; undelivered: number; withoutBody: number; lostUndelivered: number | null }

/** Not worth saving: looked at afresh, read or counted again from the messages, or over within a minute. */
const leftOut = new Set([
  'folder_looks',
  'coverages',
  'statements',
  'job_questions',
  'message_counts',
  'sqlite_sequence',
])

const undeliveredList = undeliveredStates.map((state) => `'${state}'`).join(', ')
const withoutBodySql = `SELECT id FROM messages WHERE state IN (${undeliveredList}) AND kind <> 'other'
  AND id NOT IN (SELECT message_id FROM message_bodies)`

/**
 * Saves what can be read of the damaged database into a new one at `to`, which is complete and synced when
 * this returns: table by table as far as SQLite reads, and where that is not all, page by page. It reads from
 * a copy that has the write-ahead log in it and the length the header names; the damaged one is not changed.
 * Sealed columns are copied as they are; the body of an undelivered message that its key does not open counts
 * as lost. The new database tells what happened, as the startup notice that is given back.
 */
export const salvage = (parts: {
  from: string
  to: string
  migrations: readonly Migration[]
  at: number
  setAsideName: string
  vault: Vault
}): StartupNotice => {
  const { from, to, migrations, at, setAsideName, vault } = parts
  const copy = `${to}-image`
  for (const path of [to, copy])
    for (const companion of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${companion}`, { force: true })
  const image = makeImage(from, copy)
  makePrivateFile(to)
  const target = new Sqlite(to, { fileMustExist: true })
  try {
    target.pragma('auto_vacuum = INCREMENTAL')
    target.pragma('synchronous = FULL')
    // The schema as the damaged one had it, so that its rows fit; the steps after that come once the rows are
    // in.
    const version = versionIn(image, newestOf(migrations))
    const own = migrations.filter(({ id }) => id <= version)
    migrate(target, own)
    target.pragma('foreign_keys = ON')
    const saved = target.transaction(() => saveAll({ image, target, migrations: own, vault })).immediate()
    migrate(target, migrations)
    markIncomplete(target)
    const { lostUndelivered, messages, undelivered, withoutBody } = saved
    const facts = { file: setAsideName, messages, undelivered, withoutBody, lost: lostUndelivered ?? 0 }
    const notice = { id: `start-${at}`, kind: kindOf(saved), facts, at }
    addStartupNotice(target, notice)
    return notice
  } finally {
    target.close()
    image.close()
    rmSync(copy, { force: true })
    syncFile(to)
    utimesSync(to, at / 1000, at / 1000)
  }
}

const kindOf = ({ messages, lostUndelivered }: Saved): StartupKind => {
  if (messages === 0 && lostUndelivered === null) return 'unreadable'
  if (lostUndelivered === null) return 'recovered-unknown'
  return lostUndelivered > 0 ? 'recovered-lost' : 'recovered'
}

/** Where the header keeps the schema's version. */
const USER_VERSION = 60

/** The version the header names; the newest where it names none that can be. */
const versionIn = (image: Image, newest: number): number => {
  const version = image.readPage(1)?.readUInt32BE(USER_VERSION) ?? 0
  return version > 0 && version <= newest ? version : newest
}

type Saving = { image: Image; target: Database; migrations: readonly Migration[]; vault: Vault }

const saveAll = ({ image, target, migrations, vault }: Saving): Saved => {
  const tables = target
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    .pluck()
    .all()
    .filter((table) => !leftOut.has(table))
  const source = openDamaged(image)
  try {
    const partly = new Set(tables)
    if (source)
      for (const table of tables) {
        if (table === 'messages') fillInCaptures(source, target)
        if (copyTable(source, target, table) && isAll(source, target, table)) partly.delete(table)
      }
    dropUnopened(target, vault)
    const first = count(source, target)
    if (first.withoutBody > 0) partly.add('message_bodies')
    if (partly.size > 0) {
      const fillInCapture = createFillIn(target)
      copyPages({
        ...image,
        shapes: shapesOf(migrations),
        target,
        tables: tables.filter((table) => partly.has(table)),
        beforeRow: (table, { names, values }) => {
          if (table === 'messages') fillInCapture(Object.fromEntries(names.map((name, n) => [name, values[n]])))
        },
      })
      dropUnopened(target, vault)
    }
    mend(source, target)
    return count(source, target)
  } finally {
    source?.close()
  }
}

/**
 * Whether as many rows came over as the smallest index names: a damaged page may lead SQLite past some of
 * them.
 */
const isAll = (source: Database, target: Database, table: string): boolean => {
  const rows = (db: Database) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()
  try {
    return rows(source) === rows(target)
  } catch {
    // The index cannot be read, so nobody can say.
    return false
  }
}

const count = (source: Database | null, target: Database): Saved => {
  const one = (sql: string): number => Number(target.prepare(sql).pluck().get())
  return {
    messages: one('SELECT count(*) FROM messages'),
    undelivered: one(`SELECT count(*) FROM messages WHERE state IN (${undeliveredList})`),
    withoutBody: one(`SELECT count(*) FROM (${withoutBodySql})`),
    lostUndelivered: source ? countLost(source, target) : null,
  }
}

/** Null where SQLite cannot make out a single table. */
const openDamaged = ({ path, pages }: Image): Database | null => {
  if (pages === 0) return null
  let db: Database | null = null
  try {
    db = new Sqlite(path, { timeout: 5_000, fileMustExist: true, readonly: true })
    db.pragma('cell_size_check = ON')
    if (db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() !== 0) return db
  } catch {
    // Whatever SQLite says of a file known to be damaged: it cannot be read, and that is the answer.
  }
  db?.close()
  return null
}

/**
 * Takes bodies of undelivered messages away that their key does not open, so that they count as lost. What a
 * lost key sealed stays: the recovery code opens it. A key that opens none of them is not theirs, and says
 * nothing.
 */
const dropUnopened = (target: Database, vault: Vault): void => {
  const drop = target.prepare<[string]>('DELETE FROM message_bodies WHERE message_id = ?')
  const bodies = target.prepare<[], { id: string; sealed: Buffer }>(
    `SELECT m.id, b.sealed FROM messages m JOIN message_bodies b ON b.message_id = m.id WHERE m.state IN (${undeliveredList})`,
  )
  const all = bodies.all()
  const lostKeys = new Set(knownKeys(target).filter((id) => !vault.hasKey(id)))
  const unopened = all.filter(
    ({ id, sealed }) => !lostKeys.has(keyIdOf(sealed) ?? '') && !vault.open(sealed, `body:${id}`).ok,
  )
  if (unopened.length < all.length) for (const { id } of unopened) drop.run(id)
}

/** The keys that ever sealed something in it; none in a database from before keys had names. */
const knownKeys = (target: Database): string[] =>
  target.prepare("SELECT 1 FROM sqlite_master WHERE name = 'vault_keys'").get() === undefined
    ? []
    : target.prepare<[], string>('SELECT id FROM vault_keys').pluck().all()

/** A message whose capture is lost keeps its place with an empty one, as if its file had left. */
const createFillIn = (target: Database): ((message: Record<string, unknown>) => void) => {
  const has = target.prepare<[unknown], number>('SELECT 1 FROM captures WHERE id = ?').pluck()
  const fill = target.prepare<[Record<string, unknown>]>(`
    INSERT INTO captures (id, folder, name_mark, sha256, size, mtime_ms, inode, captured_at, file_state, sealed)
    VALUES (@capture_id, @folder, @name_mark, @sha256, 0, 0, '', @captured_at, 'gone', x'')`)
  return (message) => {
    try {
      if (has.get(message.capture_id) === undefined) fill.run(message)
    } catch {
      // Garbage in a readable row: the message itself will not fit either, and is counted as lost.
    }
  }
}

const fillInCaptures = (source: Database, target: Database): void => {
  const fill = createFillIn(target)
  const sql = 'SELECT capture_id, folder, name_mark, sha256, captured_at FROM messages ORDER BY rowid'
  for (const row of readable<Record<string, unknown>>(source, sql)) fill(row)
}

/**
 * What follows from other rows: lanes to send in, an epoch later than any claim, numbers that are not given
 * twice.
 */
const mend = (source: Database | null, target: Database): void => {
  target.exec(`
    INSERT OR IGNORE INTO lanes (lane, connection, hotel_code)
      SELECT lane, connection, max(hotel_code) FROM messages WHERE kind <> 'other' GROUP BY lane, connection;
    UPDATE sender SET pid = NULL, name = NULL, epoch = max(epoch, coalesce((SELECT max(claim_epoch) FROM messages), 0));`)
  if (source === null) return
  for (const { seq } of readable<{ seq: number }>(source, "SELECT seq FROM sqlite_sequence WHERE name = 'messages'"))
    target.prepare<[number]>("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'messages'").run(seq)
}

/**
 * Undelivered messages that the indexes still name but whose rows are lost; null where the indexes cannot be
 * read to their end.
 */
const countLost = (source: Database, target: Database): number | null => {
  const has = target.prepare<[number], number>('SELECT 1 FROM messages WHERE seq = ?').pluck()
  let lost = 0
  try {
    const index = source.prepare<[], { seq: number }>(
      `SELECT seq FROM messages INDEXED BY messages_by_state WHERE state IN (${undeliveredList})`,
    )
    for (const { seq } of index.iterate()) if (has.get(seq) === undefined) lost += 1
    return lost
  } catch {
    // The damage is in the index too. What it named so far is lost for certain; nothing at all means that
    // nobody knows.
    return lost > 0 ? lost : null
  }
}

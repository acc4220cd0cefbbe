import { rmSync, utimesSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { undeliveredStates } from '../../contract/words.ts'
import { type Database, type Migration, migrate, versionOf } from '../migrate.ts'
import { makePrivateFile } from '../private-file.ts'
import { addStartupNotice, type StartupKind } from '../tables/startup-notices.ts'
import { copyTable, readable } from './copy-table.ts'
import { syncFile } from './sync-file.ts'

/**
 * What was saved from a damaged database. `lostUndelivered` null: nobody can say, not even the indexes could
 * be read.
 */
export type Salvaged = {
  messages: number
  undelivered: number
  withoutBody: number
  lostUndelivered: number | null
  isUnreadable: boolean
}

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

/**
 * Reads what can be read of the damaged database row by row into a new one at `to`, which is complete and
 * synced when this returns. The damaged one is not changed. Sealed columns are copied as they are. The new
 * one tells, as a startup notice, what happened.
 */
export const salvage = (parts: {
  from: string
  to: string
  migrations: readonly Migration[]
  at: number
  setAsideName: string
}): Salvaged => {
  const { from, to, migrations, at, setAsideName } = parts
  for (const companion of ['', '-wal', '-shm', '-journal']) rmSync(`${to}${companion}`, { force: true })
  makePrivateFile(to)
  const target = new Sqlite(to, { fileMustExist: true })
  try {
    target.pragma('auto_vacuum = INCREMENTAL')
    target.pragma('synchronous = FULL')
    const source = openDamaged(from)
    let saved: Salvaged
    try {
      // The schema as the damaged one had it, so that its rows fit; the steps after that come once the rows
      // are in.
      const version = source ? readVersion(source) : null
      migrate(
        target,
        migrations.filter(({ id }) => version === null || id <= version),
      )
      target.pragma('foreign_keys = ON')
      saved = target.transaction(() => copyAll(source, target)).immediate()
    } finally {
      source?.close()
    }
    migrate(target, migrations)
    const { isUnreadable, lostUndelivered, messages, undelivered, withoutBody } = saved
    const facts = { file: setAsideName, messages, undelivered, withoutBody, lost: lostUndelivered ?? 0 }
    addStartupNotice(target, { id: `start-${at}`, kind: kindOf(isUnreadable, lostUndelivered), facts, at })
    return saved
  } finally {
    target.close()
    syncFile(to)
    utimesSync(to, at / 1000, at / 1000)
  }
}

const kindOf = (isUnreadable: boolean, lost: number | null): StartupKind => {
  if (isUnreadable) return 'unreadable'
  if (lost === null) return 'recovered-unknown'
  return lost > 0 ? 'recovered-lost' : 'recovered'
}

/** Null where SQLite cannot make out a single table. */
const openDamaged = (path: string): Database | null => {
  let db: Database | null = null
  try {
    db = new Sqlite(path, { timeout: 5_000, fileMustExist: true, readonly: true })
    db.pragma('cell_size_check = ON')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch {
    // Whatever SQLite says of a file known to be damaged: it cannot be read, and that is the answer.
    db?.close()
    return null
  }
}

/** The version a damaged file says it has; null where that cannot be one of ours. */
const readVersion = (db: Database): number | null => {
  try {
    const version = versionOf(db)
    return version > 0 ? version : null
  } catch {
    // The header is part of the damage; the newest schema then takes whatever columns fit.
    return null
  }
}

const copyAll = (source: Database | null, target: Database): Salvaged => {
  const tables = target
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    .pluck()
    .all()
  if (source) {
    for (const table of tables) {
      if (table === 'messages') fillInCaptures(source, target)
      if (!leftOut.has(table)) copyTable(source, target, table)
    }
    mend(source, target)
  }
  const one = (sql: string): number => Number(target.prepare(sql).pluck().get())
  return {
    messages: one('SELECT count(*) FROM messages'),
    undelivered: one(`SELECT count(*) FROM messages WHERE state IN (${undeliveredList})`),
    withoutBody: one(
      `SELECT count(*) FROM messages WHERE state IN (${undeliveredList}) AND kind <> 'other' AND id NOT IN (SELECT message_id FROM message_bodies)`,
    ),
    lostUndelivered: source ? countLost(source, target) : null,
    isUnreadable: source === null,
  }
}

type CaptureStub = { id: string; folder: string; name_mark: Buffer; sha256: Buffer; captured_at: number }

/** A message whose capture is lost keeps its place with an empty one, as if its file had left. */
const fillInCaptures = (source: Database, target: Database): void => {
  const fill = target.prepare<[CaptureStub]>(`
    INSERT OR IGNORE INTO captures (id, folder, name_mark, sha256, size, mtime_ms, inode, captured_at, file_state, sealed)
    VALUES (@id, @folder, @name_mark, @sha256, 0, 0, '', @captured_at, 'gone', x'')`)
  const sql = 'SELECT capture_id AS id, folder, name_mark, sha256, captured_at FROM messages ORDER BY rowid'
  for (const order of ['', ' DESC'])
    for (const row of readable<CaptureStub>(source, `${sql}${order}`))
      try {
        fill.run(row)
      } catch {
        // Garbage in a readable row: the message itself will not fit either, and is counted as lost.
      }
}

/**
 * What follows from other rows: lanes to send in, an epoch later than any claim, numbers that are not given
 * twice.
 */
const mend = (source: Database, target: Database): void => {
  target.exec(`
    INSERT OR IGNORE INTO lanes (lane, connection, hotel_code)
      SELECT lane, connection, max(hotel_code) FROM messages WHERE kind <> 'other' GROUP BY lane, connection;
    UPDATE sender SET pid = NULL, name = NULL, epoch = max(epoch, coalesce((SELECT max(claim_epoch) FROM messages), 0));`)
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

import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Database } from '../migrate.ts'
import { storeErrorCode } from '../refusals.ts'
import { backupsIn, namesIn } from './backup.ts'
import { placesOf } from './places.ts'
import { setAsideAt } from './set-aside.ts'
import { syncFile } from './sync-file.ts'

/**
 * The copies that were made before an update, and databases that were set aside as damaged: what they hold of
 * a reservation, and how it is taken out of them. Their schema may be an older one.
 */

/** `messages` null: it is damaged or cannot be read, so nobody can say what stands in it. */
export type StoredCopy = { name: string; kind: 'backup' | 'set-aside'; messages: number | null }

type Wanted = { ids: readonly string[]; orderKeys: readonly string[] }

const companions = ['', '-wal', '-shm', '-journal']

const copiesOf = (databasePath: string): { path: string; kind: StoredCopy['kind'] }[] => {
  const { backups, setAside, stem } = placesOf(databasePath)
  return [
    ...backupsIn(backups, stem).map(({ path }) => ({ path, kind: 'backup' as const })),
    ...namesIn(setAside)
      .filter((name) => name.endsWith('.db') && setAsideAt(name, stem) !== null)
      .map((name) => ({ path: join(setAside, name), kind: 'set-aside' as const })),
  ]
}

/**
 * Null where SQLite cannot read or write it, as with a damaged one; anything else is a fault of ours. Opened
 * for writing in any case: a log that was left beside it is played in first.
 */
const inCopy = <T>(path: string, work: (db: Database) => T): T | null => {
  let db: Database | null = null
  try {
    db = new Sqlite(path, { fileMustExist: true })
    db.pragma('secure_delete = ON')
    db.pragma('foreign_keys = ON')
    return work(db)
  } catch (thrown) {
    if (storeErrorCode(thrown) === null) throw thrown
    return null
  } finally {
    db?.close()
  }
}

const CHOSEN =
  'WHERE id IN (SELECT value FROM json_each(@ids)) OR order_key IN (SELECT value FROM json_each(@orderKeys))'
const parametersOf = ({ ids, orderKeys }: Wanted) => ({
  ids: JSON.stringify(ids),
  orderKeys: JSON.stringify(orderKeys),
})

export const lookIntoCopies = (databasePath: string, wanted: Wanted): StoredCopy[] =>
  copiesOf(databasePath).map(({ path, kind }) => {
    // A damaged one may give wrong answers without a complaint.
    const found =
      kind === 'set-aside'
        ? null
        : inCopy(path, (db) =>
            db
              .prepare<[object], { n: number }>(`SELECT count(*) AS n FROM messages ${CHOSEN}`)
              .get(parametersOf(wanted)),
          )
    return { name: basename(path), kind, messages: found?.n ?? null }
  })

/** All that hangs on a message goes with it by its foreign keys; the file it came in is deleted first. */
const eraseRows = (db: Database, wanted: Wanted): void => {
  db.transaction(() => {
    const parameters = parametersOf(wanted)
    db.prepare<[object]>(
      `DELETE FROM capture_contents WHERE capture_id IN (SELECT capture_id FROM messages ${CHOSEN})`,
    ).run(parameters)
    db.prepare<[object]>(`DELETE FROM messages ${CHOSEN}`).run(parameters)
    db.exec(`DELETE FROM captures WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.capture_id = captures.id)
      AND NOT EXISTS (SELECT 1 FROM capture_contents t WHERE t.capture_id = captures.id)`)
  })()
}

export const eraseFromCopy = (
  databasePath: string,
  name: string,
  wanted: Wanted,
  mayDelete: boolean,
): 'erased' | 'deleted' | 'left' => {
  const copy = copiesOf(databasePath).find(({ path }) => basename(path) === name)
  if (!copy) return 'left'
  const isErased =
    copy.kind === 'backup' &&
    inCopy(copy.path, (db) => {
      // Its log would keep what is deleted.
      db.pragma('journal_mode = DELETE')
      eraseRows(db, wanted)
      return true
    })
  if (isErased) {
    syncFile(copy.path)
    return 'erased'
  }
  if (!mayDelete) return 'left'
  for (const companion of companions) rmSync(`${copy.path}${companion}`, { force: true })
  return 'deleted'
}

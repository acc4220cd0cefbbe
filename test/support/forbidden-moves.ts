import type Sqlite from 'better-sqlite3'
import { messageStates } from '../../main/contract/words.ts'
import { allowedMoves } from '../../main/core/queue/allowed-moves.ts'

/** A test database that refuses what the table of moves forbids, and writes down every move that is made. */

export type SeenMove = { before: string; after: string; causeBefore: string | null; cause: string | null }

const quoted = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ')

/**
 * Installs the triggers; they stay in the file, so that every connection and every later start is watched.
 */
export const forbidMoves = (db: Sqlite.Database): void => {
  const allowed = messageStates
    .filter((from) => allowedMoves[from].length > 0)
    .map((from) => `(OLD.state = '${from}' AND NEW.state IN (${quoted(allowedMoves[from])}))`)
    .join(' OR ')
  db.exec(`
    CREATE TRIGGER forbid_moves BEFORE UPDATE OF state ON messages
    WHEN OLD.state <> NEW.state AND NOT (${allowed})
    BEGIN SELECT RAISE(ABORT, 'the table of moves forbids this'); END;
    CREATE TABLE seen_moves (n INTEGER PRIMARY KEY, before TEXT, after TEXT, cause_before TEXT, cause TEXT);
    CREATE TRIGGER see_moves AFTER UPDATE OF state ON messages WHEN OLD.state <> NEW.state
    BEGIN
      INSERT INTO seen_moves (before, after, cause_before, cause) VALUES (OLD.state, NEW.state, OLD.cause, NEW.cause);
    END`)
}

/** Gives the moves made since the last call. */
export const createMoveReader = (db: Sqlite.Database): (() => SeenMove[]) => {
  let last = 0
  const since = db.prepare<[number], SeenMove & { n: number }>(
    'SELECT n, before, after, cause_before AS causeBefore, cause FROM seen_moves WHERE n > ? ORDER BY n',
  )
  return () => {
    const rows = since.all(last)
    last = rows.at(-1)?.n ?? last
    return rows
  }
}

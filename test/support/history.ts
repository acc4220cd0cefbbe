import type { Database } from '../../main/store/migrate.ts'

/**
 * A database as it is after a long time at a hotel, written by a few large statements: what was delivered or
 * replaced in earlier days, and what waits or failed today. Two thirds are reservations of two messages each;
 * the rest is availability of one hotel, all of one order key and one file name, with exports among it that
 * said the same again. Nothing that is sealed can be opened.
 */
export type Shares = { delivered: number; waiting: number; failed: number }

export const aYear: Shares = { delivered: 300_000, waiting: 5_000, failed: 500 }

const DAY_MS = 24 * 60 * 60_000

export type HistoryGiven = Shares & {
  now: number
  connection?: string
  /** Of what waits and failed, where that is to be another connection. */
  openConnection?: string
  folder?: string
  /** Marks of words of which each old message has one, so that a search finds them. */
  marks?: readonly Buffer[]
}

/**
 * Fills a new database. Its indexes and triggers are made after the rows, which is the same and takes a
 * fraction of the time.
 */
export const fillHistory = (db: Database, given: HistoryGiven): void => {
  const { delivered, waiting, failed, now, connection = 'pmsx', folder = 'main', marks = [] } = given
  const { openConnection = connection } = given
  const helpers = db
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
    )
    .all()
  // No log, no syncs, no looking up of parents that are there: whoever is killed meanwhile begins with a new
  // file.
  for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -200000'])
    db.pragma(setting)
  db.transaction(() => {
    for (const { type, name } of helpers) db.exec(`DROP ${type} ${name}`)
    db.exec(`
      CREATE TEMP TABLE given_marks (n INTEGER PRIMARY KEY, mark BLOB NOT NULL);
      CREATE TEMP TABLE numbers AS WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting
        WHERE n < ${delivered + waiting + failed}) SELECT n FROM counting;`)
    const insertMark = db.prepare<[number, Buffer]>('INSERT INTO given_marks VALUES (?, ?)')
    for (const [n, mark] of marks.entries()) insertMark.run(n, mark)
    const facts = {
      delivered,
      open: delivered + waiting,
      connection,
      openConnection,
      folder,
      now,
      // Spread over a year that ended yesterday; what is open came today.
      first: now - 366 * DAY_MS,
      step: Math.floor((365 * DAY_MS) / Math.max(1, delivered)),
    }
    db.prepare<[typeof facts]>(`
      INSERT INTO captures (id, folder, name_mark, sha256, size, mtime_ms, inode, captured_at, file_state, sealed)
      SELECT printf('c%d', n), @folder, CASE WHEN n % 3 = 0 THEN x'00' ELSE CAST(printf('name%d', n) AS BLOB) END,
        CAST(printf('hash%028d', CASE WHEN n % 30 = 0 THEN 1 ELSE n END) AS BLOB), 2000, n, printf('%d', n),
        CASE WHEN n <= @delivered THEN @first + n * @step ELSE @now - 60000 END, 'gone', x'00'
      FROM numbers ORDER BY n`).run(facts)
    db.prepare<[typeof facts]>(`
      INSERT INTO messages (seq, id, capture_id, connection, folder, name_mark, part, parts, kind, message_type, hotel_code, lane,
        order_key, reservation_id, arrival, departure, is_whole, last_modified_at, sha256, state, cause, captured_at, first_attempt_at,
        delivered_at, changed_at, attempts, duplicate_of, claimed_at, sealed)
      SELECT n, printf('m%d', n), c.id, CASE WHEN n > @delivered THEN @openConnection ELSE @connection END, @folder, c.name_mark, 1, 1,
        CASE WHEN n % 3 = 0 THEN 'availability' WHEN n % 2 = 0 THEN 'change' ELSE 'new' END, 'OTA', 'H1',
        'pmsxchange|H1', CASE WHEN n % 3 = 0 THEN CASE WHEN n > @delivered THEN @openConnection ELSE @connection END || '|H1|availability'
          ELSE printf('%s|H1|res:R%d', CASE WHEN n > @delivered THEN @openConnection ELSE @connection END, n / 2) END,
        CASE WHEN n % 3 = 0 THEN NULL ELSE printf('R%d', n / 2) END,
        CASE WHEN n % 3 = 0 THEN NULL ELSE date(c.captured_at / 1000, 'unixepoch', '+30 days') END, NULL, n % 2, c.captured_at, c.sha256,
        CASE WHEN n > @open THEN 'failed' WHEN n > @delivered THEN 'waiting' WHEN n % 30 = 0 THEN 'duplicate' WHEN n % 31 = 0 THEN 'superseded'
          WHEN n % 97 = 0 THEN 'handled' ELSE 'delivered' END,
        CASE WHEN n > @open THEN 'invalid-room' WHEN n > @delivered THEN NULL WHEN n % 30 = 0 THEN 'duplicate'
          WHEN n % 31 = 0 OR n % 97 = 0 THEN 'invalid-room' ELSE 'delivered' END,
        c.captured_at, c.captured_at, CASE WHEN n <= @delivered AND n % 30 <> 0 AND n % 31 <> 0 AND n % 97 <> 0 THEN c.captured_at END,
        c.captured_at, n <= @delivered, CASE WHEN n <= @delivered AND n % 30 = 0 THEN 'm3' END, c.captured_at, x'00'
      FROM numbers JOIN captures c ON c.rowid = n ORDER BY n`).run(facts)
    db.exec(`
      INSERT INTO attempts (id, message_id, n, started_at, ended_at, http_status, outcome, cause, sealed)
        SELECT 'a' || id, id, 1, captured_at, captured_at, 200, 'delivered', 'delivered', x'00' FROM messages WHERE attempts > 0 ORDER BY seq;
      INSERT OR IGNORE INTO lanes (lane, connection, hotel_code) SELECT lane, connection, max(hotel_code) FROM messages GROUP BY lane, connection;`)
    if (marks.length > 0)
      db.exec(`INSERT INTO search_marks (mark, seq)
        SELECT mark, seq FROM given_marks JOIN messages ON seq % ${marks.length} = given_marks.n ORDER BY mark, seq`)
    db.exec(`DROP TABLE numbers; DROP TABLE given_marks; DELETE FROM message_counts;
      INSERT INTO message_counts (state, n) SELECT state, count(*) FROM messages GROUP BY state;`)
    for (const { sql } of helpers) db.exec(sql)
  })()
  for (const setting of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'cache_size = -16000'])
    db.pragma(setting)
}

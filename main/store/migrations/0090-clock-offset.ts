import type { Database } from 'better-sqlite3'

/**
 * How far the wall clock was ahead of the senders' awake time: by it a clock that was set back is noticed,
 * also over a restart.
 */
const up = (db: Database): void => {
  db.exec('ALTER TABLE sender ADD COLUMN clock_offset INTEGER')
}

export const clockOffset = { id: 90, name: 'clock-offset', up }

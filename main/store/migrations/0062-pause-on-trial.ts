import type { Database } from 'better-sqlite3'

/** Whether a pause that the test call cannot judge lets one message go ahead. */
const up = (db: Database): void => {
  db.exec('ALTER TABLE links ADD COLUMN is_on_trial INTEGER NOT NULL DEFAULT 0 CHECK (is_on_trial IN (0, 1))')
}

export const pauseOnTrial = { id: 62, name: 'pause-on-trial', up }

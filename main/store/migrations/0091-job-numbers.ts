import type { Database } from 'better-sqlite3'

/** A keyed hash of each job's number: two writes that were given the same one are noticed. */
const up = (db: Database): void => {
  db.exec(`
    ALTER TABLE jobs ADD COLUMN number_mark BLOB;
    CREATE INDEX jobs_by_number ON jobs (connection, number_mark, accepted_at) WHERE number_mark IS NOT NULL;
  `)
}

export const jobNumbers = { id: 91, name: 'job-numbers', up }

import type { Database } from 'better-sqlite3'

/**
 * Jobs of job APIs: what the channel accepted and is asked about until it says what became of it. The number
 * of the job and the far system's words are sealed: a wrong `jobIdPath` or a talkative system could put a
 * guest's name there.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE jobs (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      connection TEXT NOT NULL,
      attempt_id TEXT NOT NULL,
      retry_of TEXT,
      accepted_at INTEGER NOT NULL,
      accepted_awake INTEGER NOT NULL,
      repeats INTEGER NOT NULL DEFAULT 0,
      polls INTEGER NOT NULL DEFAULT 0,
      asked_at INTEGER,
      -- null: not asked about any more
      next_poll_at INTEGER,
      outcome TEXT CHECK (outcome IN
        ('delivered', 'delivered-with-notes', 'accepted', 'retry', 'throttled', 'failed', 'paused', 'unsure')),
      cause TEXT,
      ended_at INTEGER,
      is_set_aside INTEGER NOT NULL DEFAULT 0 CHECK (is_set_aside IN (0, 1)),
      -- number of the job, words and facts, as JSON
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX jobs_by_message ON jobs (message_id, seq);
    CREATE INDEX jobs_due ON jobs (connection, next_poll_at) WHERE next_poll_at IS NOT NULL;

    -- questions asked within the last minute: the limit of requests outlives a restart
    CREATE TABLE job_questions (
      connection TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX job_questions_at ON job_questions (at);
  `)
}

export const jobs = { id: 20, name: 'jobs', up }

import type { Database } from 'better-sqlite3'

/**
 * The first schema. What could name a guest (file names, names, bodies, replies, facts taken out of replies)
 * is sealed by the vault; what is queried stays readable: ids, codes, days, states, times. Columns `sealed…`
 * hold vault texts whose identity is the row's id. `…_awake` counts engine-awake milliseconds
 * (sender.awake_ms), so that a sleeping PC gives nothing up.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE captures (
      id TEXT PRIMARY KEY,
      folder TEXT NOT NULL,
      name_mark BLOB NOT NULL,
      sha256 BLOB NOT NULL,
      size INTEGER NOT NULL,
      mtime_ms REAL NOT NULL,
      inode TEXT NOT NULL,
      captured_at INTEGER NOT NULL,
      -- present: committed, the file must still leave. left: stays by settings. gone: left the folder. set-aside: moved to unusable/.
      file_state TEXT NOT NULL CHECK (file_state IN ('present', 'left', 'gone', 'set-aside')),
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX captures_by_name ON captures (folder, name_mark);
    CREATE INDEX captures_present ON captures (folder) WHERE file_state IN ('present', 'left');

    CREATE TABLE capture_contents (
      capture_id TEXT PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE messages (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      capture_id TEXT NOT NULL REFERENCES captures (id),
      connection TEXT NOT NULL,
      folder TEXT NOT NULL,
      name_mark BLOB NOT NULL,
      part INTEGER NOT NULL CHECK (part >= 1),
      parts INTEGER NOT NULL CHECK (parts >= part),
      kind TEXT NOT NULL CHECK (kind IN ('new', 'change', 'cancel', 'availability', 'rates', 'other')),
      message_type TEXT NOT NULL,
      hotel_code TEXT,
      lane TEXT NOT NULL,
      order_key TEXT NOT NULL,
      reservation_id TEXT,
      arrival TEXT,
      departure TEXT,
      is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
      last_modified_at INTEGER,
      sha256 BLOB NOT NULL,
      state TEXT NOT NULL CHECK (state IN
        ('waiting', 'sending', 'confirming', 'unsure', 'failed', 'delivered', 'superseded', 'handled', 'duplicate')),
      cause TEXT,
      sealed_facts BLOB,
      captured_at INTEGER NOT NULL,
      first_attempt_at INTEGER,
      next_attempt_at INTEGER,
      delivered_at INTEGER,
      changed_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      -- the ladder of this message alone: how many steps are behind it, and when it began in awake time
      step INTEGER NOT NULL DEFAULT 0,
      step_since_awake INTEGER,
      step_since_at INTEGER,
      is_suspect INTEGER NOT NULL DEFAULT 0 CHECK (is_suspect IN (0, 1)),
      is_after_unknown INTEGER NOT NULL DEFAULT 0 CHECK (is_after_unknown IN (0, 1)),
      -- a person asked for it: it goes first and may probe a held lane
      is_asked_for INTEGER NOT NULL DEFAULT 0 CHECK (is_asked_for IN (0, 1)),
      tried_in_outage INTEGER NOT NULL DEFAULT 0,
      superseded_by TEXT,
      duplicate_of TEXT,
      claim_epoch INTEGER,
      claimed_at INTEGER,
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX messages_by_order ON messages (order_key, seq);
    CREATE INDEX messages_claim ON messages (lane, connection, kind, seq) WHERE state = 'waiting';
    CREATE INDEX messages_arriving ON messages (lane, connection, arrival, seq) WHERE state = 'waiting';
    -- the promise itself: never two requests in flight for one hotel at one channel
    CREATE UNIQUE INDEX messages_one_in_flight ON messages (lane) WHERE state = 'sending';
    CREATE INDEX messages_by_reservation ON messages (reservation_id, seq) WHERE reservation_id IS NOT NULL;
    CREATE INDEX messages_by_state ON messages (state, seq);
    CREATE INDEX messages_by_cause ON messages (cause, seq) WHERE cause IS NOT NULL;
    CREATE INDEX messages_delivered ON messages (delivered_at) WHERE state = 'delivered';
    CREATE INDEX messages_by_name ON messages (folder, name_mark);
    CREATE INDEX messages_by_capture ON messages (capture_id);

    CREATE TABLE message_bodies (
      message_id TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE search_marks (
      mark BLOB NOT NULL,
      seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
      PRIMARY KEY (mark, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX search_marks_by_message ON search_marks (seq);

    CREATE TABLE attempts (
      id TEXT PRIMARY KEY,
      message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      n INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      echo_token TEXT,
      http_status INTEGER,
      outcome TEXT CHECK (outcome IN
        ('delivered', 'delivered-with-notes', 'accepted', 'retry', 'throttled', 'failed', 'paused', 'unsure')),
      cause TEXT,
      -- vendor text, facts and notes, as JSON
      sealed BLOB,
      UNIQUE (message_id, n)
    ) STRICT;

    CREATE TABLE attempt_replies (
      attempt_id TEXT PRIMARY KEY REFERENCES attempts (id) ON DELETE CASCADE,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- one row for each hotel at each connection
    CREATE TABLE lanes (
      lane TEXT NOT NULL,
      connection TEXT NOT NULL,
      hotel_code TEXT,
      held_cause TEXT,
      held_since_at INTEGER,
      next_probe_at INTEGER,
      PRIMARY KEY (lane, connection)
    ) STRICT, WITHOUT ROWID;

    -- the link of a connection
    CREATE TABLE links (
      connection TEXT PRIMARY KEY,
      outage INTEGER NOT NULL DEFAULT 0,
      outage_cause TEXT,
      outage_since_at INTEGER,
      outage_since_awake INTEGER,
      probe_step INTEGER NOT NULL DEFAULT 0,
      next_probe_at INTEGER,
      has_alarmed INTEGER NOT NULL DEFAULT 0 CHECK (has_alarmed IN (0, 1)),
      has_given_up INTEGER NOT NULL DEFAULT 0 CHECK (has_given_up IN (0, 1)),
      pause_cause TEXT,
      paused_since_at INTEGER,
      pause_until_at INTEGER,
      pause_step INTEGER NOT NULL DEFAULT 0,
      next_test_at INTEGER,
      sealed_pause BLOB,
      last_pause_cause TEXT,
      last_pause_at INTEGER,
      throttled_until_at INTEGER,
      streak_cause TEXT,
      streak_keys TEXT,
      last_answer_at INTEGER,
      last_answer_ms INTEGER,
      last_pass_awake INTEGER
    ) STRICT, WITHOUT ROWID;

    -- what people did: resent, settled, closed
    CREATE TABLE acts (
      id TEXT PRIMARY KEY,
      message_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
      batch_id TEXT,
      at INTEGER NOT NULL,
      what TEXT NOT NULL CHECK (what IN ('resent', 'settled', 'closed', 'captured-again')),
      who TEXT NOT NULL,
      sealed BLOB
    ) STRICT;
    CREATE INDEX acts_by_message ON acts (message_id);

    -- what the sender saw in the folders, for every process to show
    CREATE TABLE folder_looks (
      folder TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- one sealed known text: a lost or wrong key is noticed at the start, not at the first message
    CREATE TABLE vault_check (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      sealed BLOB NOT NULL
    ) STRICT;

    -- one row: who captures and sends
    CREATE TABLE sender (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      epoch INTEGER NOT NULL,
      heartbeat INTEGER NOT NULL,
      last_claim_at INTEGER,
      awake_ms INTEGER NOT NULL,
      pid INTEGER,
      name TEXT
    ) STRICT;
    INSERT INTO sender (id, epoch, heartbeat, awake_ms) VALUES (1, 0, 0, 0);
  `)
}

export const first = { id: 10, name: 'first', up }

import type { Database } from 'better-sqlite3'

/**
 * The vault's keys as the database knows them: which ids have sealed something in it, each wrapped for the
 * recovery code, so that this file and the code open everything on another PC. `code` is the code itself,
 * sealed by the vault until it was printed.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE vault_keys (
      id TEXT PRIMARY KEY,
      wrapped BLOB,
      made_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE vault_recovery (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      salt BLOB NOT NULL,
      public_key BLOB NOT NULL,
      code BLOB,
      made_at INTEGER NOT NULL,
      printed_at INTEGER
    ) STRICT;
    -- The same line in every copy of this data; the recovery code raises the term where it is entered.
    CREATE TABLE fence (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      line TEXT NOT NULL,
      term INTEGER NOT NULL,
      fenced_at INTEGER
    ) STRICT;
    INSERT INTO fence (id, line, term) VALUES (1, lower(hex(randomblob(8))), 1);
  `)
}

export const vaultKeys = { id: 110, name: 'vault-keys', up }

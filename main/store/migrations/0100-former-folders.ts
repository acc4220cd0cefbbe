import type { Database } from 'better-sqlite3'

/**
 * The export folders that the settings name or once named, with the settings they had: exports may still lie
 * in one that the settings no longer name.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE export_folders (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL UNIQUE,
      -- its entry in the settings file, as JSON
      settings TEXT NOT NULL,
      -- when the settings no longer named it; null: they do
      left_at INTEGER,
      -- as the last look found; only of a folder that was left
      exports INTEGER NOT NULL DEFAULT 0,
      -- a person wants what lies there captured
      is_wanted INTEGER NOT NULL DEFAULT 0 CHECK (is_wanted IN (0, 1))
    ) STRICT;
  `)
}

export const formerFolders = { id: 100, name: 'former-folders', up }

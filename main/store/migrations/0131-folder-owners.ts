import type { Database } from 'better-sqlite3'

/**
 * The other PCs that a person has confirmed to look after an export folder: the public key by which the marks
 * in its owner file are signed.
 */
const up = (db: Database): void => {
  db.exec(`
    CREATE TABLE folder_owners (
      folder TEXT NOT NULL,
      owner TEXT NOT NULL,
      confirmed_at INTEGER NOT NULL,
      PRIMARY KEY (folder, owner)
    ) STRICT, WITHOUT ROWID;
  `)
}

export const folderOwners = { id: 131, name: 'folder-owners', up }

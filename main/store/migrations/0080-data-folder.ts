import type { Database } from 'better-sqlite3'
import { APPLICATION_ID } from '../application-id.ts'

/**
 * Which database this is: the file says that it is one of ours, and names the data folder it belongs to (null
 * until a start has given it one). How far retention has deleted (the highest number, and the time of the
 * newest capture), so that what is missing for its age is not taken for lost. And up to which number
 * something was lost: nothing up to there makes a later export a duplicate.
 */
const up = (db: Database): void => {
  db.pragma(`application_id = ${APPLICATION_ID}`)
  db.exec(`
    CREATE TABLE data_folder (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      folder_id TEXT,
      forgotten_seq INTEGER NOT NULL,
      forgotten_at INTEGER NOT NULL,
      lost_seq INTEGER NOT NULL
    ) STRICT;
    INSERT INTO data_folder (id, folder_id, forgotten_seq, forgotten_at, lost_seq)
      SELECT 1, NULL, 0, coalesce(max(captured_at), 0), 0 FROM captures c
      WHERE NOT EXISTS (SELECT 1 FROM messages m INDEXED BY messages_by_capture WHERE m.capture_id = c.id);
  `)
}

export const dataFolder = { id: 80, name: 'data-folder', up }

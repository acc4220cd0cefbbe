import { undeliveredStates } from '../../contract/words.ts'
import type { Database } from '../migrate.ts'

const undeliveredList = undeliveredStates.map((state) => `'${state}'`).join(', ')

/**
 * After a loss: a capture of which a message or a body is missing counts for no file any more, so that the
 * file, where it still lies in its folder or comes back, is taken again. Captures whose messages went by age
 * stay as they are.
 */
export const markIncomplete = (db: Database): void => {
  db.exec(`
    UPDATE captures SET name_mark = x'', mtime_ms = 0, file_state = 'gone'
    WHERE captured_at > (SELECT forgotten_at FROM data_folder WHERE id = 1) AND (
      (SELECT count(*) FROM messages m WHERE m.capture_id = captures.id)
        < coalesce((SELECT max(m.parts) FROM messages m WHERE m.capture_id = captures.id), 1)
      OR EXISTS (SELECT 1 FROM messages m WHERE m.capture_id = captures.id AND m.state IN (${undeliveredList})
        AND m.kind <> 'other' AND m.id NOT IN (SELECT message_id FROM message_bodies)))`)
}

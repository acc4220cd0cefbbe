import type { Connection } from '../connection.ts'

/** What the data folder is for. The first settings it is opened with decide. */
export const createDataKind = ({ db }: { db: Connection }) => {
  const put = db.prepare<[number]>('INSERT OR IGNORE INTO data_kind (id, is_rehearsal) VALUES (1, ?)')
  const get = db.prepare<[], { isRehearsal: number }>('SELECT is_rehearsal AS isRehearsal FROM data_kind WHERE id = 1')
  const undelivered = db.prepare<[], { connection: string; folder: string; n: number }>(`
    SELECT connection, folder, count(*) AS n FROM messages INDEXED BY messages_by_state
    WHERE state IN ('waiting', 'sending', 'confirming', 'unsure', 'failed') GROUP BY connection, folder`)
  return {
    /** Gives what the data is for, and makes it so if nobody has decided yet. */
    isRehearsal(wanted: boolean): boolean {
      put.run(Number(wanted))
      return get.get()?.isRehearsal === 1
    },
    /** Where undelivered messages belong to. */
    undelivered: () => undelivered.all(),
  }
}

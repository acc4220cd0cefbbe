import type { Connection } from '../connection.ts'

/** One row: which data folder this is, and what of it is gone. */
export const createDataFolder = ({ db }: { db: Connection }) => {
  const lost = db.prepare<[], { seq: number }>('SELECT lost_seq AS seq FROM data_folder WHERE id = 1')
  return {
    /**
     * Up to this number messages were lost once, so that the newest there is need not be the newest that was
     * captured. 0: nothing was ever lost.
     */
    lostSeq: (): number => lost.get()?.seq ?? 0,
  }
}

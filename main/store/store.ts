import type { Database } from 'better-sqlite3'
import { createActs } from './tables/acts.ts'
import { createAlarms } from './tables/alarms.ts'
import { createAttempts } from './tables/attempts.ts'
import { createCaptures } from './tables/captures.ts'
import { createFolderLooks } from './tables/folder-looks.ts'
import { createJobs } from './tables/jobs.ts'
import { createLinks } from './tables/links.ts'
import { createLists } from './tables/lists.ts'
import { createMessages } from './tables/messages.ts'
import { createQueue } from './tables/queue.ts'
import { createSender } from './tables/sender.ts'
import type { Vault } from './vault.ts'

/** All tables over one connection. `write` is the only way to change several rows together. */
export const createStore = ({ db, vault }: { db: Database; vault: Vault }) => {
  const messages = createMessages({ db, vault })
  return {
    messages,
    captures: createCaptures({ db, vault }),
    attempts: createAttempts({ db, vault }),
    links: createLinks({ db, vault }),
    jobs: createJobs({ db, vault }),
    lists: createLists({ db, vault, messages }),
    queue: createQueue({ db }),
    sender: createSender({ db }),
    acts: createActs({ db, vault }),
    alarms: createAlarms({ db }),
    looks: createFolderLooks({ db, vault }),
    /** One `BEGIN IMMEDIATE` transaction, synced when it returns; all or nothing. */
    write: <T>(work: () => T): T => db.transaction(work).immediate(),
    /** Several reads of one moment; cheaper together than one by one. */
    read: <T>(work: () => T): T => db.transaction(work).deferred(),
    /** Changes whenever another connection committed. */
    dataVersion: (): number => Number(db.pragma('data_version', { simple: true })),
    close: (): void => void db.close(),
  }
}
export type Store = ReturnType<typeof createStore>

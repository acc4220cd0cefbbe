import type { Database } from 'better-sqlite3'
import { expireOldFiles } from './lifecycle/expire.ts'
import { createRetention } from './lifecycle/retention.ts'
import { createWriteGuard } from './lifecycle/write-guard.ts'
import { createActs } from './tables/acts.ts'
import { createAlarms } from './tables/alarms.ts'
import { createAttempts } from './tables/attempts.ts'
import { createCaptures } from './tables/captures.ts'
import { createDataKind } from './tables/data-kind.ts'
import { createFolderLooks } from './tables/folder-looks.ts'
import { createJobs } from './tables/jobs.ts'
import { createLinks } from './tables/links.ts'
import { createLists } from './tables/lists.ts'
import { createMessages } from './tables/messages.ts'
import { createQueue } from './tables/queue.ts'
import { createSender } from './tables/sender.ts'
import { createStartupNotices } from './tables/startup-notices.ts'
import type { Vault } from './vault.ts'

type Parts = { db: Database; vault: Vault; now?: () => number }

const tablesOver = ({ db, vault, now = Date.now }: Parts) => {
  const messages = createMessages({ db, vault })
  const guard = createWriteGuard({ db, now })
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
    kind: createDataKind({ db }),
    looks: createFolderLooks({ db, vault }),
    startupNotices: createStartupNotices({ db }),
    retention: createRetention({ db }),
    /** One `BEGIN IMMEDIATE` transaction, synced when it returns; all or nothing. */
    write: guard.write,
    /** The same for taking in something new of about so many bytes: refused with `NoRoom` before the disk is full to the brim. */
    admit: guard.admit,
    /** Why this process cannot write just now; null when it can. */
    trouble: guard.trouble,
    /** Removes copies and set-aside databases older than 30 days. Gives how many files went. */
    expireOldFiles: (at: number): number => expireOldFiles(db.name, at),
    /** Several reads of one moment; cheaper together than one by one. */
    read: <T>(work: () => T): T => db.transaction(work).deferred(),
    /** Changes whenever another connection committed. */
    dataVersion: (): number => Number(db.pragma('data_version', { simple: true })),
  }
}

/**
 * All tables over one connection. `write` is the only way to change several rows together. `rescue`, where there is one, writes a
 * database whose file was deleted out again; the same store then goes on over the new file.
 */
export const createStore = (parts: Parts & { rescue?: (db: Database) => Database | null; onClosed?: () => void }) => {
  let { db } = parts
  const store = {
    ...tablesOver(parts),
    /** True: the database was written out again where it had been. */
    rescue(): boolean {
      const again = parts.rescue?.(db) ?? null
      if (again === null) return false
      db = again
      Object.assign(store, tablesOver({ ...parts, db }))
      return true
    },
    close(): void {
      db.close()
      parts.onClosed?.()
    },
  }
  return store
}
export type Store = ReturnType<typeof createStore>

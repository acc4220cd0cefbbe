import type { Database } from 'better-sqlite3'
import { createConnection } from './connection.ts'
import { expireOldFiles } from './lifecycle/expire.ts'
import { createRetention } from './lifecycle/retention.ts'
import { createWriteGuard } from './lifecycle/write-guard.ts'
import { storeErrorCode } from './refusals.ts'
import { createActs } from './tables/acts.ts'
import { createAlarms } from './tables/alarms.ts'
import { createAttempts } from './tables/attempts.ts'
import { createBookingIds } from './tables/booking-ids.ts'
import { createCaptures } from './tables/captures.ts'
import { createCards } from './tables/cards.ts'
import { createCoverage } from './tables/coverage.ts'
import { createDataFolder } from './tables/data-folder.ts'
import { createDataKind } from './tables/data-kind.ts'
import { createFence } from './tables/fence.ts'
import { createFolderOwners } from './tables/folder-owners.ts'
import { createFolderSnapshots } from './tables/folder-snapshots.ts'
import { createFormerFolders } from './tables/former-folders.ts'
import { createGuests } from './tables/guests.ts'
import { createJobs } from './tables/jobs.ts'
import { createLinks } from './tables/links.ts'
import { createLists } from './tables/lists.ts'
import { createMessages } from './tables/messages.ts'
import { createQueue } from './tables/queue.ts'
import { createRemarks } from './tables/remarks.ts'
import { createSender } from './tables/sender.ts'
import { createSettling } from './tables/settling.ts'
import { createStartupNotices } from './tables/startup-notices.ts'
import { createVaultKeys } from './tables/vault-keys.ts'
import type { Vault } from './vault.ts'
import type { WitnessFile } from './witness/file.ts'
import { createWitnessKeeper } from './witness/keeper.ts'

type Parts = {
  db: Database
  vault: Vault
  now?: () => number
  /** Where captures are said again; none: they are not. */
  witness?: WitnessFile
  /** Writes a database whose file was deleted out again and opens it; null: it cannot be done. */
  rescue?: (db: Database) => Database | null
  onClosed?: () => void
  /** The database is known to be damaged: it can be read, and nothing is written to it. */
  isDamaged?: boolean
}

/** For a database that nobody captures into. */
const noWitness: WitnessFile = {
  read: () => null,
  append: () => true,
  begin: () => {},
  replace: () => {},
  bytes: () => 0,
}

/** The last count is a service to the next start; a full disk must not keep the database open for it. */
const endQuietly = (end: () => void): void => {
  try {
    end()
  } catch (thrown) {
    if (storeErrorCode(thrown) === null) throw thrown
  }
}

/** All tables over one connection. `write` is the only way to change several rows together. */
export const createStore = ({
  db: first,
  vault,
  now = Date.now,
  witness,
  rescue,
  onClosed,
  isDamaged = false,
}: Parts) => {
  const db = createConnection(first)
  const guard = createWriteGuard({ db, now, isDamaged })
  const { write } = guard
  const { rows, ...messages } = createMessages({ db, vault, write })
  const links = createLinks({ db, vault, write })
  const jobs = createJobs({ db, vault, write })
  const keeper = createWitnessKeeper({ db, file: witness ?? noWitness, now })
  return {
    messages: { ...messages, settle: createSettling({ messages: { rows }, links, jobs, write }) },
    captures: createCaptures({ db, vault }),
    cards: createCards({ db, vault }),
    coverage: createCoverage({ db }),
    bookingIds: createBookingIds({ db, vault }),
    attempts: createAttempts({ db, vault }),
    links,
    jobs,
    lists: createLists({ db, vault, messages }),
    guests: createGuests({ db, vault, messages }),
    queue: createQueue({ db }),
    sender: createSender({ db }),
    acts: createActs({ db, vault }),
    alarms: createAlarms({ db }),
    kind: createDataKind({ db }),
    folder: createDataFolder({ db }),
    /** What was captured, said again beside the database. */
    witness: { keep: () => guard.beside(keeper.keep), count: () => guard.beside(keeper.count) },
    snapshots: createFolderSnapshots({ db, vault }),
    folderOwners: createFolderOwners({ db, vault }),
    formerFolders: createFormerFolders({ db }),
    remarks: createRemarks({ db, write }),
    startupNotices: createStartupNotices({ db }),
    keys: createVaultKeys({ db, vault }),
    fence: createFence({ db, vault }),
    retention: createRetention({ db, vault }),
    /**
     * One `BEGIN IMMEDIATE` transaction, synced when it returns; all or nothing. Throws when it is begun
     * inside `read`.
     */
    write,
    /**
     * The same for taking in something new of about so many bytes: refused with `NoRoom` before the disk is
     * full to the brim.
     */
    admit: guard.admit,
    /** Why this process cannot write just now; null when it can. */
    writeFault: guard.writeFault,
    /** Removes copies and set-aside databases as old as content may get. Gives how many files went. */
    expireOldFiles: (at: number, contentDays: number): number => expireOldFiles(db.path(), at, contentDays),
    /** Several reads of one moment; cheaper together than one by one. */
    read: <T>(work: () => T): T => db.transact('deferred', work),
    /** Changes whenever another connection committed. */
    dataVersion: (): number => db.pragmaNumber('data_version'),
    /**
     * Writes a database whose file was deleted out again; the same store, with every table and method taken
     * from it earlier, then goes on over the new file. False: it could not be done, or there is nothing to
     * rescue.
     */
    rescue(): boolean {
      const again = rescue?.(db.current()) ?? null
      if (again === null) return false
      db.replace(again)
      guard.reopened()
      return true
    },
    close(): void {
      endQuietly(keeper.end)
      db.close()
      onClosed?.()
    },
  }
}
export type Store = ReturnType<typeof createStore>

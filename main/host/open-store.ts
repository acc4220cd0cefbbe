import type { Secrets } from '../core/ports/secrets.ts'
import { backUpBefore } from '../store/lifecycle/backup.ts'
import { readCheckMark } from '../store/lifecycle/check-mark.ts'
import { placesOf } from '../store/lifecycle/places.ts'
import { createPresence, type Presence } from '../store/lifecycle/presence.ts'
import { writeOutAgain } from '../store/lifecycle/rescue.ts'
import { isFresh, makeFit, type PendingCheck, shrinkOnce, wasUsed } from '../store/lifecycle/start-up.ts'
import { migrations } from '../store/migrations/index.ts'
import { type Database, openDatabase } from '../store/open.ts'
import { namingRefusals } from '../store/refusals.ts'
import { createStore, type Store } from '../store/store.ts'
import { addStartupNotice } from '../store/tables/startup-notices.ts'
import { createVault, newVaultKey, vaultKeyFrom } from '../store/vault.ts'
import { checkVault } from '../store/vault-check.ts'

const KEY_NAME = 'vault-key'

/** How long a process waits for another one that checks, copies or mends the database. */
const WAIT_FOR_OTHER_MS = 120_000

/**
 * `check`: how the database must still be looked through while the program works; null: it was, or another
 * process does.
 */
export type OpenedStore = { ok: true; store: Store; check: PendingCheck | null } | { ok: false; sentence: string }

type Opening = {
  databasePath: string
  isNew: boolean
  secrets: Secrets
  now?: () => number
}

/**
 * Opens the database of a data folder with its key from the secret store; a new folder gets both. A database
 * without its key is refused and left untouched: nothing undelivered may be lost by starting anew. The first
 * process to open it checks it (a large one later, see `check`), replaces a damaged one by what can be saved,
 * and copies it before its schema changes; the others wait. Throws the store's own refusals.
 */
export const openStore = ({ databasePath, isNew, secrets, now = Date.now }: Opening): OpenedStore => {
  const isBlank = isNew && isFresh(databasePath)
  const known = secrets.get(KEY_NAME)
  if (!known.ok && known.reason === 'unreadable')
    return { ok: false, sentence: `The key of the data folder cannot be opened. ${known.sentence}` }
  if (!known.ok && !isBlank)
    return {
      ok: false,
      sentence: `The key of the database is missing from the secret store. Nothing was changed. Put back the files that belong to ${databasePath}, or move that database away to start anew.`,
    }
  if (!known.ok) secrets.create(KEY_NAME, newVaultKey())
  const text = known.ok ? known : secrets.get(KEY_NAME)
  const key = text.ok ? vaultKeyFrom(text.value) : { ok: false as const }
  if (!text.ok || !key.ok)
    return {
      ok: false,
      sentence: 'The key of the data folder is damaged. Nothing was changed. Put back the secret files from a copy.',
    }
  const vault = createVault(key.key)
  const opened = openWithOthers(databasePath, now)
  if (!opened.ok) return opened
  const { db, presence } = opened
  if (!checkVault(db, vault)) {
    db.close()
    presence.leave()
    return {
      ok: false,
      sentence:
        'The key in the secret store does not belong to this database. Nothing was changed. Put back the secret files that belong to it.',
    }
  }
  if (opened.isBegunAnew) tell(db, 'begun-anew', now())
  const rescue = (lost: Database): Database | null => {
    if (!namingRefusals(databasePath, () => writeOutAgain(lost))) return null
    if (!secrets.has(KEY_NAME)) secrets.set(KEY_NAME, text.value)
    const again = openDatabase({ path: databasePath, migrations })
    lost.close()
    presence.leave()
    presence.share(WAIT_FOR_OTHER_MS)
    tell(again, 'written-again', now())
    return again
  }
  const store = createStore({ db, vault, now, rescue, onClosed: presence.leave, isDamaged: opened.isDamaged })
  return { ok: true, store, check: opened.check }
}

const tell = (db: Database, kind: 'begun-anew' | 'written-again', at: number): void =>
  addStartupNotice(db, { id: `${kind}-${at}`, kind, facts: {}, at })

type Opened =
  | {
      ok: true
      db: Database
      presence: Presence
      isBegunAnew: boolean
      check: PendingCheck | null
      /** A check found damage, and others have the database open, so that it cannot be replaced yet. */
      isDamaged: boolean
    }
  | { ok: false; sentence: string }

/** Alone, the database is made fit and brought up to date; then it is opened beside whoever else opens it. */
const openWithOthers = (path: string, now: () => number): Opened => {
  const { presence: lockPath } = placesOf(path)
  const presence = createPresence(lockPath)
  let isBegunAnew = false
  let check: PendingCheck | null = null
  try {
    if (namingRefusals(lockPath, presence.tryAlone)) {
      check = makeFit({ path, migrations, now })
      // Somebody has sent from this folder before, and its database is gone: the start must not look as if
      // all were well.
      isBegunAnew = isFresh(path) && wasUsed(path)
      let isUpdated = false
      const beforeSteps = (older: Database, firstId: number) => {
        isUpdated = true
        backUpBefore(older, firstId)
      }
      const db = openDatabase({ path, migrations, beforeSteps })
      shrinkOnce(db, { isUpdated })
      db.close()
    }
    if (!namingRefusals(lockPath, () => presence.share(WAIT_FOR_OTHER_MS)))
      return {
        ok: false,
        sentence: `Another Night Porter has been checking ${path} for a long time. Nothing was changed. Wait until it has finished, then start again.`,
      }
    const isDamaged = readCheckMark(path) === 'damaged'
    return { ok: true, presence, isBegunAnew, check, isDamaged, db: openDatabase({ path, migrations }) }
  } catch (thrown) {
    presence.leave()
    throw thrown
  }
}

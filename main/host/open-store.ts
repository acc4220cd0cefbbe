import { randomBytes } from 'node:crypto'
import type { SecretStore } from '../core/ports/secrets.ts'
import { newKeyRing } from '../store/key-ring.ts'
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
import { addStartupNotice, type StartupKind, type StartupNotice } from '../store/tables/startup-notices.ts'
import { createVault, type Vault } from '../store/vault.ts'
import { checkVault, sealCheck } from '../store/vault-check.ts'
import { registerKeys } from '../store/vault-register.ts'
import { createWitnessFile, type WitnessFile } from '../store/witness/file.ts'
import { folderLine, type Witness } from '../store/witness/lines.ts'
import { lackOf, reconcile } from '../store/witness/reconcile.ts'

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
  /** Where the keys are; nothing here asks for a secret. */
  secrets: Pick<SecretStore, 'vaultKeys'>
  now?: () => number
}

/**
 * Opens the database of a data folder with its keys; a new folder gets both. Keys that are lost are set aside
 * and new ones made, so that capture goes on; what the old ones sealed stays and opens with the recovery
 * code. Keys that cannot be read just now are a refusal. The first process to open it checks it (a large one
 * later, see `check`), replaces a damaged one by what can be saved, and copies it before its schema changes;
 * the others wait. Throws the store's own refusals.
 */
export const openStore = ({ databasePath, isNew, secrets, now = Date.now }: Opening): OpenedStore => {
  const isBlank = isNew && isFresh(databasePath)
  const { vaultKeys } = secrets
  const known = vaultKeys.read()
  if (!known.ok && known.reason === 'unreadable')
    return { ok: false, sentence: `${known.sentence} Nothing was changed.` }
  const file = createWitnessFile(databasePath)
  const witnessed = namingRefusals(databasePath, file.read)
  // A key without a database or a witness: somebody took both away.
  const isUsed = witnessed?.isBegun === true || wasUsed(databasePath) || (known.ok && witnessed === null)
  // Before the key is there, so that a first start which is killed is no loss to the next one.
  if (witnessed === null && !isUsed)
    namingRefusals(databasePath, () => file.begin(folderLine(randomBytes(16).toString('hex'))))
  if (!known.ok && isBlank && known.reason === 'missing') vaultKeys.create(newKeyRing())
  // Losing the key never stops capture: what comes from now on is sealed with a new one and goes out.
  else if (!known.ok) vaultKeys.beginAnew(newKeyRing(), now())
  const keys = known.ok ? known : vaultKeys.read()
  if (!keys.ok) return { ok: false, sentence: `${keys.sentence} Nothing was changed.` }
  const { ring } = keys
  const vault = createVault(ring)
  const opened = openWithOthers({ path: databasePath, now, vault, file, witnessed, isUsed })
  if (!opened.ok) return opened
  const { db, presence } = opened
  const check = checkVault(db, vault)
  if (check === 'foreign') {
    db.close()
    presence.leave()
    return wrongKey
  }
  const lost = registerKeys(db, ring, vault, now())
  if (check === 'other-key') {
    sealCheck(db, vault)
    tell(db, 'key-lost', now(), { keys: lost.length })
  }
  const rescue = (lost: Database): Database | null => {
    if (!namingRefusals(databasePath, () => writeOutAgain(lost))) return null
    vaultKeys.create(ring)
    const again = openDatabase({ path: databasePath, migrations })
    lost.close()
    presence.leave()
    presence.share(WAIT_FOR_OTHER_MS)
    tell(again, 'written-again', now())
    return again
  }
  const store = createStore({
    db,
    vault,
    now,
    witness: file,
    rescue,
    onClosed: presence.leave,
    isDamaged: opened.isDamaged,
  })
  return { ok: true, store, check: opened.check }
}

const tell = (db: Database, kind: StartupKind, at: number, facts: Record<string, number> = {}): void =>
  addStartupNotice(db, { id: `${kind}-${at}`, kind, facts, at })

const wrongKey: OpenedStore = {
  ok: false,
  sentence:
    'The key in the data folder does not belong to this database. Nothing was changed. Put back the key files that belong to it.',
}

type Opened =
  | {
      ok: true
      db: Database
      presence: Presence
      check: PendingCheck | null
      /** A check found damage, and others have the database open, so that it cannot be replaced yet. */
      isDamaged: boolean
    }
  | { ok: false; sentence: string }

type OpeningWithOthers = {
  path: string
  now: () => number
  vault: Vault
  file: WitnessFile
  witnessed: Witness | null
  isUsed: boolean
}

/**
 * Alone, the database is made fit, brought up to date and compared with the witness; then it is opened beside
 * whoever else opens it.
 */
const openWithOthers = (parts: OpeningWithOthers): Opened => {
  const { path, now, vault, file, witnessed, isUsed } = parts
  const { presence: lockPath } = placesOf(path)
  const presence = createPresence(lockPath)
  let check: PendingCheck | null = null
  try {
    if (namingRefusals(lockPath, presence.tryAlone)) {
      const lacks = (db: Database) => lackOf(db, { witnessed }).missing > 0
      const fit = makeFit({ path, migrations, now, vault, isUsed, lacks })
      check = fit.check
      // The database of a folder that had one is gone: the start must not look as if all were well.
      const isBegunAnew = isFresh(path) && isUsed && fit.told === null
      const at = now()
      const told: StartupNotice | null = isBegunAnew
        ? { id: `begun-anew-${at}`, kind: 'begun-anew', facts: {}, at }
        : fit.told
      let isUpdated = false
      const beforeSteps = (older: Database, firstId: number) => {
        isUpdated = true
        backUpBefore(older, firstId)
      }
      const db = openDatabase({ path, migrations, beforeSteps })
      const isOwnKey = checkVault(db, vault) !== 'foreign'
      if (isOwnKey) reconcile(db, { file, witnessed, told, at })
      shrinkOnce(db, { isUpdated })
      db.close()
      if (!isOwnKey) {
        presence.leave()
        return wrongKey
      }
    }
    if (!namingRefusals(lockPath, () => presence.share(WAIT_FOR_OTHER_MS)))
      return {
        ok: false,
        sentence: `Another Night Porter has been checking ${path} for a long time. Nothing was changed. Wait until it has finished, then start again.`,
      }
    const isDamaged = readCheckMark(path) === 'damaged'
    return { ok: true, presence, check, isDamaged, db: openDatabase({ path, migrations }) }
  } catch (thrown) {
    presence.leave()
    throw thrown
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createFileSecrets } from '../adapters/secrets-file.ts'
import type { KeyRing, VaultKeys } from '../core/ports/vault-keys.ts'
import { newKey } from '../store/key-ring.ts'
import { placesOf } from '../store/lifecycle/places.ts'
import { createPresence } from '../store/lifecycle/presence.ts'
import { resealAll } from '../store/lifecycle/reseal.ts'
import { migrations } from '../store/migrations/index.ts'
import { type Database, openDatabase } from '../store/open.ts'
import { namingRefusals } from '../store/refusals.ts'
import { createVault, markKeyBytes, type Vault } from '../store/vault.ts'
import { sealCheck } from '../store/vault-check.ts'
import {
  codeToPrint,
  forgetKeys,
  lostKeysOf,
  notePrinted,
  raiseTerm,
  recoverKeys,
  registerKeys,
  replaceCode,
} from '../store/vault-register.ts'
import { openStore } from './open-store.ts'

/**
 * What hotel IT does with the keys of a data folder, at the command line. Whoever may do it may write the
 * folder.
 */

type Refused = { ok: false; sentence: string }

const databaseIn = (folder: string): string => join(folder, 'night-porter.db')

type At = { db: Database; vault: Vault; ring: KeyRing; vaultKeys: VaultKeys }

/**
 * Opens the database as a start does, so that it is sound, up to date and its keys are registered; then works
 * on it bare.
 */
const withKeys = <T>(folder: string, work: (at: At) => T): T | Refused => {
  const databasePath = databaseIn(folder)
  const secrets = createFileSecrets({ folder })
  if (!existsSync(databasePath))
    return { ok: false, sentence: `There is no database in ${folder} yet. Nothing was done.` }
  const opened = openStore({ databasePath, isNew: false, secrets })
  if (!opened.ok) return opened
  opened.store.close()
  const keys = secrets.vaultKeys.read()
  if (!keys.ok) return keys
  const db = openDatabase({ path: databasePath, migrations })
  try {
    return work({ db, ring: keys.ring, vault: createVault(keys.ring), vaultKeys: secrets.vaultKeys })
  } finally {
    db.close()
  }
}

/**
 * The recovery code, to be printed now: after this it is kept nowhere. `isNew`: another one, in the place of
 * any before.
 */
export const takeRecoveryCode = (folder: string, isNew: boolean, now: number): { ok: true; code: string } | Refused =>
  withKeys(folder, ({ db, ring, vault }) => {
    if (isNew && !replaceCode(db, ring, vault, now))
      return {
        ok: false,
        sentence:
          'A key is lost, and only the code that was printed opens it: recovery-code use. No new code was made.',
      }
    const found = codeToPrint(db, vault)
    if (found.kind === 'code') {
      notePrinted(db, now)
      return { ok: true, code: found.code }
    }
    return {
      ok: false,
      sentence:
        found.kind === 'locked'
          ? 'The code was never printed, and the key that it was sealed with is lost. Put the key files back from a backup.'
          : `The code was printed on ${new Date(found.at).toISOString().slice(0, 10)} and is kept nowhere. A new one, after which the old one opens nothing: recovery-code --new`,
    }
  })

/** Opens with the code what was sealed with keys that are lost. Gives how many keys came back. */
export const applyRecoveryCode = (folder: string, code: string): { ok: true; recovered: number } | Refused =>
  withKeys(folder, ({ db, ring, vaultKeys }) => {
    if (lostKeysOf(db, ring).length === 0)
      return { ok: false, sentence: 'No key is lost: everything can be read. Nothing was done.' }
    const { ring: whole, recovered } = recoverKeys(db, ring, code)
    if (recovered === 0)
      return { ok: false, sentence: 'This code opens no key of this data folder. Nothing was changed.' }
    vaultKeys.replace(whole)
    // From here on this is the PC that sends; one that still runs on another copy of the data ends when it
    // meets us.
    raiseTerm(db)
    return { ok: true, recovered }
  })

/**
 * Seals everything with a new key and forgets the old ones; a change that was cut short goes on. Only while
 * nobody else has the database open, since others would go on sealing with the old key.
 */
export const rotateKeys = (folder: string, now: number): { ok: true; resealed: number } | Refused => {
  const { presence: lockPath } = placesOf(databaseIn(folder))
  return withKeys(folder, ({ db, ring, vaultKeys }) => {
    const presence = createPresence(lockPath)
    if (!namingRefusals(lockPath, presence.tryAlone)) {
      presence.leave()
      return {
        ok: false,
        sentence:
          'Night Porter is running on this data folder. Stop it, then change the key again. Nothing was changed.',
      }
    }
    try {
      if (lostKeysOf(db, ring).length > 0)
        return { ok: false, sentence: 'A key is lost. Bring it back first: recovery-code use. Nothing was changed.' }
      // More than one key: a change that was cut short, which this one ends.
      const next: KeyRing = ring.keys.size > 1 ? ring : withNewKey(ring)
      const vault = createVault(next)
      vaultKeys.replace(next)
      registerKeys(db, next, vault, now)
      const { resealed, left } = resealAll(db, vault, next)
      if (left > 0)
        return {
          ok: false,
          sentence: `${left} values are damaged and do not open. The old key is kept, so that nothing more is lost; the new one is in use.`,
        }
      sealCheck(db, vault)
      const current = next.keys.get(next.currentId)
      if (current === undefined) throw new Error('A ring of keys holds its current key')
      const alone: KeyRing = { ...next, keys: new Map([[next.currentId, current]]) }
      forgetKeys(db, alone)
      // One that was printed goes on; one that was not was sealed with the old key, and whoever had that may
      // have read it.
      if (codeToPrint(db, vault).kind !== 'printed') replaceCode(db, alone, vault, now)
      vaultKeys.replace(alone)
      db.pragma('wal_checkpoint(TRUNCATE)')
      return { ok: true, resealed }
    } finally {
      presence.leave()
    }
  })
}

/** Hashes go on with the key they were made with, as what was hashed is not kept. */
const withNewKey = (ring: KeyRing): KeyRing => {
  const { id, key } = newKey()
  return { currentId: id, keys: new Map([...ring.keys, [id, key]]), marks: markKeyBytes(ring) }
}

import type { KeyRing } from '../core/ports/vault-keys.ts'
import type { Database } from './open.ts'
import { lockFor, newRecoveryCode, openerFor, wrapKey } from './recovery.ts'
import { keyIdOf, type Vault } from './vault.ts'

/**
 * What a database knows of the keys that sealed in it. Over a bare connection: a start, and a recovery, have
 * no store yet.
 */

const CODE_PLACE = 'recovery-code'

type Recovery = { salt: Buffer; publicKey: Buffer; code: Buffer | null; printedAt: number | null }
type Known = { id: string; wrapped: Buffer | null }

const readRecovery = (db: Database): Recovery | undefined =>
  db
    .prepare<[], Recovery>(
      'SELECT salt, public_key AS publicKey, code, printed_at AS printedAt FROM vault_recovery WHERE id = 1',
    )
    .get()

const readKnown = (db: Database): Known[] =>
  db.prepare<[], Known>('SELECT id, wrapped FROM vault_keys ORDER BY made_at, id').all()

const putRecovery = (db: Database, code: string, vault: Vault, now: number): Buffer => {
  const { salt, publicKey } = lockFor(code)
  db.prepare<[Buffer, Buffer, Buffer, number]>(
    'INSERT OR REPLACE INTO vault_recovery (id, salt, public_key, code, made_at, printed_at) VALUES (1, ?, ?, ?, ?, NULL)',
  ).run(salt, publicKey, vault.seal(code, CODE_PLACE), now)
  return publicKey
}

const putKeys = (db: Database, ring: KeyRing, publicKey: Buffer, now: number): void => {
  const put = db.prepare<[string, Buffer, number]>(
    `INSERT INTO vault_keys (id, wrapped, made_at) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET wrapped = excluded.wrapped`,
  )
  for (const [id, key] of ring.keys) put.run(id, wrapKey(publicKey, id, { key, marks: ring.marks }), now)
}

/**
 * Writes down which keys there are, each wrapped for the recovery code; a database that has none yet gets a
 * code. Gives the ids of keys that sealed something here and are not in the ring: what they sealed cannot be
 * read.
 */
export const registerKeys = (db: Database, ring: KeyRing, vault: Vault, now: number): string[] => {
  if (!isRegistered(db, ring))
    db.transaction(() => {
      noteFormer(db, now)
      putKeys(db, ring, readRecovery(db)?.publicKey ?? putRecovery(db, newRecoveryCode(), vault, now), now)
    }).immediate()
  return lostKeysOf(db, ring)
}

const isRegistered = (db: Database, ring: KeyRing): boolean => {
  const known = readKnown(db)
  return (
    readRecovery(db) !== undefined &&
    [...ring.keys.keys()].every((id) => known.some((one) => one.id === id && one.wrapped !== null))
  )
}

/** The key of the check value, which a database from before this table names nowhere else. */
const noteFormer = (db: Database, now: number): void => {
  const check = db.prepare<[], { sealed: Buffer }>('SELECT sealed FROM vault_check WHERE id = 1').get()
  const id = check === undefined ? null : keyIdOf(check.sealed)
  if (id !== null)
    db.prepare<[string, number]>('INSERT OR IGNORE INTO vault_keys (id, made_at) VALUES (?, ?)').run(id, now)
}

/** The ids that `registerKeys` gives, read only. */
export const lostKeysOf = (db: Database, ring: Pick<KeyRing, 'keys'>): string[] =>
  readKnown(db).flatMap(({ id }) => (ring.keys.has(id) ? [] : [id]))

/**
 * The code to print; `printed`: it was printed before and is kept nowhere; `locked`: it was sealed with a key
 * that is lost.
 */
export const codeToPrint = (
  db: Database,
  vault: Vault,
): { kind: 'code'; code: string } | { kind: 'printed'; at: number } | { kind: 'locked' } => {
  const recovery = readRecovery(db)
  if (recovery?.code == null) return { kind: 'printed', at: recovery?.printedAt ?? 0 }
  const opened = vault.openText(recovery.code, CODE_PLACE)
  return opened.ok ? { kind: 'code', code: opened.text } : { kind: 'locked' }
}

/** From now on the code stands on paper only. */
export const notePrinted = (db: Database, now: number): void =>
  void db.prepare<[number]>('UPDATE vault_recovery SET code = NULL, printed_at = ? WHERE id = 1').run(now)

/**
 * A new code in the place of the old one, which opens nothing any more. Not where keys are lost: only the old
 * one opens them.
 */
export const replaceCode = (db: Database, ring: KeyRing, vault: Vault, now: number): boolean =>
  db
    .transaction(() => {
      if (lostKeysOf(db, ring).length > 0) return false
      putKeys(db, ring, putRecovery(db, newRecoveryCode(), vault, now), now)
      return true
    })
    .immediate()

/**
 * The ring with the keys that a code opens, and how many those are. Keyed hashes are made again with the key
 * of the time before the loss: most of the history was hashed with it.
 */
export const recoverKeys = (db: Database, ring: KeyRing, code: string): { ring: KeyRing; recovered: number } => {
  const recovery = readRecovery(db)
  if (recovery === undefined) return { ring, recovered: 0 }
  const open = openerFor(code, recovery.salt)
  const found = readKnown(db).flatMap(({ id, wrapped }) => {
    const key = ring.keys.has(id) || wrapped === null ? null : open(id, wrapped)
    return key === null ? [] : [{ id, ...key }]
  })
  const [oldest] = found
  if (oldest === undefined) return { ring, recovered: 0 }
  const keys = new Map([...ring.keys, ...found.map(({ id, key }) => [id, key] as const)])
  return { ring: { ...ring, keys, marks: oldest.marks }, recovered: found.length }
}

/** Forgets all keys but those of a ring, after everything was sealed anew with it. */
export const forgetKeys = (db: Database, ring: KeyRing): void => {
  const drop = db.prepare<[string]>('DELETE FROM vault_keys WHERE id = ?')
  for (const { id } of readKnown(db)) if (!ring.keys.has(id)) drop.run(id)
}

/** Makes this copy of the data the one that sends. */
export const raiseTerm = (db: Database): void =>
  void db.prepare('UPDATE fence SET term = term + 1, fenced_at = NULL WHERE id = 1').run()

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'

/**
 * Who looks after an export folder that several PCs watch. Each watch has a key pair of its own, made of the
 * data folder's key, so that nobody else can write a mark in its name; which PCs are the hotel's, a person
 * says once.
 */

/** The ASN.1 heads of an Ed25519 key (RFC 8410): before 32 bytes of a private and of a public one. */
const PRIVATE_HEAD = '302e020100300506032b657004220420'
const PUBLIC_HEAD = '302a300506032b6570032100'

/** Names a watch to other PCs and signs for it. */
export type OwnerIdentity = { owner: string; sign(text: string): string }

const keyOf = (owner: string): KeyObject | null => {
  if (!/^[0-9a-f]{64}$/.test(owner)) return null
  return createPublicKey({ key: Buffer.from(PUBLIC_HEAD + owner, 'hex'), format: 'der', type: 'spki' })
}

export const createFolderOwners = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const put = db.prepare<[string, string, number]>(
    'INSERT OR IGNORE INTO folder_owners (folder, owner, confirmed_at) VALUES (?, ?, ?)',
  )
  const get = db.prepare<[string, string], { n: number }>(
    'SELECT 1 AS n FROM folder_owners WHERE folder = ? AND owner = ?',
  )
  return {
    /** The identity of this data folder's watch of one export folder; the same after every start. */
    identity(computer: string, path: string): OwnerIdentity {
      const half = (n: number) => vault.mark(JSON.stringify([computer, path, n]), 'folder-owner').toString('hex')
      const seed = half(0) + half(1)
      const key = createPrivateKey({ key: Buffer.from(PRIVATE_HEAD + seed, 'hex'), format: 'der', type: 'pkcs8' })
      const der = createPublicKey(key).export({ format: 'der', type: 'spki' })
      return {
        owner: der.subarray(-32).toString('hex'),
        sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64'),
      }
    },
    /** Whether the text was signed by this owner, and the owner is one that a person has confirmed. */
    isKnown(folder: string, owner: string, text: string, tag: string): boolean {
      if (get.get(folder, owner) === undefined) return false
      const key = keyOf(owner)
      return key !== null && verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(tag, 'base64'))
    },
    /** A person says that this PC is one of the hotel's. */
    confirm: (folder: string, owner: string, at: number): void => void put.run(folder, owner, at),
  }
}

/**
 * The id of the key that version 0.1.0 used, whose sealed values name no key. Keys made since have random
 * ids.
 */
export const FIRST_KEY_ID = '00000001'

/**
 * The keys of the vault, apart from the secrets: nothing that settings, calls or commands can name leads to
 * them. A key is known by its id, which stands in everything that it sealed.
 */
export type KeyRing = {
  /** The key that seals from now on. */
  currentId: string
  /** 32 bytes each, by id (8 hex digits). */
  keys: ReadonlyMap<string, Uint8Array>
  /**
   * The key of all keyed hashes, 32 bytes; null: it is derived from the key of 0.1.0. It outlives a change of
   * key, since what was hashed is not kept.
   */
  marks: Uint8Array | null
}

/**
 * `lost`: they are there and open no more, because the file or the key of the PC is damaged, gone or
 * another's. `unreadable`: they cannot be read just now (rights, no key ring), which says nothing about them.
 */
export type KeysRead =
  | { ok: true; ring: KeyRing }
  | { ok: false; reason: 'missing' | 'lost' | 'unreadable'; sentence: string }

export type VaultKeys = {
  /** Reads afresh every time. The sentence says which file is in the way and what to do. */
  read(): KeysRead
  /**
   * Keeps the first ring of a data folder; of several processes at once the first wins. Throws when the disk
   * refuses.
   */
  create(ring: KeyRing): void
  /**
   * A ring in the place of one that is lost, whose files are set aside. Where another process has begun anew
   * already, that one stays.
   */
  beginAnew(ring: KeyRing, at: number): void
  /** Puts a ring in the place of the one that is kept. Throws when the disk refuses. */
  replace(ring: KeyRing): void
}

import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'

/**
 * The kept bytes of captured files, sealed. Those of a large file are in pieces, so that no transaction seals
 * and writes more than one of them.
 */

/** Bytes of one piece; a smaller file is one row. */
export const PIECE_BYTES = 4 * 1024 * 1024

export const createCaptureBytes = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const insertHead = db.prepare<[string, Buffer]>('INSERT INTO capture_contents (capture_id, sealed) VALUES (?, ?)')
  const insertPiece = db.prepare<[string, string, number, Buffer]>(
    'INSERT INTO capture_pieces (id, capture_id, n, sealed) VALUES (?, ?, ?, ?)',
  )
  const head = db.prepare<[string], { sealed: Buffer }>('SELECT sealed FROM capture_contents WHERE capture_id = ?')
  const piece = db.prepare<[string], { sealed: Buffer }>('SELECT sealed FROM capture_pieces WHERE id = ?')
  const putHead = db.prepare<[Buffer, string]>('UPDATE capture_contents SET sealed = ? WHERE capture_id = ?')
  const putPiece = db.prepare<[Buffer, string]>('UPDATE capture_pieces SET sealed = ? WHERE id = ?')
  const drop = db.prepare<[string]>('DELETE FROM capture_contents WHERE capture_id = ?')
  const dropStaged = db.prepare(`
    DELETE FROM capture_pieces WHERE NOT EXISTS (SELECT 1 FROM captures c WHERE c.id = capture_pieces.capture_id)`)

  const idOf = (captureId: string, n: number): string => `${captureId}:${n}`
  const placeOf = (captureId: string, n: number): string =>
    n === 0 ? `content:${captureId}` : `piece:${idOf(captureId, n)}`

  const open = (captureId: string, n: number): Buffer | null => {
    const row = n === 0 ? head.get(captureId) : piece.get(idOf(captureId, n))
    const opened = row ? vault.open(row.sealed, placeOf(captureId, n)) : null
    return opened?.ok ? opened.bytes : null
  }

  return {
    /** Writes the first piece. Part of the capture transaction. */
    insert: (captureId: string, bytes: Uint8Array): void =>
      void insertHead.run(captureId, vault.seal(bytes, placeOf(captureId, 0))),
    /** Writes a further piece, ahead of the capture; `n` counts from 1. */
    stage: (captureId: string, n: number, bytes: Uint8Array): void =>
      void insertPiece.run(idOf(captureId, n), captureId, n, vault.seal(bytes, placeOf(captureId, n))),
    /** Drops pieces of captures that never came. For a sender at its start, when nobody stages any. */
    dropStaged: (): void => void dropStaged.run(),
    isThere: (captureId: string): boolean => head.get(captureId) !== undefined,
    /** One piece, the first being 0; null where it is not there or cannot be opened. */
    open,
    /** Seals a piece anew with other bytes. */
    put(captureId: string, n: number, bytes: Uint8Array): void {
      const sealed = vault.seal(bytes, placeOf(captureId, n))
      if (n === 0) putHead.run(sealed, captureId)
      else putPiece.run(sealed, idOf(captureId, n))
    },
    /** The bytes in all their pieces; null where one of them is missing or cannot be opened. */
    read(captureId: string, pieces: number): Buffer | null {
      if (pieces === 0) return open(captureId, 0)
      const all: Buffer[] = []
      for (let n = 0; n <= pieces; n += 1) {
        const bytes = open(captureId, n)
        if (bytes === null) return null
        all.push(bytes)
      }
      return Buffer.concat(all)
    },
    drop: (captureId: string): void => void drop.run(captureId),
  }
}

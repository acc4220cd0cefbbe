import type { ByteRange } from '../../core/xml/byte-ranges.ts'
import type { Connection } from '../connection.ts'
import { asMark, contentMark, isPlainHash } from '../content-mark.ts'
import { CaptureDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'
import { createCaptureBytes } from './capture-bytes.ts'

/**
 * Files that were captured: their identity, their exact bytes, and whether they have left the export folder
 * yet.
 */

export type FileState = 'present' | 'left' | 'gone' | 'set-aside'

export type CaptureRow = {
  id: string
  folder: string
  /** A keyed hash of the file as it came. */
  contentMark: Buffer
  size: number
  mtimeMs: number
  inode: string
  capturedAt: number
  fileState: FileState
  /** How many messages the file has, and how many of them are not written yet: the last ones. */
  parts: number
  partsLeft: number
  /** The request size that its updates were cut for. */
  cutForBytes: number
}

export type NewCapture = Omit<CaptureRow, 'contentMark' | 'parts' | 'partsLeft' | 'cutForBytes'> & {
  sha256: Uint8Array
  fileName: string
  content: Uint8Array
  /** What of the bytes holds card numbers; absent where nobody looked. */
  cardCuts?: readonly ByteRange[]
  /** The messages that are to be written after it; none where it is left out. */
  rest?: Pick<CaptureRow, 'parts' | 'cutForBytes'> & Pick<CaptureDetails, 'cutParts'>
  /** How many pieces of the content were staged; `content` is the first one then. */
  pieces?: number
}

/**
 * A capture with what is sealed of it: the name and hash of the file, and what was taken out of which parts.
 */
export type NamedCapture = CaptureRow & { fileName: string; sha256: Uint8Array; cutParts: number[] }

/**
 * What is left of a file's bytes. `deleted`: by age, none are there. `damaged`: they are there, but the vault
 * does not open them.
 */
export type LeftContent = { kind: 'kept'; bytes: Buffer } | { kind: 'deleted' } | { kind: 'damaged' }

const COLUMNS =
  'id, folder, sha256 AS contentMark, size, mtime_ms AS mtimeMs, inode, captured_at AS capturedAt, file_state AS fileState, parts, parts_left AS partsLeft, cut_for_bytes AS cutForBytes'

export const createCaptures = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const insert = db.prepare(`
    INSERT INTO captures (id, folder, name_mark, sha256, size, mtime_ms, inode, captured_at, file_state, parts, parts_left, cut_for_bytes, sealed)
    VALUES (@id, @folder, @nameMark, @sha256, @size, @mtimeMs, @inode, @capturedAt, @fileState, @parts, @partsLeft, @cutForBytes, @sealed)`)
  const bytes = createCaptureBytes({ db, vault })
  const byName = db.prepare<[string, Buffer], CaptureRow>(
    `SELECT ${COLUMNS} FROM captures INDEXED BY captures_by_name WHERE folder = ? AND name_mark = ? ORDER BY rowid DESC LIMIT 1`,
  )
  const present = db.prepare<[string], CaptureRow & { sealed: Buffer }>(
    `SELECT ${COLUMNS}, sealed FROM captures INDEXED BY captures_yet_to_leave WHERE folder = ? AND file_state = 'present' AND parts_left = 0
     ORDER BY rowid`,
  )
  const unfinished = db.prepare<[string], CaptureRow & { sealed: Buffer }>(
    `SELECT ${COLUMNS}, sealed FROM captures INDEXED BY captures_unfinished WHERE folder = ? AND parts_left > 0 ORDER BY rowid`,
  )
  const setLeft = db.prepare<[number, string]>('UPDATE captures SET parts_left = ? WHERE id = ?')
  const seenFirst = db.prepare<[string], { at: number | null }>(
    'SELECT min(captured_at) AS at FROM captures INDEXED BY captures_by_time WHERE folder = ?',
  )
  const seenLast = db.prepare<[string], { at: number | null }>(
    'SELECT max(captured_at) AS at FROM captures INDEXED BY captures_by_time WHERE folder = ?',
  )
  const setState = db.prepare<[FileState, string]>('UPDATE captures SET file_state = ? WHERE id = ?')
  const same = db.prepare<[string, number, Uint8Array], { id: string }>(
    'SELECT id FROM captures INDEXED BY captures_by_content WHERE folder = ? AND mtime_ms = ? AND sha256 = ? LIMIT 1',
  )
  const one = db.prepare<[string], CaptureRow>(`SELECT ${COLUMNS} FROM captures WHERE id = ?`)

  const sealed = db.prepare<[string], { sealed: Buffer; sha256: Buffer }>(
    'SELECT sealed, sha256 FROM captures WHERE id = ?',
  )

  const marked = (row: CaptureRow | undefined): CaptureRow | undefined =>
    row && { ...row, contentMark: asMark(vault, row.contentMark) }

  const detailsOf = (id: string): CaptureDetails | null => {
    const row = sealed.get(id)
    const text = row ? vault.openText(row.sealed, `capture:${id}`) : null
    return text?.ok ? CaptureDetails.parse(JSON.parse(text.text)) : null
  }

  const left = (id: string): LeftContent => {
    if (!bytes.isThere(id)) return { kind: 'deleted' }
    const found = bytes.read(id, detailsOf(id)?.pieces ?? 0)
    return found === null ? { kind: 'damaged' } : { kind: 'kept', bytes: found }
  }

  const withDetails = (rows: (CaptureRow & { sealed: Buffer })[]): NamedCapture[] =>
    rows.flatMap(({ sealed, ...row }) => {
      const text = vault.openText(sealed, `capture:${row.id}`)
      if (!text.ok) return []
      const { fileName, sha256, cutParts = [] } = CaptureDetails.parse(JSON.parse(text.text))
      const plain = isPlainHash(row.contentMark) ? row.contentMark : new Uint8Array()
      return [{ ...row, fileName, cutParts, sha256: sha256 === undefined ? plain : Buffer.from(sha256, 'hex') }]
    })

  return {
    /**
     * A keyed hash of a file name: finds captures and messages of the same name without storing it readable.
     */
    nameMark: (folder: string, fileName: string): Buffer => vault.mark(`${folder}/${fileName}`, 'file-name'),

    /** Part of the capture transaction: the file's identity and its exact bytes. */
    insert(capture: NewCapture, nameMark: Buffer): void {
      insert.run({
        id: capture.id,
        folder: capture.folder,
        nameMark,
        sha256: contentMark(vault, capture.sha256),
        size: capture.size,
        mtimeMs: capture.mtimeMs,
        inode: capture.inode,
        capturedAt: capture.capturedAt,
        fileState: capture.fileState,
        parts: capture.rest?.parts ?? 0,
        partsLeft: capture.rest?.parts ?? 0,
        cutForBytes: capture.rest?.cutForBytes ?? 0,
        sealed: vault.seal(
          JSON.stringify({
            fileName: capture.fileName,
            sha256: Buffer.from(capture.sha256).toString('hex'),
            cardCuts: capture.cardCuts,
            cutParts: capture.rest?.cutParts,
            pieces: capture.pieces,
          } satisfies CaptureDetails),
          `capture:${capture.id}`,
        ),
      })
      bytes.insert(capture.id, capture.content)
    },

    /** Writes a further piece of a large file, ahead of its capture. Part of a transaction of its own. */
    stage: bytes.stage,

    /** Drops what was staged for captures that never came. For a sender at its start. */
    dropStaged: bytes.dropStaged,

    /** The newest capture of this name, whatever became of its file. */
    newestOfName: (nameMark: Buffer, folder: string): CaptureRow | undefined => marked(byName.get(folder, nameMark)),

    /**
     * Whether this very file of the folder was captured, whatever became of it since: same content, same time
     * of writing.
     */
    has: (folder: string, file: { mtimeMs: number; sha256: Uint8Array }): boolean =>
      same.get(folder, file.mtimeMs, contentMark(vault, file.sha256)) !== undefined ||
      // As an earlier version wrote it, until the upkeep has seen the row.
      same.get(folder, file.mtimeMs, file.sha256) !== undefined,

    /** Committed captures whose file has yet to leave, with their names. */
    yetToLeave: (folder: string): NamedCapture[] => withDetails(present.all(folder)),

    /** Captures of which not all messages are written, oldest first, with the names of their files. */
    unfinished: (folder: string): NamedCapture[] => withDetails(unfinished.all(folder)),

    /** Part of the transaction that writes messages of the capture. */
    setPartsLeft: (id: string, parts: number): void => void setLeft.run(parts, id),

    /** When the first and the last file of this folder that is still on record was captured. */
    seenIn: (folder: string): { first: number | null; last: number | null } => ({
      first: seenFirst.get(folder)?.at ?? null,
      last: seenLast.get(folder)?.at ?? null,
    }),

    setFileState: (id: string, state: FileState): void => void setState.run(state, id),

    get: (id: string): CaptureRow | undefined => marked(one.get(id)),

    /** A keyed hash by which equal files are found. */
    contentMark: (sha256: Uint8Array): Buffer => contentMark(vault, sha256),

    /** SHA-256 of the file as it came, in hexadecimal; empty where it cannot be opened. */
    sha256(id: string): string {
      const row = sealed.get(id)
      if (!row) return ''
      return detailsOf(id)?.sha256 ?? (isPlainHash(row.sha256) ? row.sha256.toString('hex') : '')
    },

    /** The exact bytes of the file, or null once they were deleted by age or cannot be opened. */
    content(id: string): Buffer | null {
      const found = left(id)
      return found.kind === 'kept' ? found.bytes : null
    },

    /** As `content`, for whoever must say why there is none. */
    left,
  }
}

import { type Chunk, isFull } from '../../core/capture/chunk.ts'
import { type ReadExport, usualLimits } from '../../core/channels/export.ts'
import type { FileStat } from '../../core/ports/files.ts'
import { PIECE_BYTES } from '../../store/tables/capture-bytes.ts'
import type { CaptureRow, FileState } from '../../store/tables/captures.ts'
import {
  captureMessage,
  captureUnread,
  type FileCapture,
  type FileDeps,
  replaceUnread,
  type Target,
} from './capture-message.ts'
import { isSameFile } from './captured-before.ts'
import type { CaptureDeps } from './deps.ts'
import type { Lease } from './folder/ownership.ts'
import type { FoundFile } from './found-file.ts'

/**
 * One file into the database, synced, before the file may leave the folder. Its bytes and as many messages as
 * one transaction writes are in the first one, further messages in further ones. Whatever ends the program in
 * between, the rest is written from those bytes.
 */

export type Captured = { captureId: string; fileState: FileState; isNew: boolean }

/** For whoever shares the folder with nobody. */
const sole: Lease = { isGood: () => true, confirm: async () => true }

/** Undoes the transaction under way; caught where it began, so it is a value to everybody else. */
const notOurs = new Error('the folder is looked after by another PC')

/**
 * One transaction of a capture; the lease is looked at first and last, and says whether this process still
 * captures. Null: the folder went to another PC, and nothing of it is written.
 */
const writeOurs = <T>({ store }: FileDeps, { isGood }: Lease, bytes: number, work: () => T): T | null => {
  try {
    return store.admit(bytes, () => {
      if (!isGood()) throw notOurs
      const written = work()
      // A process may be halted inside the transaction for a minute; when it goes on, its lease has run out.
      if (!isGood()) throw notOurs
      return written
    })
  } catch (error) {
    if (error === notOurs) return null
    throw error
  }
}

/**
 * Captures a file. A file that was captured already and only has not gone yet makes no row. Older items about
 * the same name that could not be read are replaced by a readable one. Null: the folder went to another PC;
 * what is written by then, whoever comes next finishes.
 */
export const captureFile = async (
  deps: FileDeps,
  target: Target,
  file: FoundFile,
  lease: Lease = sole,
): Promise<Captured | null> => {
  const captureId = deps.ids.uuid()
  const pieces = wasCaptured(deps, target, file) ? 0 : await stage(deps, captureId, file, lease)
  if (pieces === null) return null
  const begun = writeOurs(deps, lease, Math.min(file.content.length, PIECE_BYTES), () =>
    begin(deps, target, file, { captureId, pieces }),
  )
  if (begun === null || begun.capture === null) return begun?.captured ?? null
  return (await writeRest(deps, begun.capture, begun.from, lease)) ? begun.captured : null
}

/** A capture of which not all messages are written, with its bytes and what they say. */
export type UnfinishedCapture = { row: CaptureRow; file: FoundFile }

/** Writes what is missing of a capture. False: the folder went to another PC meanwhile. */
export const finishCapture = (
  deps: FileDeps,
  target: Target,
  { row, file }: UnfinishedCapture,
  lease: Lease,
): Promise<boolean> => {
  const count = file.read.kind === 'messages' ? file.read.messages.length : 0
  const nameMark = deps.store.captures.nameMark(target.folder.id, file.name)
  const capture = { ...target, file, captureId: row.id, capturedAt: row.capturedAt, nameMark }
  // Cut in another way by now (a newer version): all of it again, for twice is better than not at all.
  return writeRest(deps, capture, count === row.parts ? row.parts - row.partsLeft : 0, lease)
}

/**
 * A file that failed twice becomes an item of its own, so that somebody is told; it stays where it is and is
 * tried again. The item ends when the file is captured, as that of an unreadable file does.
 */
export const captureFailure = (
  deps: FileDeps & Pick<CaptureDeps, 'host'>,
  target: Target,
  entry: Pick<FoundFile, 'name'> & FileStat,
  lease: Lease,
): void => {
  const { store } = deps
  const { name, size, mtimeMs, inode } = entry
  const nameMark = store.captures.nameMark(target.folder.id, name)
  if (store.messages.ofUnreadName(target.folder.id, nameMark).some(({ cause }) => cause === 'file-not-captured')) return
  const read = { kind: 'unusable', cause: 'file-not-captured', facts: {} } as const
  const sha256 = deps.host.sha256(new TextEncoder().encode(`${name}|${size}|${mtimeMs}|not captured`))
  const content = new Uint8Array()
  const file = { name, stat: { size, mtimeMs, inode }, content, sha256, read, limits: usualLimits, cardCuts: [] }
  writeOurs(deps, lease, 0, () => begin(deps, target, file, { captureId: deps.ids.uuid(), pieces: 0 }))
}

/** Lets whoever waits have a turn. */
const turn = ({ clock }: Pick<FileDeps, 'clock'>): Promise<void> => new Promise((resolve) => clock.after(0, resolve))

const newestOfName = ({ store }: Pick<FileDeps, 'store'>, { folder }: Target, { name }: FoundFile) =>
  store.captures.newestOfName(store.captures.nameMark(folder.id, name), folder.id)

const wasCaptured = (deps: FileDeps, target: Target, file: FoundFile): boolean => {
  const known = newestOfName(deps, target, file)
  return known !== undefined && isSameFile(deps.store, known, file, deps.clock.now())
}

/**
 * Writes the bytes of a large file but for its first piece, in a transaction each: they are nobody's until
 * the capture is there. Gives how many; null: the folder went to another PC.
 */
const stage = async (
  deps: FileDeps,
  captureId: string,
  { content }: FoundFile,
  lease: Lease,
): Promise<number | null> => {
  let pieces = 0
  for (let at = PIECE_BYTES; at < content.length; at += PIECE_BYTES) {
    await turn(deps)
    if (!(await lease.confirm())) return null
    const piece = content.subarray(at, at + PIECE_BYTES)
    const n = pieces + 1
    if (writeOurs(deps, lease, piece.length, () => deps.store.captures.stage(captureId, n, piece) ?? n) === null)
      return null
    pieces = n
  }
  return pieces
}

type Begun = { captured: Captured; capture: FileCapture | null; from: number }

const begin = (
  deps: FileDeps,
  target: Target,
  file: FoundFile,
  { captureId, pieces }: { captureId: string; pieces: number },
): Begun => {
  const { store } = deps
  const nameMark = store.captures.nameMark(target.folder.id, file.name)
  // Only the newest: where files stay in the folder, A, B, A under one name is three messages.
  const known = newestOfName(deps, target, file)
  const capturedAt = deps.clock.now()
  if (known !== undefined && isSameFile(store, known, file, capturedAt)) {
    if (known.fileState === 'gone') deps.log.info('came-back', { capture: known.id, folder: target.folder.id })
    const fileState = known.fileState === 'gone' ? 'present' : known.fileState
    return { captured: { captureId: known.id, fileState, isNew: false }, capture: null, from: 0 }
  }
  const isReadable = file.read.kind === 'messages'
  const fileState: FileState = isReadable && target.folder.afterCapture !== 'leave' ? 'present' : 'left'
  const parts = file.read.kind === 'messages' ? file.read.messages.length : 0
  store.captures.insert(
    {
      id: captureId,
      folder: target.folder.id,
      sha256: file.sha256,
      size: file.stat.size,
      mtimeMs: file.stat.mtimeMs,
      inode: file.stat.inode,
      capturedAt,
      fileState,
      rest: { parts, cutForBytes: file.limits.maxRequestBytes, cutParts: cutPartsOf(file.read) },
      fileName: file.name,
      content: pieces === 0 ? file.content : file.content.subarray(0, PIECE_BYTES),
      ...(pieces > 0 && { pieces }),
      cardCuts: file.cardCuts,
    },
    nameMark,
  )
  const capture: FileCapture = { ...target, file, captureId, capturedAt, nameMark }
  const captured = { captureId, fileState, isNew: true }
  if (file.read.kind === 'messages') {
    // The bytes of a large file are enough for one transaction.
    const chunk: Chunk = {
      rows: 0,
      bytes: Math.min(file.content.length, PIECE_BYTES),
      beganMs: deps.clock.monotonicMs(),
    }
    const from = isFull(chunk, chunk.beganMs) ? 0 : writeChunk(deps, capture, 0, chunk)
    return { captured, capture: from < parts ? capture : null, from }
  }
  const reason = file.read.kind === 'incomplete' ? ({ cause: 'file-incomplete', facts: {} } as const) : file.read
  replaceUnread(deps, capture, [captureUnread(deps, capture, reason, file.read.kind)])
  return { captured, capture: null, from: 0 }
}

/** Transaction by transaction; in between others have their lease, and the lease is looked at. */
const writeRest = async (deps: FileDeps, capture: FileCapture, first: number, lease: Lease): Promise<boolean> => {
  const { messages } = capture.file.read.kind === 'messages' ? capture.file.read : { messages: [] }
  let from = first
  while (from < messages.length) {
    await turn(deps)
    if (!(await lease.confirm())) return false
    const next = writeOurs(deps, lease, messages[from]?.body.length ?? 0, () =>
      writeChunk(deps, capture, from, { rows: 0, bytes: 0, beganMs: deps.clock.monotonicMs() }),
    )
    if (next === null) return false
    from = next
  }
  return true
}

/**
 * Writes messages from the one with index `from` on until the transaction is full. Gives the index of the
 * next one.
 */
const writeChunk = (deps: FileDeps, capture: FileCapture, from: number, chunk: Chunk): number => {
  const { messages } = capture.file.read.kind === 'messages' ? capture.file.read : { messages: [] }
  const ids: string[] = []
  let next = from
  do {
    const message = messages[next]
    if (message === undefined) break
    const written = captureMessage(deps, capture, message)
    ids.push(written.id)
    chunk.rows += written.rows
    chunk.bytes += message.body.length
    next += 1
  } while (!isFull(chunk, deps.clock.monotonicMs()))
  deps.store.captures.setPartsLeft(capture.captureId, messages.length - next)
  if (next < messages.length) return next
  replaceUnread(deps, capture, ids)
  // Where no message needs them, as where all became resends of what was there, they are nobody's.
  if (capture.file.cardCuts.length > 0) deps.store.cards.cleanFile(capture.captureId)
  return next
}

/** The parts that a security code was taken out of; absent where there are none. */
const cutPartsOf = (read: ReadExport): number[] | undefined => {
  const cut = read.kind === 'messages' ? read.messages.filter(({ card }) => card?.wasCut) : []
  return cut.length === 0 ? undefined : cut.map(({ part }) => part)
}

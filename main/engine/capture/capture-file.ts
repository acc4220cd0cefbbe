import type { ConnectionSettings, FolderSettings } from '../../contract/settings.ts'
import { type Chunk, isFull } from '../../core/capture/chunk.ts'
import {
  type ExportedMessage,
  type ExportLimits,
  type FileCause,
  type ReadExport,
  usualLimits,
} from '../../core/channels/export.ts'
import type { FileStat } from '../../core/ports/files.ts'
import { laneOf, orderKeyOf } from '../../core/queue/keys.ts'
import { recapture, replaceUnread as replacing } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { onHotelClock, type WrittenTime } from '../../core/time/written-time.ts'
import type { CaptureRow, FileState } from '../../store/tables/captures.ts'
import type { NewMessage } from '../../store/tables/messages.ts'
import { hotelOfBooking, keepIds, placeInOrder } from './booking-order.ts'
import type { CaptureDeps } from './deps.ts'
import type { Lease } from './folder/ownership.ts'

/**
 * One file into the database, synced, before the file may leave the folder. Its bytes and as many messages as
 * one transaction writes are in the first one, further messages in further ones. Whatever ends the program in
 * between, the rest is written from those bytes.
 */

export type FoundFile = {
  name: string
  stat: FileStat
  content: Uint8Array
  sha256: Uint8Array
  read: ReadExport
  /** By which it was read. */
  limits: ExportLimits
}

export type Captured = { captureId: string; fileState: FileState; isNew: boolean }

type Target = { folder: FolderSettings; connection: ConnectionSettings }

type FileDeps = Pick<CaptureDeps, 'store' | 'channels' | 'clock' | 'ids' | 'log' | 'settings'>

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
  const begun = writeOurs(deps, lease, file.content.length, () => begin(deps, target, file))
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
  const file = { name, stat: { size, mtimeMs, inode }, content, sha256, read, limits: usualLimits }
  writeOurs(deps, lease, 0, () => begin(deps, target, file))
}

type Begun = { captured: Captured; capture: FileCapture | null; from: number }

const begin = (deps: FileDeps, target: Target, file: FoundFile): Begun => {
  const { store } = deps
  const nameMark = store.captures.nameMark(target.folder.id, file.name)
  // Only the newest: where files stay in the folder, A, B, A under one name is three messages.
  const known = store.captures.newestOfName(nameMark, target.folder.id)
  const capturedAt = deps.clock.now()
  if (known?.sha256.equals(file.sha256) && isSameFile(known, file.stat, capturedAt)) {
    if (known.fileState === 'gone') deps.log.info('came-back', { capture: known.id, folder: target.folder.id })
    const fileState = known.fileState === 'gone' ? 'present' : known.fileState
    return { captured: { captureId: known.id, fileState, isNew: false }, capture: null, from: 0 }
  }
  const captureId = deps.ids.uuid()
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
      rest: { parts, cutForBytes: file.limits.maxRequestBytes },
      fileName: file.name,
      content: file.content,
    },
    nameMark,
  )
  const capture: FileCapture = { ...target, file, captureId, capturedAt, nameMark }
  const captured = { captureId, fileState, isNew: true }
  if (file.read.kind === 'messages') {
    // The bytes of a large file are enough for one transaction.
    const chunk: Chunk = { rows: 0, bytes: file.content.length, beganMs: deps.clock.monotonicMs() }
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
    await new Promise<void>((resolve) => deps.clock.after(0, resolve))
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
  if (next >= messages.length) replaceUnread(deps, capture, ids)
  return next
}

/** A process halted while it deletes a file comes back sooner; after that an equal inode is coincidence. */
const BACK_WITHIN_MS = 3_600_000

/**
 * Whether a file with the content of a capture is the captured file itself, and no new export. A file that
 * stays in the folder is, unless it is empty, since all empty files are alike. A file that is leaving is
 * while its time is the same. A file counted as gone is only if the very file is back, restored by the
 * process that failed to delete it.
 */
const isSameFile = (known: CaptureRow, stat: FileStat, now: number): boolean => {
  const isUnwritten = known.mtimeMs === stat.mtimeMs
  const isItself = isUnwritten && known.inode === stat.inode && !/^0?$/.test(stat.inode)
  if (known.fileState === 'left') return stat.size > 0 || isUnwritten
  if (known.fileState === 'gone') return isItself && Math.abs(now - known.capturedAt) < BACK_WITHIN_MS
  return known.fileState === 'present' && isUnwritten
}

type FileCapture = Target & { file: FoundFile; captureId: string; capturedAt: number; nameMark: Buffer }

/**
 * Writes one message of the file, or finds that the newest of its order key says the same. Gives the id that
 * stands for it, and the rows.
 */
const captureMessage = (
  deps: FileDeps,
  capture: FileCapture,
  message: ExportedMessage,
): { id: string; rows: number } => {
  const { store, ids } = deps
  const { connection, file } = capture
  const id = ids.uuid()
  const hotelCode = message.hotelCode ?? hotelOfBooking(store, { connection, message })
  const now = capture.capturedAt
  const { orderKey, kept } = placeInOrder(store, { connection, message, id, hotelCode, now })
  const same = sameOfNewest(deps, capture, { orderKey, part: message.part })
  if (same?.state === 'failed' && sendAgain(deps, capture, same)) return { id: same.id, rows: 2 }
  const duplicated = same !== null && same.state !== 'failed' ? same : null
  const lane = laneOf({ connection, hotelCode }, deps.channels.of(connection.kind).laneScope)
  store.links.addLane(lane, connection.id, hotelCode)
  const rows = store.messages.insert({
    ...blank(capture, id),
    part: message.part,
    parts: message.parts,
    kind: message.kind,
    messageType: message.messageType,
    hotelCode,
    lane,
    orderKey,
    reservationId: message.reservationId,
    arrival: message.arrival,
    departure: message.departure,
    isWhole: message.isWhole,
    ...lastModifiedOf(message.lastModified, deps.settings().timeZone),
    state: duplicated ? 'duplicate' : 'waiting',
    cause: duplicated ? 'duplicate' : null,
    duplicateOf: duplicated?.id ?? null,
    details: {
      fileName: file.name,
      guest: message.guest,
      names: message.names,
      booking: message.booking,
      ownEchoToken: message.ownEchoToken,
      ownTimeStamp: message.ownTimeStamp,
      rewrittenFrom: message.rewrittenFrom,
    },
    body: message.body,
    words: [
      message.guest ?? '',
      ...message.names,
      ...message.bookingIds.map(({ value }) => value),
      message.arrival ?? '',
      ...(message.booking?.roomTypes ?? []),
      file.name,
    ],
  })
  keepIds(store, kept, id)
  if (message.coverage !== undefined) store.coverage.add(id, message.coverage)
  return { id, rows: rows + kept.ids.length + (message.coverage?.statements.length ?? 0) }
}

const lastModifiedOf = (
  written: WrittenTime | null,
  timeZone: string,
): Pick<MessageRecord, 'lastModifiedAt' | 'lastModifiedUntilAt' | 'lastModifiedForm'> => {
  const time = written && onHotelClock(written, timeZone)
  return {
    lastModifiedAt: time?.fromAt ?? null,
    lastModifiedUntilAt: time?.untilAt ?? null,
    lastModifiedForm: time?.form ?? null,
  }
}

/**
 * The same part of the same file, where the newest capture of the order key was of that file. Several parts
 * may share a key.
 */
const sameOfNewest = (
  { store }: FileDeps,
  { file, captureId }: FileCapture,
  { orderKey, part }: Pick<MessageRecord, 'orderKey' | 'part'>,
): MessageRecord | null => {
  const newest = store.messages.newestOfKey(orderKey, captureId)
  if (newest === null || !newest.sha256.equals(file.sha256)) return null
  if (newest.part === part) return newest
  return store.messages.partOfCapture(newest.captureId, { orderKey, part })
}

/** A file that could not be used stays visible with its reason; an unfinished one waits for its end. */
const captureUnread = (
  deps: FileDeps,
  capture: FileCapture,
  reason: { cause: FileCause; facts: Record<string, string> },
  kind: 'incomplete' | 'unusable' | 'messages',
): string => {
  const id = deps.ids.uuid()
  const { laneScope } = deps.channels.of(capture.connection.kind)
  const lane = laneOf({ connection: capture.connection, hotelCode: null }, laneScope)
  deps.store.messages.insert({
    ...blank(capture, id),
    lane: `${lane}|files`,
    orderKey: orderKeyOf({ connection: capture.connection, hotelCode: null, kind: 'other', reservationId: null, id }),
    state: kind === 'incomplete' ? 'waiting' : 'failed',
    cause: reason.cause,
    facts: reason.facts,
    words: [capture.file.name],
  })
  return id
}

/**
 * The PMS exported again, unchanged, what had failed: that is a resend, not a second message. False: newer
 * numbers went past it, so what the PMS says now is a message of its own.
 */
const sendAgain = (deps: FileDeps, capture: FileCapture, message: MessageRecord): boolean => {
  const { id } = message
  const given = { now: capture.capturedAt, isOvertaken: deps.store.coverage.isOvertaken(message) }
  if (!deps.store.messages.move(id, recapture, given).ok) return false
  deps.store.acts.add({
    id: deps.ids.uuid(),
    messageId: id,
    batchId: null,
    at: capture.capturedAt,
    what: 'captured-again',
    who: 'PMS',
    reason: null,
  })
  return true
}

/** Items about an unreadable file of this name end when the name brings something new. */
const replaceUnread = (deps: FileDeps, capture: FileCapture, ids: string[]): void => {
  const { store } = deps
  for (const item of store.messages.ofUnreadName(capture.folder.id, capture.nameMark))
    if (!ids.includes(item.id)) store.messages.move(item.id, replacing, { now: capture.capturedAt, by: ids[0] ?? null })
}

const blank = (capture: FileCapture, id: string): NewMessage => ({
  id,
  captureId: capture.captureId,
  connection: capture.connection.id,
  folder: capture.folder.id,
  part: 1,
  parts: 1,
  kind: 'other',
  messageType: 'file',
  hotelCode: null,
  lane: '',
  orderKey: '',
  reservationId: null,
  arrival: null,
  departure: null,
  isWhole: false,
  lastModifiedAt: null,
  lastModifiedUntilAt: null,
  lastModifiedForm: null,
  state: 'waiting',
  cause: null,
  capturedAt: capture.capturedAt,
  firstAttemptAt: null,
  nextAttemptAt: null,
  deliveredAt: null,
  attempts: 0,
  step: 0,
  stepSinceAwake: null,
  stepSinceAt: null,
  isSuspect: false,
  isAfterUnknown: false,
  unreadReplies: 0,
  isAskedFor: false,
  throttles: 0,
  throttledAwake: null,
  triedInOutage: 0,
  supersededBy: null,
  duplicateOf: null,
  claimEpoch: null,
  claimedAt: null,
  details: {
    fileName: capture.file.name,
    guest: null,
    names: [],
    booking: null,
    ownEchoToken: null,
    ownTimeStamp: null,
    rewrittenFrom: null,
  },
  facts: null,
  body: null,
  words: [],
  sha256: capture.file.sha256,
  nameMark: capture.nameMark,
})

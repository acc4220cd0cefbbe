import type { ConnectionSettings, FolderSettings } from '../../contract/settings.ts'
import { undeliveredStates } from '../../contract/words.ts'
import type { ExportedMessage, FileCause, ReadExport } from '../../core/channels/export.ts'
import type { FileStat } from '../../core/ports/files.ts'
import { laneOf, orderKeyOf } from '../../core/queue/keys.ts'
import { recapture, replaceUnread as replacing } from '../../core/queue/moves.ts'
import { isPlainNumber, isPlainPath } from '../../core/queue/plain-number.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { onHotelClock, type WrittenTime } from '../../core/time/written-time.ts'
import type { ByteRange } from '../../core/xml/byte-ranges.ts'
import type { CaptureRow, FileState } from '../../store/tables/captures.ts'
import type { NewMessage } from '../../store/tables/messages.ts'
import { hotelOfBooking, keepIds, placeInOrder } from './booking-order.ts'
import type { CaptureDeps } from './deps.ts'

/** One file into the database: one transaction, synced, before the file may leave the folder. */

export type FoundFile = {
  name: string
  stat: FileStat
  /** What is kept of it: its bytes without what may never be stored of a card. */
  content: Uint8Array
  /** Of the file as it came. */
  sha256: Uint8Array
  read: ReadExport
  /** What of the content holds card numbers. */
  cardCuts: readonly ByteRange[]
}

export type Captured = { captureId: string; fileState: FileState; isNew: boolean }

const undelivered: ReadonlySet<string> = new Set(undeliveredStates)

type Target = { folder: FolderSettings; connection: ConnectionSettings }

type FileDeps = Pick<CaptureDeps, 'store' | 'channels' | 'clock' | 'ids' | 'log' | 'settings'>

/** Undoes the transaction under way; caught where it began, so it is a value to everybody else. */
const notOurs = new Error('the folder is looked after by another PC')

/**
 * Captures a file. A file that was captured already and only has not gone yet makes no row. Older items about
 * the same name that could not be read are replaced by a readable one. Null: the folder went to another PC
 * (`isOurs` is asked first and last), nothing is written.
 */
export const captureFile = (
  deps: FileDeps,
  target: Target,
  file: FoundFile,
  isOurs: () => boolean = () => true,
): Captured | null => {
  try {
    return deps.store.admit(file.content.length, () => {
      if (!isOurs()) throw notOurs
      const captured = writeCapture(deps, target, file)
      // A process may be halted inside the transaction for a minute; when it goes on, its lease has run out.
      if (!isOurs()) throw notOurs
      return captured
    })
  } catch (error) {
    if (error === notOurs) return null
    throw error
  }
}

const writeCapture = (deps: FileDeps, target: Target, file: FoundFile): Captured => {
  const { store } = deps
  const nameMark = store.captures.nameMark(target.folder.id, file.name)
  // Only the newest: where files stay in the folder, A, B, A under one name is three messages.
  const known = store.captures.newestOfName(nameMark, target.folder.id)
  const capturedAt = deps.clock.now()
  const isLossBetween = () =>
    known !== undefined && store.messages.ofCapture(known.id).some(({ seq }) => seq <= store.folder.lostSeq())
  if (
    known?.contentMark.equals(store.captures.contentMark(file.sha256)) &&
    isSameFile(known, file.stat, capturedAt, isLossBetween)
  ) {
    if (known.fileState === 'gone') deps.log.info('came-back', { capture: known.id, folder: target.folder.id })
    return { captureId: known.id, fileState: known.fileState === 'gone' ? 'present' : known.fileState, isNew: false }
  }
  const captureId = deps.ids.uuid()
  const isReadable = file.read.kind === 'messages'
  const fileState: FileState = isReadable && target.folder.afterCapture !== 'leave' ? 'present' : 'left'
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
      fileName: file.name,
      content: file.content,
      cardCuts: file.cardCuts,
    },
    nameMark,
  )
  const capture: FileCapture = { ...target, file, captureId, capturedAt, nameMark }
  const ids =
    file.read.kind === 'messages'
      ? file.read.messages.map((message) => captureMessage(deps, capture, message))
      : [
          captureUnread(
            deps,
            capture,
            file.read.kind === 'incomplete' ? { cause: 'file-incomplete', facts: {} } : file.read,
            file.read.kind,
          ),
        ]
  replaceUnread(deps, capture, ids)
  // The same again, which became a resend of what was there: this file's bytes are nobody's.
  if (file.cardCuts.length > 0 && store.messages.ofCapture(captureId).length === 0) store.cards.cleanFile(captureId)
  return { captureId, fileState, isNew: true }
}

/** A process halted while it deletes a file comes back sooner; after that an equal inode is coincidence. */
const BACK_WITHIN_MS = 3_600_000

/**
 * Whether a file with the content of a capture is the captured file itself, and no new export. A file that
 * stays in the folder is, unless it is empty, since all empty files are alike. A file that is leaving is
 * while its time is the same. A file counted as gone is only if the very file is back, restored by the
 * process that failed to delete it.
 */
const isSameFile = (known: CaptureRow, stat: FileStat, now: number, isLossBetween: () => boolean): boolean => {
  const isUnwritten = known.mtimeMs === stat.mtimeMs
  const isItself = isUnwritten && known.inode === stat.inode && !/^0?$/.test(stat.inode)
  // After a loss a file that was written again may say again what something lost had changed.
  if (known.fileState === 'left') return isUnwritten || (stat.size > 0 && !isLossBetween())
  if (known.fileState === 'gone') return isItself && Math.abs(now - known.capturedAt) < BACK_WITHIN_MS
  return known.fileState === 'present' && isUnwritten
}

type FileCapture = Target & { file: FoundFile; captureId: string; capturedAt: number; nameMark: Buffer }

/**
 * Writes one message of the file, or finds that the newest of its order key says the same. Gives the id that
 * stands for it.
 */
const captureMessage = (deps: FileDeps, capture: FileCapture, exported: ExportedMessage): string => {
  const { store, ids } = deps
  const message = { ...exported, ...columnsOf(deps, exported) }
  const { connection, file } = capture
  const id = ids.uuid()
  const hotelCode = message.hotelCode ?? hotelOfBooking(store, { connection, message })
  const now = capture.capturedAt
  const { orderKey, kept } = placeInOrder(store, { connection, message, id, hotelCode, now })
  const same = sameOfNewest(deps, capture, { orderKey, part: message.part })
  const isHeld = connection.cardSecurity === 'hold' && message.card?.wasCut === true
  // The same again, security code and all, is still for a person to decide.
  if (same?.state === 'failed' && (isHeld || sendAgain(deps, capture, same))) return same.id
  const duplicated = same !== null && same.state !== 'failed' ? same : null
  const lane = laneOf({ connection, hotelCode }, deps.channels.of(connection.kind).laneScope)
  store.links.addLane(lane, connection.id, hotelCode)
  store.messages.insert({
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
    card: message.card?.hasNumber ? 'there' : 'none',
    state: duplicated ? 'duplicate' : isHeld ? 'failed' : 'waiting',
    cause: duplicated ? 'duplicate' : isHeld ? 'card-security-held' : null,
    duplicateOf: duplicated?.id ?? null,
    details: {
      fileName: file.name,
      guest: message.guest,
      names: message.names,
      booking: message.booking,
      ownEchoToken: message.ownEchoToken,
      ownTimeStamp: message.ownTimeStamp,
      rewrittenFrom: message.rewrittenFrom,
      reservationId: message.reservationId === exported.reservationId ? null : exported.reservationId,
      messageType: message.messageType === exported.messageType ? null : exported.messageType,
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
  return id
}

/**
 * What stands readable: of more than a plain number or path a keyed hash, which is as good for looking it up.
 */
const columnsOf = (
  { store }: Pick<FileDeps, 'store'>,
  { reservationId, messageType }: ExportedMessage,
): Pick<ExportedMessage, 'reservationId' | 'messageType'> => {
  const hashOf = (text: string): string => store.captures.nameMark('sealed number', text).toString('hex')
  return {
    reservationId: reservationId === null || isPlainNumber(reservationId) ? reservationId : `#${hashOf(reservationId)}`,
    messageType: isPlainPath(messageType) ? messageType : `${messageType.split(' ')[0]} #${hashOf(messageType)}`,
  }
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
  if (newest === null || !newest.contentMark.equals(store.captures.contentMark(file.sha256))) return null
  // What came after it may have been lost: what the PMS says now is sent.
  if (newest.seq <= store.folder.lostSeq()) return null
  const same =
    newest.part === part
      ? newest
      : store.messages.ofCapture(newest.captureId).find((one) => one.orderKey === orderKey && one.part === part)
  if (same === undefined) return null
  // Its content is lost, so that it can never be sent; this one can.
  return undelivered.has(same.state) && store.messages.body(same.id) === null ? null : same
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
  card: capture.file.cardCuts.length > 0 ? 'there' : 'none',
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
    reservationId: null,
    messageType: null,
  },
  facts: null,
  body: null,
  words: [],
  sha256: capture.file.sha256,
  nameMark: capture.nameMark,
})

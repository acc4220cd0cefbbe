import type { ConnectionSettings, FolderSettings } from '../../contract/settings.ts'
import type { ExportedMessage, FileCause } from '../../core/channels/export.ts'
import { laneOf, orderKeyOf } from '../../core/queue/keys.ts'
import { recapture, replaceUnread as replacing } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { kilobytes } from '../../core/text/kilobytes.ts'
import { utf8Length } from '../../core/xml/utf8-length.ts'
import type { NewMessage } from '../../store/tables/messages.ts'
import { hotelOfBooking, keepIds, placeInOrder } from './booking-order.ts'
import { sameOfNewest } from './captured-before.ts'
import type { CaptureDeps } from './deps.ts'
import type { FoundFile } from './found-file.ts'
import { columnsOf, lastModifiedOf } from './message-columns.ts'

/** Messages of a captured file, and items about files that could not be used, into the database. */

export type FileDeps = Pick<CaptureDeps, 'store' | 'channels' | 'clock' | 'ids' | 'log' | 'settings'>

export type Target = { folder: FolderSettings; connection: ConnectionSettings }

/** A capture under way. */
export type FileCapture = Target & { file: FoundFile; captureId: string; capturedAt: number; nameMark: Buffer }

/**
 * Writes one message of the file, or finds that the newest of its order key says the same. Gives the id that
 * stands for it, and the rows.
 */
export const captureMessage = (
  deps: FileDeps,
  capture: FileCapture,
  exported: ExportedMessage,
): { id: string; rows: number } => {
  const { store, ids } = deps
  const message = { ...exported, ...columnsOf(store, exported) }
  const { connection, file } = capture
  const id = ids.uuid()
  const hotelCode = message.hotelCode ?? hotelOfBooking(store, { connection, message })
  const now = capture.capturedAt
  const { orderKey, kept } = placeInOrder(store, { connection, message, id, hotelCode, now })
  const same = sameOfNewest(store, capture, { orderKey, part: message.part })
  const tooLarge = tooLargeOf(connection, message.body)
  const isHeld = connection.cardSecurity === 'hold' && message.card?.wasCut === true
  // The same again, security code and all, is still for a person to decide.
  if (same?.state === 'failed' && (isHeld || tooLarge !== null || sendAgain(deps, capture, same)))
    return { id: same.id, rows: 2 }
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
    card: message.card?.hasNumber ? 'there' : 'none',
    ...(duplicated
      ? { state: 'duplicate' as const, cause: 'duplicate' as const }
      : tooLarge
        ? { state: 'failed' as const, cause: 'request-too-large' as const, facts: tooLarge }
        : isHeld && { state: 'failed' as const, cause: 'card-security-held' as const }),
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
    body: tooLarge === null ? message.body : null,
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

/** No channel takes so much in one request; what is larger is kept once, as the bytes of its file. */
const MOST_BODY_BYTES = 8 * 1024 * 1024

/** What is said of a message that can never be sent; null of any other. */
const tooLargeOf = ({ maxRequestBytes }: ConnectionSettings, body: string): Record<string, string> | null => {
  const limit = Math.max(maxRequestBytes, MOST_BODY_BYTES)
  if (body.length <= limit / 3) return null // no character takes more than three bytes a unit
  const bytes = utf8Length(body)
  return bytes > limit ? { size: kilobytes(bytes), limit: kilobytes(maxRequestBytes) } : null
}

/** A file that could not be used stays visible with its reason; an unfinished one waits for its end. */
export const captureUnread = (
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
export const replaceUnread = (deps: FileDeps, capture: FileCapture, ids: string[]): void => {
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

import { applyEdits, type Edit, setAttributes } from '../../../xml/edits.ts'
import { attribute, findAll } from '../../../xml/find.ts'
import { prefixOf } from '../../../xml/scan.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { readWrittenTime } from '../../moment.ts'
import { bookingIdsOf } from '../export/booking-ids.ts'
import { statusOf } from '../export/message-types.ts'
import { namesOf } from '../export/names.ts'
import { hasRooms, stayOf } from '../export/reservation.ts'
import { hotelEdits } from './hotel.ts'
import { lacks, type Rewritten } from './rewritten.ts'

/**
 * An OTA_HotelResModifyNotifRQ as an OTA_HotelResNotifRQ with status Modify or Cancel. The channel takes a
 * modification for the whole reservation (docs/channels/pmsxchange.md#pmsx-20), so one that carries only what
 * changed cannot be written as one.
 */

const renames: Readonly<Record<string, string>> = {
  OTA_HotelResModifyNotifRQ: 'OTA_HotelResNotifRQ',
  HotelResModifies: 'HotelReservations',
  HotelResModify: 'HotelReservation',
}

const renameEdits = (element: SourceElement): Edit[] => {
  const name = renames[element.name]
  if (name === undefined) return []
  const { start, qualifiedName, closeStart, isEmpty } = element
  const text = prefixOf(qualifiedName) + name
  const opening = { start: start + 1, end: start + 1 + qualifiedName.length, text }
  const closing = { start: closeStart + 2, end: closeStart + 2 + qualifiedName.length, text }
  return [opening, ...(isEmpty ? [] : [closing]), ...element.children.flatMap(renameEdits)]
}

const isTime = (item: SourceElement, name: string): boolean => readWrittenTime(attribute(item, name)) !== null

export const rewriteModification = (root: SourceElement): Rewritten => {
  const items = findAll(root, 'HotelResModifies/HotelResModify')
  const [item] = items
  if (item === undefined || items.length > 1) return lacks('bookingDetails')
  const isCancel = statusOf(root, item) === 'cancel'
  const { arrival, departure } = stayOf(item)
  if (bookingIdsOf(item).length === 0) return lacks('bookingNumber')
  if (!isTime(item, 'LastModifyDateTime')) return lacks('changedAt')
  if (!isCancel) {
    if (!isTime(item, 'CreateDateTime')) return lacks('createdAt')
    if (!hasRooms(item)) return lacks('room')
    if (arrival === null) return lacks('arrival')
    if (departure === null) return lacks('departure')
    if (namesOf(item).names.length === 0) return lacks('guestName')
  }
  const hotel = hotelEdits(root, item, null)
  // A cancellation gets the hotel of its booking when it is sent.
  if (hotel === null && !isCancel) return lacks('hotelCode')
  const created = isTime(item, 'CreateDateTime') ? null : attribute(item, 'LastModifyDateTime')
  const edits = [
    ...renameEdits(root),
    ...setAttributes(root, { ResStatus: isCancel ? 'Cancel' : 'Modify' }),
    ...(created === null ? [] : setAttributes(item, { CreateDateTime: created })),
    ...(hotel ?? []),
  ]
  return {
    ok: true,
    messageType: 'OTA_HotelResNotifRQ',
    body: applyEdits(root.source, edits, root.start, root.end),
  }
}

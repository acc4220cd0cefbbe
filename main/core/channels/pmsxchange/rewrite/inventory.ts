import { attribute, child, children, findAll } from '../../../xml/find.ts'
import { prefixOf } from '../../../xml/scan.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { readDay } from '../../moment.ts'
import { attributesWithout, lacks, type Rewritten, written } from './rewritten.ts'

/**
 * An OTA_HotelInvCountNotifRQ as an OTA_HotelAvailNotifRQ: the rooms that are free (InvCount of type 2)
 * become the booking limit. Rooms that are not counted at all, or only as out of order or out of the market,
 * are not for sale (AlpineBits, FreeRooms).
 */

const AVAILABLE = '2'
const notForSale = new Set(['6', '9'])

/** Null where the counts do not say how many rooms are free. */
const limitOf = (inventory: SourceElement): number | null => {
  const counts = findAll(inventory, 'InvCounts/InvCount').map((count) => ({
    type: attribute(count, 'CountType'),
    count: attribute(count, 'Count'),
  }))
  const free = counts.find(({ type }) => type === AVAILABLE)
  if (free !== undefined)
    return free.count !== null && /^-?\d{1,6}$/.test(free.count) ? Math.max(0, Number(free.count)) : null
  return counts.every(({ type }) => type !== null && notForSale.has(type)) ? 0 : null
}

export const rewriteInventory = (root: SourceElement): Rewritten => {
  const prefix = prefixOf(root.qualifiedName)
  const lists: string[] = []
  for (const list of children(root, 'Inventories')) {
    if (attribute(list, 'HotelCode') === null) return lacks('hotelCode')
    const updates: string[] = []
    for (const inventory of children(list, 'Inventory')) {
      const control = child(inventory, 'StatusApplicationControl')
      const [start, end] = ['Start', 'End'].map((name) => readDay(attribute(control, name)))
      if (control === undefined || start === null || end === null) return lacks('stayDates')
      if (attribute(control, 'InvTypeCode') === null) return lacks('roomType')
      const limit = limitOf(inventory)
      if (limit === null) return lacks('availability')
      const name = `${prefix}AvailStatusMessage`
      updates.push(`<${name} BookingLimit="${limit}">${written(control)}</${name}>`)
    }
    if (updates.length === 0) return lacks('availability')
    const name = `${prefix}AvailStatusMessages`
    lists.push(`<${name}${attributesWithout(list)}>${updates.join('')}</${name}>`)
  }
  if (lists.length === 0) return lacks('hotelCode')
  const pos = child(root, 'POS')
  const name = `${prefix}OTA_HotelAvailNotifRQ`
  const inside = (pos === undefined ? '' : written(pos)) + lists.join('')
  return {
    ok: true,
    messageType: 'OTA_HotelAvailNotifRQ',
    body: `<${name}${attributesWithout(root)}>${inside}</${name}>`,
  }
}

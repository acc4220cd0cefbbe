import type { Edit } from '../../../xml/edits.ts'
import { attribute, child, find } from '../../../xml/find.ts'
import { prefixOf } from '../../../xml/scan.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { writeXml } from '../../../xml/write.ts'
import { headHotelOf, hotelCodeOf } from '../export/reservation.ts'

/** XML at the end of an element's content; an empty element is opened for it. */
const insertLast = ({ source, isEmpty, openEnd, closeStart, qualifiedName }: SourceElement, xml: string): Edit => {
  if (!isEmpty) return { start: closeStart, end: closeStart, text: xml }
  return { start: source.lastIndexOf('/', openEnd), end: openEnd, text: `>${xml}</${qualifiedName}>` }
}

/**
 * The edits that put a reservation's hotel where the channel wants it, into ResGlobalInfo
 * (docs/channels/pmsxchange.md#pmsx-26): none where it stands there. It is the hotel that stands elsewhere in
 * the message, else `known`; null where nobody knows it.
 */
export const hotelEdits = (root: SourceElement, item: SourceElement, known: string | null): Edit[] | null => {
  if (attribute(find(item, 'ResGlobalInfo/BasicPropertyInfo'), 'HotelCode') !== null) return []
  const hotelCode = hotelCodeOf(item) ?? headHotelOf(root, [item], []) ?? known
  if (hotelCode === null) return null
  const prefix = prefixOf(item.qualifiedName)
  const hotel = { name: `${prefix}BasicPropertyInfo`, attributes: { HotelCode: hotelCode } }
  const global = child(item, 'ResGlobalInfo')
  return global === undefined
    ? [insertLast(item, writeXml({ name: `${prefix}ResGlobalInfo`, children: [hotel] }))]
    : [insertLast(global, writeXml(hotel))]
}

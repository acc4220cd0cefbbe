import { attribute, child, children, find } from '../../../xml/find.ts'
import { prefixOf } from '../../../xml/scan.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { escapeAttribute } from '../../../xml/write.ts'
import { readWrittenTime } from '../../moment.ts'
import { bookingIdsOf } from '../export/booking-ids.ts'
import { headHotelOf, hotelCodeOf } from '../export/reservation.ts'
import { attributesWithout, lacks, type Rewritten, written } from './rewritten.ts'

/**
 * An OTA_CancelRQ as an OTA_HotelResNotifRQ with status Cancel (docs/channels/pmsxchange.md#pmsx-27). It
 * names one booking. The hotel is left away where the message names none: it is written in when the message
 * is sent, if it is known by then.
 */

/** What asks for something else than a cancellation (OpenTravel TransactionActionType). */
const otherRequests = /^(?:ignore|quote|hold|verifyprice)$/i

export const rewriteCancellation = (root: SourceElement): Rewritten => {
  if (otherRequests.test(attribute(root, 'CancelType') ?? '')) return lacks(null)
  const [id] = bookingIdsOf(root)
  if (id === undefined) return lacks('bookingNumber')
  const time = attribute(root, 'LastModifyDateTime') ?? attribute(root, 'TimeStamp')
  const form = readWrittenTime(time)?.form
  if (time === null || form === undefined || form === 'day') return lacks('changedAt')
  const prefix = prefixOf(root.qualifiedName)
  const tag = (name: string, attributes: string, inside = '') =>
    inside === '' ? `<${prefix}${name}${attributes}/>` : `<${prefix}${name}${attributes}>${inside}</${prefix}${name}>`
  const value = (name: string, text: string) => ` ${name}="${escapeAttribute(text)}"`
  const uniques = children(root, 'UniqueID').filter((unique) => attribute(unique, 'Type') !== '10')
  // An id without a type is the PMS's own number.
  const type =
    attribute(
      uniques.find((unique) => attribute(unique, 'ID') === id.value),
      'Type',
    ) ?? '14'
  const number = tag('HotelReservationID', value('ResID_Type', type) + value('ResID_Value', id.value))
  const hotel = hotelCodeOf(root) ?? headHotelOf(root, [], [])
  const person = find(root, 'Verification/PersonName')
  const guest =
    person &&
    tag(
      'ResGuests',
      '',
      tag(
        'ResGuest',
        '',
        tag(
          'Profiles',
          '',
          tag('ProfileInfo', '', tag('Profile', value('ProfileType', '1'), tag('Customer', '', written(person)))),
        ),
      ),
    )
  const span = find(root, 'Verification/ReservationTimeSpan')
  const global = [
    span === undefined ? '' : tag('TimeSpan', attributesWithout(span)),
    tag('HotelReservationIDs', '', number),
    hotel === null ? '' : tag('BasicPropertyInfo', value('HotelCode', hotel)),
  ].join('')
  // The cancellation does not say when the booking was made; the channel wants a time, and this is the only
  // one there is.
  const created = attribute(root, 'CreateDateTime') ?? time
  const reservation = tag(
    'HotelReservation',
    value('CreateDateTime', created) + value('LastModifyDateTime', time),
    [...uniques.map(written), guest ?? '', tag('ResGlobalInfo', '', global)].join(''),
  )
  const pos = child(root, 'POS')
  const head = attributesWithout(root, 'CancelType', 'ResStatus', 'CreateDateTime', 'LastModifyDateTime', 'HotelCode')
  return {
    ok: true,
    messageType: 'OTA_HotelResNotifRQ',
    body: tag(
      'OTA_HotelResNotifRQ',
      head + value('ResStatus', 'Cancel'),
      (pos === undefined ? '' : written(pos)) + tag('HotelReservations', '', reservation),
    ),
  }
}

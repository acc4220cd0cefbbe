import { describe, expect, it } from 'vitest'
import { readCoverage } from '../../../../../main/core/channels/pmsxchange/coverage.ts'
import { missingElements } from '../../../../../main/core/channels/pmsxchange/missing-elements.ts'
import { asTaken } from '../../../../../main/core/channels/pmsxchange/rewrite/as-taken.ts'
import { rewriteMessage } from '../../../../../main/core/channels/pmsxchange/rewrite/rewrite.ts'
import { parseXml } from '../../../../../main/core/xml/parse.ts'
import { readOne, readText } from './export/read-fixture.ts'

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05"'
const POS = '<POS><Source><RequestorID Type="10" ID="PMS"/></Source></POS>'

/** Written anew, and well-formed with all that the channel demands. */
const rewritten = (text: string): string => {
  const message = readOne(text)
  expect(message.rewrittenFrom).not.toBeNull()
  expect(parseXml(message.body).ok, message.body).toBe(true)
  return message.body
}
const lack = (text: string) => {
  const [message] = readText(text)
  if (message === undefined) throw new Error('there is no message')
  expect(message).toMatchObject({ rewrittenFrom: null })
  const result = asTaken({ ...message, hotelCode: message.hotelCode })
  return result.ok ? null : { cause: result.cause, ...result.facts }
}

describe('an OTA_CancelRQ', () => {
  const cancel = (inside: string, attributes = 'TimeStamp="2027-01-06T08:00:00Z"') =>
    `<OTA_CancelRQ ${OTA} EchoToken="c" ${attributes} Version="1.0" CancelType="Cancel">${POS}${inside}</OTA_CancelRQ>`
  const id = '<UniqueID Type="14" ID="4&amp;7"/>'

  it('becomes an OTA_HotelResNotifRQ with status Cancel', () => {
    expect(
      rewritten(
        cancel(
          `<UniqueID Type="10" ID="H1"/>${id}<UniqueID Type="40" ID="C"/><Verification><PersonName><Surname>Berg</Surname></PersonName><ReservationTimeSpan Start="2027-05-01" End="2027-05-04"/></Verification>`,
        ),
      ),
    ).toBe(
      `<OTA_HotelResNotifRQ ${OTA} EchoToken="c" TimeStamp="2027-01-06T08:00:00Z" Version="1.0" ResStatus="Cancel">${POS}` +
        '<HotelReservations><HotelReservation CreateDateTime="2027-01-06T08:00:00Z" LastModifyDateTime="2027-01-06T08:00:00Z">' +
        `${id}<UniqueID Type="40" ID="C"/>` +
        '<ResGuests><ResGuest><Profiles><ProfileInfo><Profile ProfileType="1"><Customer><PersonName><Surname>Berg</Surname></PersonName></Customer></Profile></ProfileInfo></Profiles></ResGuest></ResGuests>' +
        '<ResGlobalInfo><TimeSpan Start="2027-05-01" End="2027-05-04"/><HotelReservationIDs><HotelReservationID ResID_Type="14" ResID_Value="4&amp;7"/></HotelReservationIDs><BasicPropertyInfo HotelCode="H1"/></ResGlobalInfo>' +
        '</HotelReservation></HotelReservations></OTA_HotelResNotifRQ>',
    )
  })

  it('keeps a prefix, and the declarations of an envelope', () => {
    const text = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:o="http://www.opentravel.org/OTA/2003/05"><s:Body><o:OTA_CancelRQ TimeStamp="2027-01-06T08:00:00Z"><o:UniqueID Type="14" ID="1"/></o:OTA_CancelRQ></s:Body></s:Envelope>`
    expect(rewritten(text)).toMatch(
      /^<o:OTA_HotelResNotifRQ xmlns:o="[^"]+" TimeStamp="[^"]+" ResStatus="Cancel"><o:Hotel/,
    )
  })

  it('becomes one message for each booking that it cancels', () => {
    const messages = readText(cancel(`${id}<UniqueID Type="14" ID="8"/><UniqueID Type="40" ID="C"/>`))
    expect(messages.map(({ reservationId }) => reservationId)).toEqual(['4&7', '8'])
    expect(messages.map(({ body }) => body.match(/ResID_Value="[^"]*"/g))).toEqual([
      ['ResID_Value="4&amp;7"'],
      ['ResID_Value="8"'],
    ])
  })

  it('goes out with the hotel of its booking, or not at all', () => {
    const { body, messageType, kind } = readOne(cancel(id))
    const sent = asTaken({ body, messageType, kind, hotelCode: 'H7' })
    expect(sent.ok && missingElements(sent.body, sent.messageType)).toEqual([])
    expect(sent.ok && sent.body).toContain('</HotelReservationIDs><BasicPropertyInfo HotelCode="H7"/></ResGlobalInfo>')
    expect(asTaken({ body, messageType, kind, hotelCode: null })).toEqual({ ok: false, cause: 'hotel-not-named' })
  })

  it.each([
    ['a number', cancel(''), { cause: 'rewriting-incomplete', messageType: 'OTA_CancelRQ', thing: 'bookingNumber' }],
    ['a time', cancel(id, ''), { cause: 'rewriting-incomplete', messageType: 'OTA_CancelRQ', thing: 'changedAt' }],
    [
      'a time of day',
      cancel(id, 'TimeStamp="2027-01-06"'),
      { cause: 'rewriting-incomplete', messageType: 'OTA_CancelRQ', thing: 'changedAt' },
    ],
    ['the wish to cancel', cancel(id).replace('"Cancel"', '"Ignore"'), { cause: 'unsupported-message' }],
  ])('that lacks %s is not sent', (_, text, result) => {
    expect(lack(text)).toEqual(result)
  })
})

describe('an OTA_HotelResModifyNotifRQ', () => {
  const times = 'CreateDateTime="2027-01-01T08:00:00Z" LastModifyDateTime="2027-01-06T08:00:00Z"'
  const stay =
    '<RoomStays><RoomStay><TimeSpan Start="2027-05-01" End="2027-05-04"/><BasicPropertyInfo HotelCode="H1"/></RoomStay></RoomStays>'
  const guest = '<ResGuests><ResGuest><PersonName><Surname>Berg</Surname></PersonName></ResGuest></ResGuests>'
  const id = '<UniqueID Type="14" ID="M1"/>'
  const modify = (inside: string, attributes = times, root = '') =>
    `<OTA_HotelResModifyNotifRQ ${OTA}${root}><HotelResModifies><HotelResModify ${attributes}>${inside}</HotelResModify></HotelResModifies></OTA_HotelResModifyNotifRQ>`

  it('that carries the whole reservation becomes an OTA_HotelResNotifRQ with status Modify', () => {
    const text = modify(`${id}${stay}${guest}<ResGlobalInfo><Comments/></ResGlobalInfo>`)
    expect(readOne(text)).toMatchObject({
      kind: 'change',
      isWhole: true,
      messageType: 'OTA_HotelResNotifRQ',
      hotelCode: 'H1',
    })
    expect(rewritten(text)).toBe(
      `<OTA_HotelResNotifRQ ${OTA} ResStatus="Modify"><HotelReservations><HotelReservation ${times}>${id}${stay}${guest}<ResGlobalInfo><Comments/><BasicPropertyInfo HotelCode="H1"/></ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`,
    )
    expect(missingElements(rewritten(text), 'OTA_HotelResNotifRQ')).toEqual([])
  })

  it('gets a ResGlobalInfo for its hotel', () => {
    expect(rewritten(modify(id + stay + guest))).toContain(
      '</ResGuests><ResGlobalInfo><BasicPropertyInfo HotelCode="H1"/></ResGlobalInfo></Hotel',
    )
  })

  it('that cancels needs only number and time, whatever the root says', () => {
    const text = modify(id, 'LastModifyDateTime="2027-01-06T08:00:00Z" ResStatus="CXL"', ' ResStatus="Modify"')
    expect(readOne(text)).toMatchObject({ kind: 'cancel', isWhole: true })
    expect(rewritten(text)).toContain(
      'ResStatus="Cancel"><HotelReservations><HotelReservation LastModifyDateTime="2027-01-06T08:00:00Z" ResStatus="CXL" CreateDateTime="2027-01-06T08:00:00Z">',
    )
  })

  it.each([
    ['a number', modify(stay + guest), 'bookingNumber'],
    ['a time of the change', modify(id + stay + guest, 'CreateDateTime="2027-01-01T08:00:00Z"'), 'changedAt'],
    ['a time of creation', modify(id + stay + guest, 'LastModifyDateTime="2027-01-01T08:00:00Z"'), 'createdAt'],
    ['its rooms', modify(id + guest), 'room'],
    ['an arrival', modify(id + stay.replace('Start="2027-05-01" ', '') + guest), 'arrival'],
    ['a departure', modify(id + stay.replace(' End="2027-05-04"', '') + guest), 'departure'],
    ['a guest', modify(id + stay), 'guestName'],
    ['a hotel', modify(id + stay.replace(' HotelCode="H1"', '') + guest), 'hotelCode'],
  ])('that lacks %s is not sent, since the channel would take it for the whole', (_, text, thing) => {
    expect(lack(text)).toEqual({ cause: 'rewriting-incomplete', messageType: 'OTA_HotelResModifyNotifRQ', thing })
  })
})

describe('an OTA_HotelInvCountNotifRQ', () => {
  const control = '<StatusApplicationControl Start="2027-05-01" End="2027-05-03" InvTypeCode="DBL" Mon="1"/>'
  const inventory = (counts: string, range = control) => `<Inventory>${range}${counts}</Inventory>`
  const counts = (...list: [string, string][]) =>
    `<InvCounts>${list.map(([type, count]) => `<InvCount CountType="${type}" Count="${count}"/>`).join('')}</InvCounts>`
  const message = (...inventories: string[]) =>
    `<OTA_HotelInvCountNotifRQ ${OTA} Version="1.0">${POS}<Inventories HotelCode="H1">${inventories.join('')}</Inventories></OTA_HotelInvCountNotifRQ>`

  it('becomes an OTA_HotelAvailNotifRQ with booking limits', () => {
    const text = message(inventory(counts(['6', '1'], ['2', '4'])), inventory(''))
    expect(readOne(text)).toMatchObject({ kind: 'availability', hotelCode: 'H1', messageType: 'OTA_HotelAvailNotifRQ' })
    expect(rewritten(text)).toBe(
      `<OTA_HotelAvailNotifRQ ${OTA} Version="1.0">${POS}<AvailStatusMessages HotelCode="H1"><AvailStatusMessage BookingLimit="4">${control}</AvailStatusMessage><AvailStatusMessage BookingLimit="0">${control}</AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`,
    )
    expect(missingElements(rewritten(text), 'OTA_HotelAvailNotifRQ')).toEqual([])
    expect(readCoverage(rewritten(text)).statements).toMatchObject([{ property: 'limit', room: 'DBL' }])
  })

  it.each([
    ['no counts', '', '0'],
    ['an empty list', '<InvCounts/>', '0'],
    ['rooms out of order only', counts(['6', '3']), '0'],
    ['free rooms', counts(['2', '7']), '7'],
    ['more sold than there are', counts(['2', '-2']), '0'],
  ])('%s: the limit is that', (_, list, limit) => {
    expect(rewritten(message(inventory(list)))).toContain(`BookingLimit="${limit}"`)
  })

  it.each([
    ['free rooms, only sold ones', message(inventory(counts(['4', '3']))), 'availability'],
    ['a type of count', message(inventory('<InvCounts><InvCount Count="3"/></InvCounts>')), 'availability'],
    ['a number', message(inventory(counts(['2', 'some']))), 'availability'],
    ['updates', message(), 'availability'],
    ['a room type', message(inventory('', control.replace(' InvTypeCode="DBL"', ''))), 'roomType'],
    ['an end', message(inventory('', control.replace(' End="2027-05-03"', ''))), 'stayDates'],
    ['days', message(inventory('', '')), 'stayDates'],
    ['a hotel', message(inventory('')).replace(' HotelCode="H1"', ''), 'hotelCode'],
  ])('that lacks %s is not sent', (_, text, thing) => {
    expect(lack(text)).toEqual({ cause: 'rewriting-incomplete', messageType: 'OTA_HotelInvCountNotifRQ', thing })
  })
})

describe('a message that the channel takes', () => {
  it('is not written anew', () => {
    const body = `<OTA_HotelAvailNotifRQ ${OTA}/>`
    expect(readOne(body)).toMatchObject({ rewrittenFrom: null, body })
    expect(rewriteMessage(body, 'OTA_HotelAvailNotifRQ')).toEqual({ ok: false, thing: null })
  })

  it('of a cancellation keeps the hotel that it names', () => {
    const cancel = (inside: string) =>
      `<OTA_HotelResNotifRQ ${OTA} ResStatus="Cancel"><HotelReservations><HotelReservation>${inside}</HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`
    const named = cancel('<ResGlobalInfo><BasicPropertyInfo HotelCode="H1"/></ResGlobalInfo>')
    const message = { messageType: 'OTA_HotelResNotifRQ', kind: 'cancel' } as const
    expect(asTaken({ ...message, body: named, hotelCode: 'H9' })).toMatchObject({ ok: true, body: named })
    expect(asTaken({ ...message, body: cancel(''), hotelCode: 'H9' })).toMatchObject({
      body: cancel('<ResGlobalInfo><BasicPropertyInfo HotelCode="H9"/></ResGlobalInfo>'),
    })
    expect(asTaken({ ...message, body: cancel(''), hotelCode: null })).toEqual({ ok: false, cause: 'hotel-not-named' })
  })
})

import { describe, expect, it } from 'vitest'
import { otaMessageTypes } from '../../../main/core/channels/pmsxchange/ota-messages.ts'
import {
  availability,
  cancelBooking,
  cancelRequest,
  changeBooking,
  newBooking,
  rates,
  severalBookings,
} from '../../../main/rehearsal/sample-exports.ts'
import { hotel, post, scenarioOf, start } from './talk.ts'

const booking = newBooking({ reservationId: 'R1' })
const ping = (echo = '<EchoData>are you there</EchoData>') =>
  `<OTA_PingRQ xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="ping-1" TimeStamp="2026-11-20T10:00:00+00:00" Version="1.0">${echo}</OTA_PingRQ>`

/** The text of the one error of a reply, as it stands in the XML. */
const errorText = (text: string): string => /<Error [^>]*>([^<]*)</.exec(text)?.[1] ?? text
const schemaError = (element: string, expected: string) =>
  `Could not validate the schema: cvc-complex-type.2.4.b: The content of element 'tag0:${element}' is not complete. One of '{"http://www.opentravel.org/OTA/2003/05":${expected}}' is expected.`
const attributeError = (element: string, name: string) =>
  `Could not validate the schema: cvc-complex-type.4: Attribute '${name}' must appear on element 'tag0:${element}'.`

describe('required elements', () => {
  const cancel = cancelBooking({ reservationId: 'R1' })
  const without = (message: string, pattern: RegExp) => {
    const cut = message.replace(pattern, '')
    expect(cut).not.toBe(message)
    return cut
  }
  const noIds = (message: string) =>
    without(without(message, /<UniqueID[^>]*>/), /<HotelReservationIDs>.*<\/HotelReservationIDs>/)

  it.each([
    [
      'BasicPropertyInfo',
      without(booking, /<BasicPropertyInfo[^>]*>(?=<\/ResGlobalInfo>)/),
      schemaError('ResGlobalInfo', 'BasicPropertyInfo'),
    ],
    [
      'HotelCode',
      without(booking, / HotelCode="AURORA"(?=\/><\/ResGlobalInfo>)/),
      attributeError('BasicPropertyInfo', 'HotelCode'),
    ],
    [
      'ResGlobalInfo',
      without(booking, /<ResGlobalInfo>.*<\/ResGlobalInfo>/),
      schemaError('HotelReservation', 'ResGlobalInfo'),
    ],
    ['any reservation id', noIds(booking), schemaError('HotelReservation', 'UniqueID')],
    [
      'the id of a cancellation',
      without(cancelRequest({ reservationId: 'R1' }), /<UniqueID[^>]*>/),
      schemaError('OTA_CancelRQ', 'UniqueID'),
    ],
    [
      'CreateDateTime of a new booking',
      without(booking, / CreateDateTime="[^"]*"/),
      attributeError('HotelReservation', 'CreateDateTime'),
    ],
    [
      'LastModifyDateTime of a change',
      without(changeBooking({ reservationId: 'R1' }), / LastModifyDateTime="[^"]*"/),
      attributeError('HotelReservation', 'LastModifyDateTime'),
    ],
    [
      'LastModifyDateTime of a cancellation',
      without(cancel, / LastModifyDateTime="[^"]*"/),
      attributeError('HotelReservation', 'LastModifyDateTime'),
    ],
    ['RoomStays', without(booking, /<RoomStays>[\s\S]*<\/RoomStays>/), schemaError('HotelReservation', 'RoomStays')],
    [
      'every reservation',
      without(booking, /<HotelReservations>[\s\S]*<\/HotelReservations>/),
      schemaError('OTA_HotelResNotifRQ', 'HotelReservations'),
    ],
    ['EchoToken', without(booking, / EchoToken="[^"]*"/), attributeError('OTA_HotelResNotifRQ', 'EchoToken')],
    ['TimeStamp', without(booking, / TimeStamp="[^"]*"/), attributeError('OTA_HotelResNotifRQ', 'TimeStamp')],
    ['Version', without(booking, / Version="[^"]*"/), attributeError('OTA_HotelResNotifRQ', 'Version')],
    ['POS', without(booking, /<POS>.*<\/POS>/), schemaError('OTA_HotelResNotifRQ', 'POS')],
    [
      'the hotel of availability',
      without(availability(), / HotelCode="[^"]*"/),
      attributeError('AvailStatusMessages', 'HotelCode'),
    ],
    [
      'every availability',
      without(availability(), /<AvailStatusMessage .*<\/AvailStatusMessage>/),
      schemaError('AvailStatusMessages', 'AvailStatusMessage'),
    ],
    [
      'the room of availability',
      without(availability(), / InvTypeCode="[^"]*"/),
      attributeError('StatusApplicationControl', 'InvTypeCode'),
    ],
    ['the price of rates', without(rates(), /<Rates>.*<\/Rates>/), schemaError('RateAmountMessage', 'Rates')],
    ['EchoData of a ping', ping(''), schemaError('OTA_PingRQ', 'EchoData')],
  ])('without %s', async (_name, message, text) => {
    const reply = await post(await start({ messageTypes: [...otaMessageTypes] }), message)
    expect(reply.text).toContain('<Error Type="10">')
    expect(errorText(reply.text)).toBe(text)
  })

  it.each([
    ['a booking with 22', booking.replace('RequestorID Type="10"', 'RequestorID Type="22"')],
    ['availability with 10', availability().replace('RequestorID Type="22"', 'RequestorID Type="10"')],
  ])('the type of the RequestorID goes by message: %s', async (_name, message) => {
    const reply = await post(await start(), message)
    expect(reply.text).toContain('<Error Type="10">')
    expect(errorText(reply.text)).toContain("attribute 'Type' on element 'tag0:RequestorID'")
  })

  it('a card number beside its CVV', async () => {
    const card = { brand: 'VI', number: '4111 1111 1111 1111', expires: '1230', holder: 'A Muster' }
    const standIn = await start()
    const both = await post(standIn, newBooking({ reservationId: 'R1', card: { ...card, cvv: '123' } }))
    expect(both.text).toContain('may not carry both CardNumber and CVV')
    expect((await post(standIn, newBooking({ reservationId: 'R1', card }))).text).toContain('<Success/>')
  })
})

describe('mapping and state of the hotel', () => {
  it.each([
    [
      'an unknown room of a booking',
      newBooking({ reservationId: 'R1', roomType: 'SUI' }),
      '402',
      'Room does not exist',
    ],
    [
      'an unknown rate of a booking',
      newBooking({ reservationId: 'R1', ratePlan: 'XXX' }),
      '249',
      'Rate does not exist',
    ],
    ['an unknown room of availability', availability({ roomType: 'SUI' }), '402', 'Room does not exist'],
    ['an unknown rate of rates', rates({ ratePlan: 'XXX' }), '249', 'Rate does not exist'],
    [
      'an unknown room of the second of two',
      severalBookings([{ reservationId: 'R1' }, { reservationId: 'R2', roomType: 'SUI' }]),
      '402',
      'Room does not exist',
    ],
  ])('%s', async (_name, message, code, text) => {
    const standIn = await start()
    expect((await post(standIn, message)).text).toContain(`<Error Type="3" Code="${code}">${text}</Error>`)
    expect(standIn.bookings()).toEqual([])
  })

  it('a hotel that is not active, until the scenario changes', async () => {
    const standIn = await start({ hotel: { ...hotel, isActive: false } })
    expect((await post(standIn, booking)).text).toContain(
      'Code="375">Hotel is not enabled to receive inventory updates<',
    )
    standIn.setScenario(scenarioOf())
    expect((await post(standIn, booking)).text).toContain('<Success/>')
  })
})

describe('what it remembers', () => {
  const answers = async (standIn: Awaited<ReturnType<typeof start>>, ...messages: string[]) => {
    const codes: string[] = []
    for (const message of messages) {
      const { text } = await post(standIn, message)
      codes.push(text.includes('<Success/>') ? 'success' : (/Code="(\d+)"/.exec(text)?.[1] ?? text))
    }
    return codes
  }
  const change = changeBooking({ reservationId: 'R1' })
  const cancel = cancelBooking({ reservationId: 'R1' })

  it('takes repeats and unknown ones by default, and counts them', async () => {
    const standIn = await start()
    expect(await answers(standIn, cancel, change, booking, booking, cancel, cancel)).toEqual(Array(6).fill('success'))
    expect(standIn.bookings()).toEqual([
      { hotelCode: 'AURORA', reservationId: 'R1', status: 'cancelled', timesAccepted: 6 },
    ])
    expect(standIn.counts().repeatedEchoTokens).toBe(5)
  })

  it('refuses a second Commit where the scenario says so, also of one of two hotels', async () => {
    const standIn = await start({ onRepeat: 'duplicate', hotels: [{ code: 'BOREAS' }] })
    const elsewhere = newBooking({ reservationId: 'R1', hotelCode: 'BOREAS' })
    expect(await answers(standIn, booking, booking, elsewhere, elsewhere)).toEqual(['success', '127', 'success', '127'])
    expect(standIn.bookings()).toHaveLength(2)
  })

  it('knows cancelled and unknown bookings where the scenario says so', async () => {
    const standIn = await start({
      onRepeatedCancel: 'already-cancelled',
      onUnknownCancel: 'not-found',
      onUnknownChange: 'not-found',
    })
    expect(await answers(standIn, cancel, change, booking, change, cancel, cancel)).toEqual([
      '97',
      '97',
      'success',
      'success',
      'success',
      '95',
    ])
  })

  it('finds the booking of an OTA_CancelRQ, which names no hotel', async () => {
    const standIn = await start({ messageTypes: [...otaMessageTypes], onUnknownCancel: 'not-found' })
    expect(
      await answers(standIn, booking, cancelRequest({ reservationId: 'R1' }), cancelRequest({ reservationId: 'R2' })),
    ).toEqual(['success', 'success', '97'])
    expect(standIn.bookings()).toMatchObject([{ reservationId: 'R1', status: 'cancelled' }])
  })
})

import { describe, expect, it } from 'vitest'
import { otaMessageTypes } from '../../../main/core/channels/pmsxchange/ota-messages.ts'
import {
  availability,
  cancelBooking,
  cancelRequest,
  changeBooking,
  inventoryCounts,
  modifyRequest,
  newBooking,
  rates,
} from '../../../main/rehearsal/sample-exports.ts'
import { encodeExport, inEnvelope } from '../../../main/rehearsal/sample-wrapping.ts'
import { post, postText, practiceSender, start } from './talk.ts'

const booking = newBooking({ reservationId: 'R1' })
const ping = (echo = '<EchoData>are you there</EchoData>') =>
  `<OTA_PingRQ xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="ping-1" TimeStamp="2026-11-20T10:00:00+00:00" Version="1.0">${echo}</OTA_PingRQ>`

/** The text of the one error of a reply, as it stands in the XML. */
const errorText = (text: string): string => /<Error [^>]*>([^<]*)</.exec(text)?.[1] ?? text

describe('what pmsXchange accepts', () => {
  it.each([
    ['a new booking', booking, 'OTA_HotelResNotifRS', 'new'],
    ['a change', changeBooking({ reservationId: 'R1' }), 'OTA_HotelResNotifRS', 'change'],
    ['a cancellation', cancelBooking({ reservationId: 'R1' }), 'OTA_HotelResNotifRS', 'cancel'],
    ['a change in the older shape', modifyRequest({ reservationId: 'R1' }), 'OTA_HotelResModifyNotifRS', 'change'],
    ['a cancellation in the older shape', cancelRequest({ reservationId: 'R1' }), 'OTA_CancelRS', 'cancel'],
    ['a group of three rooms', newBooking({ reservationId: 'R1', rooms: 3 }), 'OTA_HotelResNotifRS', 'new'],
    ['availability', availability(), 'OTA_HotelAvailNotifRS', 'availability'],
    ['rates', rates(), 'OTA_HotelRateAmountNotifRS', 'rates'],
    ['inventory counts', inventoryCounts(), 'OTA_HotelInvCountNotifRS', 'availability'],
  ])('%s gets Success and its own EchoToken back', async (_name, message, root, kind) => {
    const standIn = await start({ messageTypes: [...otaMessageTypes] })
    const reply = await post(standIn, message)
    const echo = /EchoToken="([^"]*)"/.exec(message)?.[1]
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(reply.text).toMatch(new RegExp(`<${root} [^>]*EchoToken="${echo}"[^>]*><Success/></${root}>`))
    expect(standIn.seen).toMatchObject([{ kind, outcome: 'accepted', status: 200, rule: null }])
  })

  it('a ping is answered with its text, without a RequestorID', async () => {
    const reply = await post(await start(), ping())
    expect(reply.text).toContain('<Success/><EchoData>are you there</EchoData>')
  })

  it('any hotel, room and rate where the scenario lists none', async () => {
    const standIn = await start({ hotel: { code: 'ONLY' } })
    expect(
      (await post(standIn, newBooking({ reservationId: 'R1', hotelCode: 'ONLY', roomType: 'ZZZ', ratePlan: 'YYY' })))
        .text,
    ).toContain('<Success/>')
  })
})

describe('transport', () => {
  it('answers GET with 405', async () => {
    const standIn = await start()
    const reply = await fetch(`${standIn.url}/webservices/PRACTICE`)
    expect(reply.status).toBe(405)
    expect(reply.headers.get('allow')).toBe('POST')
  })

  it.each(['application/xml; charset=utf-8', 'text/xml', 'text/xml; charset=iso-8859-1'])(
    'answers content type %s with 415',
    async (type) => {
      expect((await postText(await start(), inEnvelope(booking, practiceSender), { type })).status).toBe(415)
    },
  )

  it.each([
    ['a broken document', inEnvelope(booking, practiceSender).replace('</soap:Body>', '')],
    ['a document type', `<!DOCTYPE a>${inEnvelope(booking, practiceSender)}`],
    ['no envelope', booking],
    [
      'a SOAP 1.2 envelope',
      inEnvelope(booking, practiceSender).replace(
        'http://schemas.xmlsoap.org/soap/envelope/',
        'http://www.w3.org/2003/05/soap-envelope',
      ),
    ],
    [
      'another namespace',
      inEnvelope(booking.replace('http://www.opentravel.org/OTA/2003/05', 'urn:other'), practiceSender),
    ],
    ['an unknown message', inEnvelope(ping().replaceAll('OTA_PingRQ', 'OTA_ReadRQ'), practiceSender)],
  ])('answers %s with a Client fault', async (_name, text) => {
    const reply = await postText(await start(), text)
    expect(reply.status).toBe(500)
    expect(reply.text).toContain('<faultcode>SOAP-ENV:Client</faultcode>')
  })

  it('answers bytes that are no UTF-8 with a Client fault', async () => {
    const bytes = encodeExport(
      inEnvelope(newBooking({ reservationId: 'R1', wish: 'für' }), practiceSender),
      'iso-8859-1',
    )
    expect((await postText(await start(), new Uint8Array(bytes))).text).toContain('SOAP-ENV:Client')
  })

  it('answers more than 2 MB with the documented fault', async () => {
    const reply = await postText(await start(), `<a>${'x'.repeat(2 * 1024 * 1024)}</a>`)
    expect(reply.text).toContain(
      '<faultcode>SOAP-ENV:Server</faultcode><faultstring>Unable to process message. Payload too large</faultstring>',
    )
  })

  it('refuses a message type the scenario does not take', async () => {
    const standIn = await start({ messageTypes: ['OTA_HotelResNotifRQ'] })
    expect((await post(standIn, availability())).text).toContain('SOAP-ENV:Client')
    expect((await post(standIn, booking)).text).toContain('<Success/>')
  })
})

describe('who is asking', () => {
  it.each([
    [
      'a PMS code in the address nobody has',
      practiceSender,
      'NOBODY',
      booking,
      '4',
      'Authentication failed - PMS PRACTICE does not exist',
    ],
    [
      'a wrong user',
      { ...practiceSender, username: 'other' },
      'PRACTICE',
      booking,
      '4',
      'Authentication failed - PMS PRACTICE received request with invalid username/password',
    ],
    [
      'a wrong password',
      { ...practiceSender, password: 'other' },
      'PRACTICE',
      booking,
      '4',
      'Authentication failed - PMS PRACTICE received request with invalid username/password',
    ],
    [
      'a wrong password on a ping',
      { ...practiceSender, password: 'other' },
      'PRACTICE',
      ping(),
      '4',
      'Authentication failed - PMS PRACTICE received request with invalid username/password',
    ],
    [
      'a RequestorID that is not the one in the address',
      practiceSender,
      'PRACTICE',
      newBooking({ reservationId: 'R1', requestorId: 'ELSE' }),
      '6',
      "Inconsistent PMS codes. PMS 'PRACTICE' does not match RequestorID 'ELSE'",
    ],
    [
      'a hotel of somebody else',
      practiceSender,
      'PRACTICE',
      newBooking({ reservationId: 'R1', hotelCode: 'OTHER' }),
      '6',
      'PMS PRACTICE is not authorized to access hotel with HotelCode=OTHER',
    ],
    [
      'availability of a hotel of somebody else',
      practiceSender,
      'PRACTICE',
      availability({ hotelCode: 'OTHER' }),
      '6',
      'PMS PRACTICE is not authorized to access hotel with HotelCode=OTHER',
    ],
  ])('%s', async (_name, sender, code, message, type, text) => {
    const standIn = await start()
    const reply = await post(standIn, message, sender, code)
    expect(reply.status).toBe(200)
    expect(reply.text).toContain(`<Errors><Error Type="${type}">${text}</Error></Errors>`)
    expect(reply.text).not.toContain('<Success/>')
    expect(standIn.counts()).toMatchObject({ requests: 1, accepted: 0, refused: 1 })
  })

  it.each([['no security header', booking.replace(/^<\?xml[^>]*>/, '')]])(
    '%s is invalid username/password',
    async (_name, message) => {
      const bare = inEnvelope(message, practiceSender).replace(/<soap:Header>.*<\/soap:Header>/, '<soap:Header/>')
      expect(errorText((await postText(await start(), bare)).text)).toContain('invalid username/password')
    },
  )

  it('a password of another type is invalid username/password', async () => {
    const digest = inEnvelope(booking, practiceSender).replace('#PasswordText', '#PasswordDigest')
    expect(errorText((await postText(await start(), digest)).text)).toContain('invalid username/password')
  })
})

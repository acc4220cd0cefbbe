import { describe, expect, it } from 'vitest'
import { createTexts } from '../../../../../main/adapters/texts.ts'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import type { Asked } from '../../../../../main/core/channels/verdict.ts'
import { explain } from '../../../../../main/core/playbook/explain.ts'
import { answer, asked, error, fault, fault12, reply, soap } from '../replies.ts'

/** What pmsXchange and others write in plain words, judged as a whole; the words themselves are tested beside the matcher. */

const of = (attributes: string, text: string, given: Partial<Asked> = {}) =>
  judgeSoap(reply(200, error(attributes, text)), asked(given))

describe('plain words instead of codes', () => {
  const table: [string, string, string, Partial<Asked>?][] = [
    ['room-type-unknown', 'Type="3" Code="450"', 'The inventory type code is either missing or invalid'],
    ['room-type-unknown', 'Type="3" Code="450"', 'There is no mapping for room DLX'],
    ['room-type-unknown', 'Type="3"', "We couldn't locate the room 'Deluxe Double'"],
    ['rate-unknown', 'Type="3"', "RatePlanCode BAR isn't known at this property"],
    ['hotel-unknown', 'Type="3"', 'Unable to identify property HTL9'],
    ['hotel-not-active', 'Type="3"', 'The property has been suspended'],
    ['cancel-of-unknown', 'Type="3"', "This booking doesn't exist", { kind: 'cancel' }],
    ['cancel-of-unknown', 'Type="3"', 'Unknown confirmation number 4711', { kind: 'cancel' }],
    ['cancel-not-found', 'Type="3"', 'Could not retrieve booking', { kind: 'cancel', wasAcceptedBefore: true }],
    ['change-of-unknown', 'Type="3"', 'No booking with this number was found', { kind: 'change' }],
    ['already-cancelled', 'Type="3"', 'The booking had already been canceled', { kind: 'cancel' }],
    ['already-cancelled', 'Type="3"', 'Reservation status: CANCELLED', { kind: 'cancel' }],
    ['change-of-cancelled', 'Type="3"', 'A cancelled reservation cannot be changed', { kind: 'change' }],
    ['cancel-refused', 'Type="3"', 'This reservation can no longer be cancelled', { kind: 'cancel' }],
    ['already-exists', 'Type="12"', 'Duplicate entry for key reservation number'],
    ['already-there', 'Type="3"', 'We already have this booking', { isRepeatAfterUnknown: true }],
    ['date-wrong', 'Type="3"', 'Departure must be later than arrival'],
    ['name-missing', 'Type="3"', "The guest's family name wasn't provided"],
    ['currency-wrong', 'Type="3" Code="450"', 'The hotel does not accept the currency USD'],
    ['channel-unavailable', 'Type="3" Code="450"', 'The back end timed out, please try again'],
    ['wrong-password', 'Type="1"', 'Wrong user name or password'],
    ['credentials-refused', 'Type="1"', 'Sign-in was unsuccessful'],
    ['throttled', 'Type="3"', 'Your request quota is exhausted'],
    ['throttled', 'Type="3" Code="402"', 'Too many requests'],
    ['throttled', 'Type="3" Code="737"', 'qwertz'],
  ]
  it.each(table)('%s, %s: %s', (cause, attributes, text, given) => {
    expect(of(attributes, text, given).cause).toBe(cause)
  })
})

describe('a code against its own words, or without a numeric type, is a private one', () => {
  it.each([
    ['the words decide without a type', 'Code="50"', 'Property not found', 'hotel-unknown'],
    ['the words decide without a numeric type', 'Type="Business" Code="402"', 'Property not found', 'hotel-unknown'],
    ['the words decide against the code', 'Type="3" Code="242"', 'Room type DLX does not exist', 'room-type-unknown'],
    [
      'words that say nothing leave no guess',
      'Type="3" Code="242"',
      'SHA digest compare fails in booking',
      'rule-refused',
    ],
    ['nor without a type', 'Code="242"', 'Digest compare', 'unknown-answer'],
    ['the opposite of the code', 'Type="3" Code="127"', 'Reservation does not exist', 'reference-unknown'],
    ['no words against it', 'Type="3" Code="402"', 'Sorry', 'room-type-unknown'],
    ['words about the same thing', 'Type="3" Code="402"', 'Room DLX, see manual', 'room-type-unknown'],
    ['a passing fault that names wrong data', 'Type="12" Code="448"', 'Room type unknown', 'room-type-unknown'],
  ])('%s', (_, attributes, text, cause) => {
    expect(of(attributes, text).cause).toBe(cause)
  })
})

describe("pmsXchange's own codes", () => {
  it('pauses for 448 and 497 where words or type speak of the sign-in', () => {
    for (const code of ['448', '497'])
      for (const type of ['4', '6', '12']) {
        expect(of(`Type="${type}" Code="${code}"`, 'Invalid Username and/or Password').cause).toBe('wrong-password')
        expect(of(`Code="${code}"`, 'Invalid Username and/or Password')).toMatchObject({ policy: 'pause' })
      }
    for (const type of ['4', '5', '9']) expect(of(`Type="${type}" Code="448"`, '').policy).toBe('pause')
    expect(of('Type="4" Code="497"', '').cause).toBe('credentials-refused')
    expect(of('Type="12" Code="448"', '').policy).toBe('probe')
    expect(of('Type="6" Code="497"', '').cause).toBe('authorization-refused')
  })

  it('settles a cancellation that meets 87 or 95, and nothing else', () => {
    for (const code of ['87', '95'])
      expect(of(`Type="3" Code="${code}"`, '', { kind: 'cancel' })).toMatchObject({
        cause: 'already-cancelled',
        outcome: 'delivered-with-notes',
      })
    expect(of('Type="3" Code="87"', '', { kind: 'new' }).outcome).toBe('failed')
    expect(of('Type="3" Code="95"', '', { kind: 'new' }).outcome).toBe('failed')
  })
})

describe("SiteMinder's own texts", () => {
  const table: [string, string, string, Record<string, string>, Partial<Asked>?][] = [
    [
      'Code="249"',
      "Could not find any roomTypes for 'Inn by the Mill' matching InvTypeCode 'TWN' and RatePlanCode 'FLX'",
      'room-rate-unknown',
      { roomType: 'TWN', ratePlan: 'FLX' },
    ],
    [
      'Code="402"',
      "Could not find any roomTypes for 'Inn by the Mill' matching InvTypeCode 'TWN' and RatePlanCode 'FLX'",
      'room-rate-unknown',
      { roomType: 'TWN', ratePlan: 'FLX' },
    ],
    [
      'Code="783"',
      'No room exists with InvTypeCode TWN and RatePlanCode FLX for hotelier MILL7',
      'room-rate-unknown',
      { roomType: 'TWN', ratePlan: 'FLX', hotelCode: 'MILL7' },
    ],
    [
      'Code="450"',
      "The hotel 'Inn by the Mill' has more than one room with the given room rate combination InvTypeCode TWN, RatePlanCode FLX",
      'mapping-doubled',
      { roomType: 'TWN', ratePlan: 'FLX' },
    ],
    [
      '',
      'Booking agent mapping missing for HotelCode MILL7 and BookingAgentCode AGX and InvTypeCode TWN',
      'agent-mapping-missing',
      { agentCode: 'AGX', hotelCode: 'MILL7', roomType: 'TWN' },
    ],
    ['Code="450"', 'HotelCode length must be equal to or greater than 1', 'part-missing', { thing: 'hotelCode' }],
    ['Code="450"', 'Description cannot be more than 512 characters long', 'value-too-long', {}],
    ['Code="245"', 'Could not find Notifications to confirm for hotel', 'reference-unknown', {}, { kind: 'cancel' }],
    ['Code="245"', 'Could not find Notifications to confirm for hotel', 'reference-unknown', {}, { kind: 'new' }],
  ]
  it.each(table)('%s: %s', (code, text, cause, facts, given) => {
    expect(of(`Type="3" ${code}`, text, given)).toMatchObject({ cause, facts })
  })

  it('explains the pair with both codes', () => {
    const { cause, facts } = of(
      'Type="3" Code="249"',
      "No room types matching InvTypeCode 'TWN' and RatePlanCode 'FLX'",
    )
    for (const locale of ['en', 'de'] as const) {
      const { title, what } = explain(
        {
          cause,
          facts,
          kind: 'availability',
          connection: { label: 'X' },
          contacts: {},
          times: { nextAt: null, alarmAt: null, giveUpAt: null },
          formatTime: String,
        },
        createTexts().in(locale),
      )
      for (const code of ['TWN', 'FLX']) expect(title + what).toContain(code)
    }
  })

  it('speaks of no stay where an update has none', () => {
    for (const cause of ['currency-wrong', 'date-wrong', 'stay-length'] as const)
      for (const kind of ['availability', 'rates'] as const)
        for (const locale of ['en', 'de'] as const) {
          const { title, what } = explain(
            {
              cause,
              facts: {},
              kind,
              connection: { label: 'X' },
              contacts: {},
              times: { nextAt: null, alarmAt: null, giveUpAt: null },
              formatTime: String,
            },
            createTexts().in(locale),
          )
          expect(title + what).not.toMatch(/dates of the stay|arrival|anreise|reisedaten|number of nights/i)
        }
  })
})

describe('a success that says no', () => {
  const judge = (body: string, given: Partial<Asked> = {}) => judgeSoap(reply(200, body), asked(given)).outcome

  it('is no success', () => {
    for (const no of ['false', 'False', '0', 'NO', ' false ', 'n', 'Failed'])
      expect(judge(answer(`<Success>${no}</Success>`)), no).toBe('failed')
    expect(judge(answer('<Success value="false"/>'))).toBe('failed')
    expect(judge(answer('<Success>perhaps</Success>'))).toBe('unsure')
    for (const yes of ['', 'true', '1', 'OK']) expect(judge(answer(`<Success>${yes}</Success>`)), yes).toBe('delivered')
  })

  it('is never taken from a foreign root', () => {
    for (const inner of ['<Success/>', '<Success>False</Success>', '<Success>true</Success>'])
      for (const wrap of [(text: string) => text, soap])
        expect(judge(wrap(`<ApiResult>${inner}</ApiResult>`)), inner).toBe('unsure')
  })

  it('stands alone, in a SOAP body or outside', () => {
    for (const body of ['<Success/>', '<Success xmlns="http://www.opentravel.org/OTA/2003/05"/>', soap('<Success/>')])
      expect(judgeSoap(reply(200, body), asked({ echoToken: null }))).toMatchObject({ cause: 'delivered', notes: [] })
    expect(judge('<Success>false</Success>')).toBe('failed')
    expect(judgeSoap(reply(200, '<OTA_HotelResNotifRS><Success/></OTA_HotelResNotifRS>'), asked())).toMatchObject({
      cause: 'delivered',
      notes: [],
    })
  })

  it.each([
    ['Unsuccessful', 'failed'],
    ['Ignored', 'failed'],
    ['RequestDenied', 'failed'],
    ['Failed', 'failed'],
    ['Not Processed', 'failed'],
    ['Rejected', 'failed'],
    ['Pending', 'unsure'],
    ['PendingCancellation', 'unsure'],
    ['In Process', 'unsure'],
    ['Committed', 'delivered'],
    ['Cancelled', 'delivered'],
    ['Modified', 'delivered'],
  ])('beside the transaction status %s is %s', (status, outcome) => {
    const root = (name: string, attribute: string) =>
      soap(`<${name} xmlns="http://www.opentravel.org/OTA/2003/05" ${attribute}="${status}"><Success/></${name}>`)
    expect(judge(root('OTA_HotelResNotifRS', 'ResResponseType'))).toBe(outcome)
    expect(judge(root('OTA_CancelRS', 'Status'), { kind: 'cancel' })).toBe(outcome)
    expect(
      judge(answer(`<Success/><HotelReservations><HotelReservation Status="${status}"/></HotelReservations>`)),
    ).toBe(outcome)
  })

  const warned = (text: string, attributes = 'Type="3"') =>
    judgeSoap(reply(200, answer(`<Success/><Warnings><Warning ${attributes}>${text}</Warning></Warnings>`)), asked())

  it('beside a warning of something not taken is a failure of that record', () => {
    for (const text of [
      'The booking was refused by the property',
      "The record couldn't be stored",
      'Left out',
      'Import failed',
    ])
      expect(warned(text), text).toMatchObject({ cause: 'record-not-processed', outcome: 'failed' })
    for (const status of ['Failed', 'Error', 'Rejected', 'NotAccepted', 'Unsuccessful'])
      expect(warned('see manual', `Type="3" Status="${status}"`).outcome, status).toBe('failed')
    expect(warned('qwertz', 'Type="3" Status="Pending"').outcome).toBe('unsure')
    expect(warned('Invalid room type DLX', 'Type="3" Code="402" Status="Failed"').cause).toBe('room-type-unknown')
  })

  it('beside a warning about a detail is a success with a remark', () => {
    for (const text of ['The comment was not stored', 'Phone number could not be imported', 'Attribute X was skipped'])
      expect(warned(text).cause, text).toBe('delivered-with-remark')
  })
})

describe('faults in words', () => {
  it.each([
    ['soap:Client', 'Policy quota violation. Request quota exceeded. Identifier: k', 'throttled', 'throttle'],
    ['wsse:MessageExpired', 'x', 'clock-wrong', 'pause'],
    ['soap:Client', 'The security timestamp of this message has expired', 'clock-wrong', 'pause'],
    ['soap:Server', 'Invalid Username and/or Password', 'wrong-password', 'pause'],
    ['soap:Client', "Hotel HTL9 doesn't exist", 'hotel-unknown', 'fail'],
    ['soap:Server', 'The service is temporarily unavailable', 'soap-server-fault', 'probe'],
  ])('%s: %s', (code, text, cause, policy) => {
    expect(judgeSoap(reply(500, fault(code, text)), asked())).toMatchObject({ cause, policy })
  })

  it('knows an expired message by its subcode as well', () => {
    expect(judgeSoap(reply(500, fault12('e:Sender', 'x', 'wsse:MessageExpired')), asked()).cause).toBe('clock-wrong')
  })

  it('settles a repeat whose first try had arrived', () => {
    expect(
      judgeSoap(reply(500, fault('soap:Client', 'Reservation exists already')), asked({ isRepeatAfterUnknown: true }))
        .cause,
    ).toBe('already-there')
  })
})

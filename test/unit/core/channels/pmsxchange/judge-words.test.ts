import { describe, expect, it } from 'vitest'
import { createTexts } from '../../../../../main/adapters/texts.ts'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import type { Asked } from '../../../../../main/core/channels/verdict.ts'
import { explain } from '../../../../../main/core/playbook/explain.ts'
import { answer, asked, error, fault, fault12, reply, soap } from '../replies.ts'

/**
 * What pmsXchange and others write in plain words, judged as a whole; the words themselves are tested beside
 * the matcher.
 */

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
    for (const name of ['value', 'result', 'Status'])
      expect(judge(answer(`<Success ${name}="false"/>`)), name).toBe('failed')
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
    ['Waitlisted', 'unsure'],
    ['InProgress', 'unsure'],
    ['Requested', 'unsure'],
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
      'The data was discarded',
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
    ['soap:Client', 'The timestamp of the message is in the future', 'clock-wrong', 'pause'],
    ['soap:Client', 'Security timestamp is out of range', 'clock-wrong', 'pause'],
    ['soap:Client', 'The creation time is older than the permitted freshness', 'clock-wrong', 'pause'],
    ['soap:Client', 'The nonce has expired', 'clock-wrong', 'pause'],
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

/**
 * Sentences of many systems, gathered while the matcher was made: order, tense, case and form of names
 * differ.
 */
describe('many wordings of one kind', () => {
  const c: Partial<Asked> = { kind: 'cancel' }
  const r: Partial<Asked> = { isRepeatAfterUnknown: true }
  const table: [string, string, Partial<Asked>?][] = [
    ['room-type-unknown', 'roomTypeCode "DBL" was not recognised by the property'],
    ['room-type-unknown', 'Cannot map room DBL'],
    ['room-type-unknown', 'DBL is not a valid room type'],
    ['room-type-unknown', 'The requested room type (DBL) could not be identified'],
    ['room-type-unknown', 'Room code DBL: no mapping exists'],
    ['room-type-unknown', 'RoomStay refers to unknown InvTypeCode DBL'],
    ['room-type-unknown', 'room type is either missing or incorrect'],
    ['room-type-unknown', "haven't found any room with code DBL"],
    ['room-type-unknown', 'invalid_room_type'],
    ['room-type-unknown', 'No room type with code DBL has been set up for this property'],
    ['room-type-unknown', 'Room type mapping not found'],
    ['rate-unknown', 'Rate plan code BAR wrong'],
    ['rate-unknown', 'BAR is not a known rate plan'],
    ['rate-unknown', 'RATE_PLAN_NOT_FOUND'],
    ['rate-unknown', 'Rate BAR is unmapped'],
    ['rate-unknown', 'rateplan BAR not found'],
    ['hotel-unknown', 'Wrong hotel code'],
    ['hotel-unknown', 'No such property'],
    ['hotel-unknown', 'hotel code HTL1 could not be resolved'],
    ['hotel-unknown', 'HOTEL_NOT_FOUND'],
    ['hotel-unknown', "We don't have a hotel with that code"],
    ['hotel-unknown', 'Hotel code does not match any property'],
    ['hotel-not-active', 'Hotel is offline'],
    ['hotel-not-active', 'Property currently not active'],
    ['hotel-not-active', 'Hotel not enabled for this channel'],
    ['hotel-not-active', 'the hotel account is closed'],
    ['cancel-of-unknown', 'Booking ID not found', c],
    ['cancel-of-unknown', 'BOOKING_NOT_FOUND', c],
    ['cancel-of-unknown', 'Nothing found for reservation 4711', c],
    ['cancel-of-unknown', 'Reservation not in our system', c],
    ['cancel-of-unknown', 'The reservation you want to cancel does not exist', c],
    ['cancel-of-unknown', 'Cancellation failed: reservation not found', c],
    ['cancel-of-unknown', 'No match for confirmation number 4711', c],
    ['cancel-of-unknown', 'Unable to cancel because the booking was not found', c],
    ['cancel-of-unknown', 'PNR unknown', c],
    ['already-cancelled', 'ALREADY_CANCELLED', c],
    ['already-cancelled', 'Booking is cancelled', c],
    ['already-cancelled', 'The reservation was cancelled before', c],
    ['already-cancelled', 'It has already been cancelled', c],
    ['already-cancelled', 'Reservation state = cancelled', c],
    ['already-cancelled', 'Cannot cancel a cancelled reservation', c],
    ['already-cancelled', 'Duplicate cancellation: booking already canceled', c],
    ['already-cancelled', 'Cancellation already processed', c],
    ['already-cancelled', 'Reservation 77 has status CXL', c],
    ['already-exists', 'DUPLICATE_RESERVATION'],
    ['already-exists', 'Reservation number has been used before'],
    ['already-exists', 'Booking is already there'],
    ['already-exists', 'Cannot insert duplicate key'],
    ['already-exists', 'The reservation ID is already in use'],
    ['already-exists', 'There is already a reservation with this number'],
    ['already-exists', 'Booking exists'],
    ['already-exists', 'Reservation was previously created'],
    ['already-exists', 'Another reservation with the same confirmation number exists'],
    ['already-there', 'Already received', r],
    ['already-there', 'This message has been processed before', r],
    ['date-wrong', 'departure date is not after arrival date'],
    ['date-wrong', 'Stay dates are invalid'],
    ['date-wrong', 'Arrival date must not be in the past'],
    ['date-wrong', 'check-out date precedes check-in date'],
    ['date-wrong', 'ArrivalDate is malformed'],
    ['date-wrong', 'Start date is later than end date'],
    ['date-wrong', 'Dates in the past are not allowed'],
    ['date-wrong', 'Invalid check in'],
    ['name-missing', 'Guest surname not supplied'],
    ['name-missing', 'LastName is a required field'],
    ['name-missing', 'The name of the guest is missing'],
    ['name-missing', 'No guest name'],
    ['name-missing', 'Last name is blank'],
    ['name-missing', 'Primary guest must have a last name'],
    ['name-missing', 'Surname cannot be left blank'],
    ['name-missing', 'Required element Surname not found'],
    ['name-missing', 'guest name is incomplete'],
    ['currency-wrong', 'Currency mismatch'],
    ['currency-wrong', 'Currency code XYZ unknown'],
    ['currency-wrong', 'EUR is not the currency of the property'],
    ['currency-wrong', 'Currency differs from hotel currency'],
    ['currency-wrong', 'currency not permitted'],
    ['throttled', 'Too many messages in a short time'],
    ['throttled', 'Maximum request rate exceeded'],
    ['throttled', 'Calls per minute exceeded'],
    ['throttled', 'You have reached the limit of 40 requests per minute'],
    ['throttled', 'TOO_MANY_REQUESTS'],
    ['throttled', 'RateLimitExceeded'],
    ['throttled', 'API rate limit hit'],
    ['throttled', 'Quota violation'],
    ['throttled', 'Daily quota reached'],
    ['throttled', 'The allowed number of requests has been exceeded'],
    ['throttled', 'Server is throttling requests'],
    ['throttled', 'Spike arrest violation. Allowed rate : 10ps'],
    ['throttled', 'exceeded the maximum number of concurrent connections'],
    ['throttled', 'Please reduce your request rate'],
    ['throttled', 'Slow down!'],
    ['throttled', 'Out of call volume quota'],
    ['throttled', 'Limit for requests exceeded'],
    ['wrong-password', 'Username/password invalid'],
    ['wrong-password', 'Password is wrong'],
    ['wrong-password', 'Your credentials could not be verified'],
    ['wrong-password', 'Incorrect login details'],
    ['wrong-password', 'INVALID_CREDENTIALS'],
    ['wrong-password', 'No such user'],
    ['wrong-password', 'user unknown'],
    ['wrong-password', 'The user name or password you supplied is not correct'],
    ['wrong-password', 'Credentials rejected'],
    ['credentials-refused', 'Authentication error'],
    ['credentials-refused', 'Login denied'],
    ['credentials-refused', 'Login incorrect'],
    ['credentials-refused', 'Unable to authenticate'],
    ['credentials-refused', 'Not logged in'],
    ['credentials-refused', 'Authentication is required'],
    ['credentials-refused', 'You are not signed in'],
    ['credentials-refused', 'Failed to log in'],
    ['credentials-refused', 'User is locked'],
    ['channel-unavailable', 'Timed out'],
    ['channel-unavailable', 'Gateway timeout, retry later'],
    ['channel-unavailable', 'The hotel system is currently offline, try again'],
    ['channel-unavailable', 'Service Unavailable'],
    ['channel-unavailable', 'Temporary failure, please resend later'],
    ['channel-unavailable', 'We are experiencing a high load, try again in a minute'],
    ['channel-unavailable', 'Internal timeout'],
    ['channel-unavailable', "We can't process your request at the moment"],
    ['channel-unavailable', "The service isn't reachable"],
    ['channel-unavailable', 'Database connection lost'],
    ['channel-unavailable', 'Connection to the backend was lost'],
    ['room-type-unknown', 'Room type DBL was deleted from the property'],
    ['rate-unknown', 'Rate plan BAR has been removed'],
    ['cancel-of-unknown', 'We have no record of this booking', c],
    ['already-cancelled', 'Already canceled by the guest', c],
    ['already-cancelled', 'Booking already deleted', c],
    ['already-cancelled', 'The reservation has been voided', c],
    ['change-of-cancelled', 'Cannot modify a cancelled booking', { kind: 'change' }],
    ['already-exists', 'This reservation number is taken'],
    ['date-wrong', 'Invalid stay period'],
    ['date-wrong', 'Arrival date has passed'],
    ['currency-wrong', 'The hotel does not accept EUR as currency'],
    ['throttled', 'limit exceeded: 40 per minute'],
    ['throttled', 'Exceeded allowed transactions per second'],
    ['throttled', 'Please wait before sending more requests'],
    ['wrong-password', 'Could not verify your identity'],
    ['credentials-refused', 'Unauthorized'],
  ]
  it.each(table)('%s: %s', (cause, text, given) => {
    const verdict = of('Type="3"', text, given)
    if (cause === 'wrong-password' || cause === 'credentials-refused') expect(verdict.policy).toBe('pause')
    else expect(verdict.cause).toBe(cause)
  })
})

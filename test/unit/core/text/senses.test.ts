import { describe, expect, it } from 'vitest'
import { codesIn } from '../../../../main/core/text/codes.ts'
import { namedBy } from '../../../../main/core/text/named-by.ts'
import { saysNotTaken } from '../../../../main/core/text/not-taken.ts'
import { readText } from '../../../../main/core/text/senses.ts'
import { phraseOf, stemOf } from '../../../../main/core/text/words.ts'

const said = (text: string): string[] =>
  readText(text).senses.map(({ predicate, things }) => `${predicate} ${things[0] ?? '-'}`)

describe('words', () => {
  it('gives one form to plurals and tenses', () => {
    for (const group of [
      ['exist', 'exists', 'existed'],
      ['cancel', 'cancels', 'cancelled', 'canceled', 'cancelling'],
      ['save', 'saves', 'saved', 'saving'],
      ['process', 'processed', 'processing', 'processes'],
      ['property', 'properties'],
      ['add', 'added', 'adding'],
      ['expire', 'expires', 'expired'],
      ['match', 'matches', 'matched', 'matching'],
      ['require', 'requires', 'required'],
      ['throttle', 'throttled', 'throttling'],
    ])
      expect([...new Set(group.map(stemOf))], group[0]).toHaveLength(1)
    for (const word of ['status', 'address', 'booking', 'does', 'this', 'access']) expect(stemOf(word)).toBe(word)
  })

  it('takes names of elements apart', () => {
    for (const name of ['RoomTypeCode', 'room_type_code', 'room-type-code', 'Room Type Codes', 'roomTypeCode'])
      expect(phraseOf(name)).toBe(phraseOf('room type code'))
    expect(phraseOf("doesn't")).toBe('does not')
    expect(phraseOf('couldnt')).toBe('could not')
    expect(phraseOf('cannot')).toBe('can not')
  })
})

describe('what is said of what', () => {
  it.each([
    ['Room type not found', 'unknown roomType'],
    ["The room type couldn't be found", 'unknown roomType'],
    ['The room type couldn’t be found', 'unknown roomType'],
    ['The room type couldn&#39;t be found', 'unknown roomType'],
    ['Unable to locate the room type', 'unknown roomType'],
    ['Failed to find room type', 'unknown roomType'],
    ['There is no such room type', 'unknown roomType'],
    ['Neither of the room types exists', 'unknown roomType'],
    ['Unknown RoomTypeCodes', 'unknown roomType'],
    ['ROOM TYPE NOT FOUND', 'unknown roomType'],
    ['Hotel HTL1: room type DLX not found', 'unknown roomType'],
    ['Room type DLX: not found', 'unknown roomType'],
    ['Not found: room type DLX', 'unknown roomType'],
    ['The room type of the reservation is unknown', 'unknown roomType'],
    ['The reservation for room type DLX could not be found', 'unknown reservation'],
    ['Hotel HTL1 could not find reservation 4711', 'unknown reservation'],
    ['Rate plan is not valid for this property', 'invalid ratePlan'],
    ['The request contains an invalid rate plan', 'invalid ratePlan'],
    ['Invalid value for field: surname', 'invalid name'],
    ["'Surname' must not be empty", 'missing name'],
    ['Element "HotelCode" is blank', 'missing hotel'],
    ['A currency must be specified', 'missing currency'],
    ['Please supply a surname', 'missing name'],
    ['Guest has no surname', 'none name'],
    ['The surname is required', 'missing name'],
    ['Departure lies before arrival', 'date-order date'],
    ['Comment is longer than 100 characters', 'too-long remark'],
    ['Password does not match', 'mismatch credential'],
    ['The hotel is no longer active', 'inactive hotel'],
    ['The hotel has been switched off', 'inactive hotel'],
  ])('%s', (text, sense) => {
    expect(said(text)).toContain(sense)
  })

  it.each([
    'The room type is not missing',
    'Room type found',
    'The surname is not required',
    'The room type is not unknown',
    'No invalid room types',
    'The reservation is valid',
    'Your room is ready',
    '',
    '…',
  ])('nothing: %s', (text) => {
    expect(said(text)).toEqual([])
  })

  it('does not let a negation reach into the next part of a sentence', () => {
    expect(said('The hotel was not found or is inactive')).toEqual(['unknown hotel', 'inactive hotel'])
    expect(said('The booking is not new, surname is missing')).toContain('missing name')
  })

  it('names both sides of a pair', () => {
    for (const text of ['Room type and rate plan not found', 'Neither room nor rate found', 'Room or rate is unknown'])
      expect(readText(text).senses[0]?.things.slice().sort()).toEqual(['ratePlan', 'roomType'])
  })

  it('takes what stands in quotes for a value, unless it is the name of a part', () => {
    expect(said("Rate plan 'Room only' not found")).toEqual(['unknown ratePlan'])
    expect(said("'RatePlanCode' not found")).toEqual(['unknown ratePlan'])
  })

  it('reads a long text and a sentence without an end quickly and from their beginning', () => {
    expect(said(`Room type not found. ${'word '.repeat(5_000)}Hotel not found`)).toEqual(['unknown roomType'])
    expect(said('not '.repeat(1_000)).length).toBe(0)
  })
})

describe('the codes in a text', () => {
  it.each([
    ["Room type 'DLX V' does not exist", { roomType: 'DLX V' }],
    ['InvTypeCode=DLX-1 and RatePlanCode=BAR', { roomType: 'DLX-1', ratePlan: 'BAR' }],
    ['room type code: DLX', { roomType: 'DLX' }],
    ['hotelier H, booking agent EXP', { hotel: 'H', agent: 'EXP' }],
    ['ROOM TYPE INVALID', {}],
    ['ROOM TYPE D1 INVALID', { roomType: 'D1' }],
    ['The room type is wrong', {}],
    ['Guest SMITH is unknown', { guests: 'SMITH' }],
  ])('%s', (text, codes) => {
    expect(Object.fromEntries(codesIn(readText(text).clauses))).toEqual(codes)
  })
})

describe('what concerns the whole connection', () => {
  it.each([
    ['throttled', 'You have used up your request quota'],
    ['throttled', 'The number of requests per minute has been exceeded'],
    ['throttled', 'Too many calls at once'],
    ['throttled', 'Rate-limited'],
    ['throttled', 'Spike arrest violation: allowed rate limit exceeded'],
    ['too-large', 'The request body exceeds the maximum size'],
    ['too-large', 'File is too big'],
    ['clock-wrong', 'The timestamp of the message has expired'],
    ['clock-wrong', 'Security timestamp is invalid'],
    ['wrong-password', "User name or password isn't right"],
    ['wrong-password', 'No user found with these credentials'],
    ['credentials-expired', 'The password expired last week'],
    ['credentials-refused', "Login wasn't successful"],
    ['credentials-refused', 'User could not be authenticated'],
    ['credentials-refused', 'Your account has been disabled'],
    ['rights-refused', 'You have no permission'],
    ['rights-refused', 'Access denied'],
    [null, 'Rate plan not found'],
    [null, 'Maximum occupancy exceeded'],
    [null, 'The user comment was saved'],
    [null, 'EchoToken is missing'],
    [null, 'The account number of the guest is missing'],
    [null, 'Company account not found'],
    [null, 'Login name of the guest is missing'],
    [null, 'Member login id invalid'],
    [null, 'User defined field is missing'],
    [null, 'Too many rooms requested'],
    [null, 'Rate limit of this room is 2'],
    [null, 'Card has expired'],
    [null, 'Booking limit exceeded for room type DLX'],
  ])('%s: %s', (cause, text) => {
    expect(namedBy(text, false)).toBe(cause)
  })

  it('reads pages of gateways with less trust', () => {
    expect(namedBy('Please log in. Login failed', true)).toBeNull()
    expect(namedBy('Too many requests', true)).toBe('throttled')
  })
})

describe('that something was not taken', () => {
  it.each([
    'Booking was left out',
    'Record skipped',
    'We were unable to store the reservation',
    "The booking hasn't been accepted",
    'Failed to import reservation',
    'Nothing was saved',
    'No reservation was created',
    '0 reservations imported',
    'Error while saving reservation',
    'Your booking did not go through',
    'The property turned down the booking, it was refused',
    'Update was not applied',
    'Reservation import failed',
  ])('%s', (text) => {
    expect(saysNotTaken(text)).toBe(true)
  })

  it.each([
    'Please send earlier',
    'Comment was not saved',
    'The card could not be stored',
    'Phone number ignored',
    'Reservation saved, comment ignored',
    '0 errors, 1 reservation imported',
    'Attribute X was skipped',
  ])('not so: %s', (text) => {
    expect(saysNotTaken(text)).toBe(false)
  })
})

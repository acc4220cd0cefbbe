import { describe, expect, it } from 'vitest'
import type { MessageKind } from '../../../../../main/contract/words.ts'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import { allCodes, groupOf } from '../../../../../main/core/channels/pmsxchange/ota-codes.ts'
import { entries } from '../../../../../main/core/playbook/entries.ts'
import { answer, asked, ECHO, error, reply } from '../replies.ts'

const judge = (body: string, given = {}) => judgeSoap(reply(200, body), asked(given))
const of = (attributes: string, text = '', given = {}) => judge(error(attributes, text), given)

describe('error types (EWT), bare', () => {
  it.each([
    ['1', 'unknown-answer', 'fail'],
    ['2', 'operation-unsupported', 'fail'],
    ['3', 'rule-refused', 'fail'],
    ['4', 'credentials-refused', 'pause'],
    ['5', 'credentials-expired', 'pause'],
    ['6', 'rights-refused', 'fail'],
    ['7', 'protocol-violation', 'fail'],
    ['8', 'operation-unsupported', 'fail'],
    ['9', 'sign-in-method', 'pause'],
    ['10', 'part-missing', 'fail'],
    ['11', 'unknown-answer', 'fail'],
    ['12', 'channel-processing', 'probe'],
    ['13', 'channel-application', 'probe'],
    ['14', 'unknown-answer', 'fail'],
  ])('type %s is %s', (type, cause, policy) => {
    expect(of(`Type="${type}"`, 'qwertz')).toMatchObject({ cause, policy, isAnswer: true, facts: { type } })
  })
})

describe('error codes (ERR)', () => {
  it.each([
    ['249', 'rate-unknown'],
    ['375', 'hotel-not-active'],
    ['385', 'reference-unknown'],
    ['392', 'hotel-unknown'],
    ['402', 'room-type-unknown'],
    ['448', 'channel-system-fault'],
    ['450', 'unable-to-process'],
    ['783', 'room-rate-unknown'],
    ['187', 'channel-unavailable'],
    ['191', 'channel-busy'],
    ['366', 'channel-asks-again'],
    ['447', 'channel-simultaneous'],
    ['784', 'channel-slow'],
    ['888', 'channel-degraded'],
    ['361', 'hotel-unknown'],
    ['400', 'hotel-unknown'],
    ['436', 'rate-unknown'],
    ['842', 'rate-unknown'],
    ['730', 'room-type-unknown'],
    ['731', 'room-type-unknown'],
    ['732', 'room-rate-unknown'],
    ['497', 'authorization-refused'],
    ['175', 'wrong-password'],
    ['190', 'rights-refused'],
    ['15', 'date-wrong'],
    ['19', 'name-missing'],
    ['61', 'currency-wrong'],
    ['113', 'part-missing'],
    ['135', 'date-wrong'],
    ['244', 'contact-wrong'],
    ['310', 'name-missing'],
    ['316', 'contact-wrong'],
    ['320', 'part-wrong'],
    ['321', 'part-missing'],
    ['362', 'stay-length'],
    ['363', 'room-count'],
    ['367', 'part-wrong'],
    ['381', 'date-wrong'],
    ['397', 'guest-count'],
    ['404', 'date-wrong'],
    ['407', 'value-too-long'],
    ['418', 'name-missing'],
    ['770', 'name-missing'],
    ['127', 'already-exists'],
    ['264', 'cancel-refused'],
    ['417', 'change-refused'],
    ['768', 'status-conflict'],
    ['769', 'record-not-processed'],
    ['322', 'no-availability'],
    ['427', 'no-availability'],
    ['240', 'card-wrong'],
    ['242', 'card-wrong'],
    ['352', 'card-refused'],
    ['890', 'card-refused'],
    ['891', 'card-wrong'],
  ])('code %s is %s, whatever the type and a text that says nothing', (code, cause) => {
    expect(of(`Type="3" Code="${code}"`, 'qwertz').cause).toBe(cause)
    expect(of(`Code=" ${code} "`).cause).toBe(cause)
  })

  it('has every code of the list in one group, and no other', () => {
    const listed = [...Array.from({ length: 323 }, (_, n) => n + 1), ...Array.from({ length: 551 }, (_, n) => n + 342)]
    expect([...allCodes].sort((a, b) => a - b)).toEqual(listed)
    expect(listed).toHaveLength(874)
    for (const code of listed) expect(groupOf(String(code))).not.toBeNull()
    expect(groupOf('324')).toBeNull()
    expect(groupOf('893')).toBeNull()
  })

  it('gives every code a verdict that is never sent again by itself, but for the named ones', () => {
    const again = allCodes.filter((code) => !['fail', 'pause'].includes(of(`Type="3" Code="${code}"`).policy))
    expect(again.sort((a, b) => a - b)).toEqual([187, 191, 366, 447, 448, 737, 784, 888])
  })
})

describe('code, text and type against each other', () => {
  it.each([
    ['code before type', 'Type="12" Code="402"', 'failed', 'room-type-unknown'],
    ['code before type, the other way round', 'Type="10" Code="448"', 'failed', 'channel-system-fault'],
    ['text before a catch-all code', 'Type="3" Code="450"', 'Room type DLXV is not mapped', 'room-type-unknown'],
    ['private code inside the text', 'Type="3" Code="450" ShortText="3203 Rate plan not found"', '', 'rate-unknown'],
    ['catch-all code alone', 'Type="12" Code="450"', 'Sorry', 'unable-to-process'],
    ['text only in ShortText', 'Type="3" ShortText="Hotel is not active"', '', 'hotel-not-active'],
    ['type missing', 'Code="249"', '', 'rate-unknown'],
    ['type and code missing', '', 'The reservation already exists', 'already-exists'],
    ['nothing but text nobody knows', '', 'Qwertz', 'unknown-answer'],
    ['nothing at all', '', '', 'unknown-answer'],
    ['private code', 'Type="3" Code="1113"', 'qwertz', 'rule-refused'],
    ['private code with type 12 is not bare', 'Type="12" Code="7777"', 'qwertz', 'unknown-answer'],
    ['private code with a telling text', 'Type="1" Code="3209"', 'Duplicate booking', 'already-exists'],
    ['code that is no number', 'Type="3" Code="ROOM"', 'qwertz', 'rule-refused'],
    ['sign-in beside a catch-all code', 'Type="4" Code="450"', 'qwertz', 'credentials-refused'],
    ['try again later beside a catch-all code', 'Type="1" Code="450"', 'Please try again later', 'channel-unavailable'],
    ['text about the surname', 'Type="10"', 'Surname is missing', 'name-missing'],
    ['padded text', 'Type="3"', '\n     Invalid room type   \n', 'room-type-unknown'],
  ])('%s', (_, attributes, text, cause) => {
    expect(of(attributes, text).cause).toBe(cause)
  })

  it('takes the codes it repeats out of the text', () => {
    expect(of('Type="3" Code="402"', "Room type 'DLX V' x; Invalid room type DLXV").facts).toMatchObject({
      code: '402',
    })
    expect(of('Type="3" Code="402"', 'Invalid room type DLXV').facts).toMatchObject({ roomType: 'DLXV' })
    expect(of('Type="3" Code="249"', 'Rate plan "bar-7" does not exist').facts).toMatchObject({ ratePlan: 'bar-7' })
    expect(of('Type="3" Code="402"', 'Invalid room type').facts).not.toHaveProperty('roomType')
    expect(of('Type="3" Code="402"', 'Room type does not exist').facts).not.toHaveProperty('roomType')
  })
})

describe('several errors, warnings and success', () => {
  const errors = (...inner: string[]) => answer(`<Errors>${inner.join('')}</Errors>`)

  it('lets the worst decide and shows all, in reading order', () => {
    const verdict = judge(
      errors('<Error Type="12">later</Error>', '<Error Type="3" Code="402">room</Error>', '<Error Type="1">x</Error>'),
    )
    expect(verdict).toMatchObject({ cause: 'room-type-unknown', facts: { more: '2' } })
    expect(verdict.vendorText).toBe('Error Type="12": later\nError Type="3" Code="402": room\nError Type="1": x')
    expect(judge(errors('<Error Type="3" Code="402"/>', '<Error Type="4"/>')).cause).toBe('credentials-refused')
    expect(judge(errors('<Error Code="127"/>', '<Error Code="249"/>'), { isRepeatAfterUnknown: true }).cause).toBe(
      'rate-unknown',
    )
  })

  it('reads errors beside reservations, under other roots and without any namespace', () => {
    const beside =
      '<OTA_ResRetrieveRS><ReservationsList><HotelReservation/></ReservationsList><Errors><Error Type="3" Code="783"/></Errors></OTA_ResRetrieveRS>'
    expect(judge(beside)).toMatchObject({ cause: 'room-rate-unknown', notes: ['unexpected-root'] })
    expect(
      judge(`<OTA_ErrorRS EchoToken="${ECHO}"><Errors><Error Type="3" Code="392"/></Errors></OTA_ErrorRS>`),
    ).toMatchObject({
      cause: 'hotel-unknown',
      notes: ['unexpected-root'],
    })
    expect(judge('<OTA_ErrorRS><Error Type="3" Code="402">no list around it</Error></OTA_ErrorRS>').cause).toBe(
      'room-type-unknown',
    )
    expect(judge('<OTA_ErrorRS ErrorMessage="no list at all" Type="3" Code="402"/>')).toMatchObject({
      cause: 'room-type-unknown',
      isAnswer: true,
      vendorText: 'OTA_ErrorRS ErrorMessage="no list at all" Type="3" Code="402"',
    })
    expect(judge('<OTA_ErrorRS ErrorMessage="who knows"/>')).toMatchObject({ outcome: 'failed', policy: 'fail' })
    expect(
      judge(
        '<ns0:OTA_HotelResNotifRS xmlns:ns0="x"><ns0:Errors><ns0:Error code="402" type="3"/></ns0:Errors></ns0:OTA_HotelResNotifRS>',
      ).cause,
    ).toBe('room-type-unknown')
  })

  it('takes errors before Success, and Success after an empty list of errors', () => {
    expect(judge(answer('<Errors><Error Code="402"/></Errors><Success/>')).cause).toBe('room-type-unknown')
    expect(judge(answer('<Errors/><Success/>')).outcome).toBe('delivered')
    expect(judge(answer('<Errors/>')).outcome).toBe('unsure')
  })

  it('knows a delivered message', () => {
    expect(judge(answer('<Success/>'))).toMatchObject({
      cause: 'delivered',
      outcome: 'delivered',
      policy: 'none',
      notes: [],
      vendorText: null,
      isAnswer: true,
    })
    for (const [kind, root] of [
      ['availability', 'OTA_HotelAvailNotifRS'],
      ['rates', 'OTA_HotelRateAmountNotifRS'],
      ['cancel', 'OTA_CancelRS'],
      ['other', 'OTA_PingRS'],
    ] satisfies [MessageKind, string][])
      expect(judge(answer('<Success/>', root), { kind }).cause).toBe('delivered')
  })

  it('notes an EchoToken that is not ours and a root that is not expected', () => {
    expect(judge(answer('<Success/>', 'OTA_HotelResNotifRS', 'other'))).toMatchObject({
      outcome: 'delivered-with-notes',
      notes: ['echo-mismatch'],
    })
    expect(judge(answer('<Success/>', 'OTA_HotelResNotifRS', 'other'), { echoToken: null }).outcome).toBe('delivered')
    expect(judge(answer('<Success/>', 'OTA_HotelAvailNotifRS'))).toMatchObject({
      outcome: 'delivered-with-notes',
      notes: ['unexpected-root'],
    })
    expect(judge(answer('<Errors><Error Code="402"/></Errors>', 'OTA_HotelResNotifRS', 'other'))).toMatchObject({
      outcome: 'failed',
      notes: ['echo-mismatch'],
    })
  })

  const warned = (attributes: string, text = '') =>
    answer(`<Success/><Warnings><Warning ${attributes}>${text}</Warning></Warnings>`)
  it.each([
    ['a remark', 'Type="11"', 'Please send earlier', 'delivered-with-remark', 'delivered-with-notes'],
    ['a complete record', 'Type="11" Status="Complete"', '', 'delivered-with-remark', 'delivered-with-notes'],
    [
      'not processed',
      'Type="12" Status="NotProcessed" RecordID="1"',
      'Record left out',
      'record-not-processed',
      'failed',
    ],
    ['not processed, with a code', 'Type="12" Code="402" Status="NotProcessed"', '', 'room-type-unknown', 'failed'],
    [
      'not processed, with a passing fault',
      'Type="12" Code="448" Status="NotProcessed"',
      '',
      'record-not-processed',
      'failed',
    ],
    [
      'not processed, said in words only',
      'Type="11"',
      'The reservation was not processed',
      'record-not-processed',
      'failed',
    ],
    ['incomplete', 'Type="12" Status="Incomplete"', '', 'record-partial', 'unsure'],
  ])('Success with a warning: %s', (_, attributes, text, cause, outcome) => {
    expect(judge(warned(attributes, text))).toMatchObject({ cause, outcome })
  })
})

describe('earlier messages of the same booking', () => {
  const table: [string, string, Parameters<typeof asked>[0], string, string][] = [
    ['already exists', '127', {}, 'already-exists', 'failed'],
    [
      'already exists, answering a repeat',
      '127',
      { isRepeatAfterUnknown: true },
      'already-there',
      'delivered-with-notes',
    ],
    ['already cancelled, to a cancel', '95', { kind: 'cancel' }, 'already-cancelled', 'delivered-with-notes'],
    ['already cancelled, to a change', '95', { kind: 'change' }, 'change-of-cancelled', 'failed'],
    [
      'not found, to a cancel of what was never accepted',
      '97',
      { kind: 'cancel' },
      'cancel-of-unknown',
      'delivered-with-notes',
    ],
    [
      'not found, to a cancel of what was accepted',
      '385',
      { kind: 'cancel', wasAcceptedBefore: true },
      'cancel-not-found',
      'failed',
    ],
    ['not found, to a change', '97', { kind: 'change' }, 'change-of-unknown', 'failed'],
    ['not found, to a new one', '284', { kind: 'new' }, 'reference-unknown', 'failed'],
    [
      'a reference that is not valid any more, to a cancel',
      '87',
      { kind: 'cancel' },
      'already-cancelled',
      'delivered-with-notes',
    ],
    ['a reference that is not valid, to a change', '87', { kind: 'change' }, 'reference-unknown', 'failed'],
  ]
  it.each(table)('%s', (_, code, given, cause, outcome) => {
    expect(of(`Type="3" Code="${code}"`, '', given)).toMatchObject({ cause, outcome })
  })

  it('reads the same from the text', () => {
    expect(of('Type="3"', 'Booking 77 has already been cancelled', { kind: 'cancel' }).cause).toBe('already-cancelled')
    expect(of('Type="3" Code="450"', 'Reservation 77 could not be found', { kind: 'cancel' }).cause).toBe(
      'cancel-of-unknown',
    )
  })
})

it('holds the lane for errors about the hotel, and pauses nothing for them', () => {
  for (const code of ['375', '392', '361', '400']) {
    const { cause, policy } = of(`Type="3" Code="${code}"`)
    expect([policy, entries[cause].holdsLane]).toEqual(['fail', true])
  }
})

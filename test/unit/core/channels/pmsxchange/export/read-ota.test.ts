import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { MAX_EXPORT_BYTES } from '../../../../../../main/core/channels/export.ts'
import { readOtaExport } from '../../../../../../main/core/channels/pmsxchange/export/read-ota.ts'
import { parseXml } from '../../../../../../main/core/xml/parse.ts'
import { bytesOf, fixture, messagesOf, notif, readOne, readText, reservation } from './read-fixture.ts'

/** A time written to the second, with an offset. */
const zonedTime = (at: number) => ({ form: 'zoned', fromAt: at, untilAt: at + 999 })

describe('a booking', () => {
  const text = fixture('booking-new.xml')
  const message = readOne(text)

  it('is read as staff know it', () => {
    const { body: _, ...facts } = message
    expect(facts).toEqual({
      part: 1,
      parts: 1,
      kind: 'new',
      messageType: 'OTA_HotelResNotifRQ',
      rewrittenFrom: null,
      hotelCode: 'AURORA',
      reservationId: 'R-1001',
      bookingIds: [
        { value: 'R-1001', rank: 0 },
        { value: 'CONF-9', rank: 1 },
      ],
      guest: 'van Müller & Straß, Lena',
      names: ['Huber, Jonas', 'van Müller & Straß, Lena', 'Nordlicht Reisen'],
      arrival: '2026-12-03',
      departure: '2026-12-06',
      isWhole: true,
      modified: zonedTime(Date.UTC(2026, 10, 22, 7, 14, 30)),
      lastModified: zonedTime(Date.UTC(2026, 10, 22, 7, 14, 30)),
      booking: {
        rooms: 1,
        roomTypes: ['0101'],
        ratePlans: ['BAR'],
        adults: 2,
        children: 1,
        total: { amount: '412.50', currency: 'EUR' },
        wishes: ['Late arrival, card ****1111 cvv ***', 'Baby cot, please'],
        card: { brand: 'Visa', lastFour: '1111' },
      },
      ownEchoToken: 'pms-1001',
      ownTimeStamp: '2026-11-22T08:15:00+01:00',
    })
  })

  it('is sent as the PMS wrote it', () => {
    const root = text.slice(text.indexOf('<OTA_'), text.lastIndexOf('>') + 1)
    expect(message.body).toBe(root)
  })
})

describe('a group in a SOAP envelope', () => {
  const [first, second] = readText(fixture('group-in-envelope.xml'))

  it('becomes a message for each reservation; the rooms of one stay together', () => {
    expect([first, second]).toMatchObject([
      {
        part: 1,
        parts: 2,
        reservationId: 'G-1',
        kind: 'change',
        arrival: '2026-12-09',
        departure: '2026-12-12',
        booking: { rooms: 2 },
      },
      {
        part: 2,
        parts: 2,
        reservationId: 'G-2',
        kind: 'change',
        arrival: '2027-01-02',
        departure: '2027-01-09',
        hotelCode: 'NORD',
      },
    ])
  })

  it('keeps prefixes, carries needed name spaces over and leaves the exported header behind', () => {
    expect(first?.body).toMatch(
      /^<ota:OTA_HotelResNotifRQ xmlns:hint="urn:hint" xmlns:ota='http:\/\/www\.opentravel\.org\/OTA\/2003\/05' EchoToken="pms-2" /,
    )
    expect(first?.body).not.toMatch(/Security|old-pass|unused|env:/)
    expect(first?.body).toContain('<!-- one -->')
    expect(first?.body).toContain('G-1')
    expect(first?.body).not.toMatch(/G-2|two/)
    expect(second?.body).toContain('<!-- two -->')
    expect(second?.body).not.toMatch(/G-1|one/)
    for (const message of [first, second]) expect(parseXml(message?.body ?? '').ok).toBe(true)
  })
})

describe('the other message types', () => {
  it('reads each HotelResModify as a change or a cancellation', () => {
    expect(readText(fixture('modify.xml'))).toMatchObject([
      { kind: 'change', reservationId: 'M-1', isWhole: false, messageType: 'OTA_HotelResModifyNotifRQ' },
      { kind: 'cancel', reservationId: 'M-2', isWhole: true, lastModified: zonedTime(Date.UTC(2026, 10, 20, 9, 30)) },
    ])
  })

  it('reads a cancellation', () => {
    const text = fixture('cancel.xml')
    expect(readText(text)).toMatchObject([
      {
        kind: 'cancel',
        reservationId: 'R-1001',
        guest: 'Berg, Lena',
        isWhole: true,
        hotelCode: null,
        booking: null,
        body: text.trim(),
      },
    ])
  })

  it('reads the days of a cancellation that says which stay it means', () => {
    const verification = (span: string) =>
      `<OTA_CancelRQ xmlns="http://www.opentravel.org/OTA/2003/05"><UniqueID Type="14" ID="X1"/><Verification>${span}</Verification></OTA_CancelRQ>`
    expect(readOne(verification('<ReservationTimeSpan Start="2026-12-01" End="2026-12-05"/>'))).toMatchObject({
      arrival: '2026-12-01',
      departure: '2026-12-05',
    })
    expect(readOne(verification('<ReservationTimeSpan Start="2026-12-30T14:00:00" Duration="P3N"/>'))).toMatchObject({
      arrival: '2026-12-30',
      departure: '2027-01-02',
    })
    expect(readOne(verification(''))).toMatchObject({ arrival: null, departure: null })
  })

  it('splits availability by hotel and keeps the elements of one hotel together', () => {
    const messages = readText(fixture('availability-two-hotels.xml'))
    expect(messages).toMatchObject([
      { kind: 'availability', hotelCode: 'AURORA', isWhole: false, reservationId: null },
      { kind: 'availability', hotelCode: 'NORD' },
    ])
    expect(messages[0]?.body.match(/<AvailStatusMessages /g)).toHaveLength(2)
    expect(messages[0]?.body).toContain('SGL')
    expect(messages[1]?.body.match(/HotelCode="[^"]*"/g)).toEqual(['HotelCode="NORD"'])
  })

  it('reads rates whole', () => {
    const text = fixture('rates.xml')
    expect(readText(text)).toMatchObject([{ kind: 'rates', hotelCode: 'AURORA', part: 1, parts: 1, body: text.trim() }])
  })

  it('reads counts of rooms as availability', () => {
    expect(readText(fixture('inventory.xml'))).toMatchObject([
      {
        kind: 'availability',
        hotelCode: 'NORD',
        messageType: 'OTA_HotelAvailNotifRQ',
        rewrittenFrom: 'OTA_HotelInvCountNotifRQ',
      },
    ])
  })

  it('reads availability that names no hotel', () => {
    expect(readText('<OTA_HotelAvailNotifRQ/>')).toMatchObject([
      { kind: 'availability', hotelCode: null, body: '<OTA_HotelAvailNotifRQ/>' },
    ])
  })
})

describe('the kind of a reservation', () => {
  const kindOf = (root: string, item: string) => readOne(notif(root, reservation(item))).kind
  it.each([
    ['Commit', 'new'],
    ['Reserved', 'new'],
    ['BOOK', 'new'],
    ['Initiate', 'new'],
    ['Modify', 'change'],
    ['Modified', 'change'],
    ['Cancel', 'cancel'],
    ['Cancelled', 'cancel'],
    ['Canceled', 'cancel'],
    ['No-show', 'change'],
    ['No Show', 'change'],
    ['In-house', 'change'],
    ['Checked-Out', 'change'],
    ['Waitlisted', 'change'],
    ['Due out', 'change'],
    ['CXL', 'cancel'],
    ['cnx', 'cancel'],
    ['Void', 'cancel'],
    ['VOIDED', 'cancel'],
    ['Deleted', 'cancel'],
    ['Cancelled - no show', 'cancel'],
    ['Pending Cancellation', 'cancel'],
    ['CancellationPending', 'cancel'],
    ['Annulled', 'cancel'],
    ['annulé', 'cancel'],
    ['Anulado', 'cancel'],
    ['Storno', 'cancel'],
    ['storniert', 'cancel'],
    ['gelöscht', 'cancel'],
    ['geloescht', 'cancel'],
    ['Cancellation denied', 'change'],
    ['Uncancelled', 'change'],
    ['Reinstated', 'change'],
    ['Ignored', 'change'],
    ['Something', 'change'],
    ['Q7', 'change'],
    ['9', 'change'],
    ['-', 'change'],
    ['Отменено', 'change'],
    ['Canc', 'cancel'],
    ['Cancelada', 'cancel'],
    ['abbestellt', 'cancel'],
    ['Cancellation requested', 'cancel'],
    ['Not cancelled', 'change'],
    ['Expired', 'change'],
    ['Neu', 'new'],
    ['Nouvelle', 'new'],
    ['Confirmed', 'new'],
  ])('%s is %s, on the root and on the reservation', (status, kind) => {
    expect(kindOf(`ResStatus="${status}"`, '')).toBe(kind)
    expect(kindOf('', `ResStatus="${status}"`)).toBe(kind)
  })

  it.each([
    ['CreateDateTime="2026-11-01T10:00:00Z" LastModifyDateTime="2026-11-01T10:00:01Z"', 'change'],
    ['CreateDateTime="2026-11-01T10:00:00Z" LastModifyDateTime="2026-11-01T11:00:00+01:00"', 'new'],
    ['CreateDateTime="2026-11-01T10:00:00Z"', 'new'],
    ['ResStatus="Confirmed" CreateDateTime="2026-11-01" LastModifyDateTime="2026-11-02"', 'change'],
    ['', 'new'],
  ])('without a status the dates decide: %s', (item, kind) => {
    expect(kindOf('', item)).toBe(kind)
  })

  it.each([
    ['Commit', 'Cancelled', 'cancel'],
    ['Modify', 'CXL', 'cancel'],
    ['Cancel', 'Reserved', 'cancel'],
    ['Commit', 'No-show', 'change'],
    ['Modify', 'Reserved', 'change'],
    ['Commit', 'Q7', 'change'],
    ['Commit', 'Confirmed', 'new'],
  ])('the root says %s and the reservation %s: %s', (root, item, kind) => {
    expect(kindOf(`ResStatus="${root}"`, `ResStatus="${item}"`)).toBe(kind)
  })
})

describe('the whole of a reservation', () => {
  const rooms = '<RoomStays><RoomStay><TimeSpan Start="2026-12-01" End="2026-12-03"/></RoomStay></RoomStays>'
  const ids = '<UniqueID Type="14" ID="P1"/>'

  it.each([
    ['a booking with its rooms', notif('ResStatus="Commit"', reservation('', ids + rooms)), true],
    ['a change with all the rooms', notif('ResStatus="Modify"', reservation('', ids + rooms)), true],
    ['a change that names no room', notif('ResStatus="Modify"', reservation('', ids)), false],
    ['a change with rooms in name only', notif('ResStatus="Modify"', reservation('', `${ids}<RoomStays/>`)), false],
    ['a cancellation, which needs none', notif('ResStatus="Cancel"', reservation('', ids)), true],
  ])('%s', (_, text, isWhole) => {
    expect(readOne(text).isWhole).toBe(isWhole)
  })
})

describe('the id of a reservation', () => {
  const ids = (...list: [string, string][]) =>
    `<ResGlobalInfo><HotelReservationIDs>${list.map(([type, value]) => `<HotelReservationID ResID_Type="${type}" ResID_Value="${value}"/>`).join('')}</HotelReservationIDs></ResGlobalInfo>`
  const unique = (type: string, id: string) => `<UniqueID Type="${type}" ID="${id}"/>`
  it.each([
    ['14', unique('14', 'u14') + ids(['40', 'c'], ['14', 'r']), 'r'],
    ['UniqueID 14, before a confirmation', unique('14', 'u14') + ids(['25', 's'], ['40', 'c'], ['14', ' ']), 'u14'],
    ['40', unique('16', 'u16') + ids(['25', 's'], ['40', 'c']), 'c'],
    ['UniqueID 14', unique('16', 'u16') + unique('14', 'u14') + ids(['25', 's']), 'u14'],
    ['the first UniqueID that is of a booking', unique('10', 'u10') + unique('18', 'u18') + ids(['25', 's']), 'u18'],
    ['a reference where there is nothing else', unique('10', 'u10') + unique('16', 'u16'), 'u16'],
    ['no reference of the message where there is more', unique('16', 'u16') + ids(['25', 's']), 's'],
    ['the first id', ids(['25', 's'], ['29', 'a']), 's'],
    [
      'none',
      '<ResGuests><ResGuest><Profiles><UniqueID Type="14" ID="profile"/></Profiles></ResGuest></ResGuests>',
      null,
    ],
    ['an id as it is written', ids(['14', '000123 A']), '000123 A'],
  ])('is %s', (_, inside, id) => {
    expect(readOne(notif('', reservation('', inside))).reservationId).toBe(id)
  })
})

describe('what is no export', () => {
  const read = (text: string) => readOtaExport(bytesOf(text))
  const unusable = (cause: string, facts: Record<string, string> = {}) => ({ kind: 'unusable', cause, facts })
  it.each([
    ['nothing', '', unusable('file-empty')],
    ['white space', '\r\n \u0004', unusable('file-empty')],
    ['another root', '<StayInfo><Guest>Anna</Guest></StayInfo>', unusable('file-unsupported', { root: 'StayInfo' })],
    ['another OTA message', '<x:OTA_ReadRQ xmlns:x="u"/>', unusable('file-unsupported', { root: 'OTA_ReadRQ' })],
    ['a root named as a JavaScript member', '<toString/>', unusable('file-unsupported', { root: 'toString' })],
    ['an empty envelope', '<Envelope><Body/></Envelope>', unusable('file-unsupported', { root: 'Envelope' })],
    ['no reservation', notif(''), unusable('file-no-reservation', { root: 'OTA_HotelResNotifRQ' })],
    [
      'a broken file',
      notif('', '\n<HotelReservation>Smith & Sons</HotelReservation>'),
      unusable('file-broken', { line: '2', column: '25', sign: '&' }),
    ],
    [
      'text that is no XML',
      'ReservationNo;Guest\n1;Anna',
      unusable('file-broken', { line: '1', column: '1', sign: 'R' }),
    ],
    ['nesting without end', '<a>'.repeat(5000), unusable('file-broken', { line: '1', column: '301' })],
    [
      'a DOCTYPE',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      unusable('file-doctype', { line: '1', column: '1' }),
    ],
    [
      'an unknown encoding',
      '<?xml version="1.0" encoding="IBM037"?><a/>',
      unusable('file-encoding', { encoding: 'IBM037' }),
    ],
    ['NUL alone, a file not yet written', '\u0000'.repeat(64), { kind: 'incomplete' }],
  ])('%s', (_, text, result) => {
    expect(read(text)).toEqual(result)
  })

  it('takes every beginning of an export for incomplete', () => {
    const text = fixture('booking-new.xml').trim()
    for (let end = 1; end < text.length; end += 13)
      expect(read(text.slice(0, end)), `cut at ${end}`).toEqual({ kind: 'incomplete' })
    expect(read(`${text.slice(0, 700)}${'\u0000'.repeat(500)}`)).toEqual({ kind: 'incomplete' })
  })

  it('reads a file far above the size of a request, and none above 64 MB', () => {
    const text = notif(
      '',
      ...Array.from({ length: 400 }, () => reservation('', `<Comments>${'x'.repeat(7_500)}</Comments>`)),
    )
    expect(text.length).toBeGreaterThan(3_000_000)
    expect(messagesOf(read(text))).toHaveLength(400)
    expect(readOtaExport(new Uint8Array(MAX_EXPORT_BYTES + 1))).toEqual(unusable('file-too-large', { limit: '64 MB' }))
  })

  it('does not multiply a file built to do harm', () => {
    const text = notif('', `<!--${'x'.repeat(900_000)}--><b/>`, reservation().repeat(2_000))
    expect(read(text)).toEqual(unusable('file-too-large', { limit: '64 MB' }))
  }, 20_000)
})

describe('a broken file', () => {
  const at = (name: string) =>
    readOtaExport(bytesOf(`<?xml version="1.0"?>\r\n<OTA_CancelRQ>\n  <Name>${name}</Name></OTA_CancelRQ>`))
  it.each([
    ['Smith & Jones', '&', '15'],
    ['AT&T', '&', '11'],
    ['M&uuml;ller', '&uuml;', '10'],
    ['A&nbsp;B', '&nbsp;', '10'],
    ['A\u000bB', 'U+000B', '10'],
    ['\u0000B', 'U+0000', '9'],
    ['A&#x1F;B', '&#x1F;', '10'],
    ['A&#0;B', '&#0;', '10'],
    ['A\uffffB', 'U+FFFF', '10'],
    ['1 < 2', '<', '11'],
    ['A</Nome>', '</Nome>', '10'],
    ['<a b=c/>', 'c', '14'],
    ['<a b="1" b="2"/>', 'b', '18'],
  ])('says which sign stands where: %j', (name, sign, column) => {
    expect(at(name)).toMatchObject({ kind: 'unusable', cause: 'file-broken', facts: { sign, column, line: '3' } })
  })
})

describe('encodings', () => {
  const text = notif(
    '',
    reservation(
      '',
      '<ResGuests><ResGuest><PersonName><Surname>Größe-Novák</Surname></PersonName></ResGuest></ResGuests>',
    ),
  )
  const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${text}`
  it.each([
    ['ISO-8859-1 with 0x04', Buffer.concat([Buffer.from(declared('ISO-8859-1'), 'latin1'), Buffer.from([4])])],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(declared('UTF-16'), 'utf16le')])],
    ['UTF-8 that is Windows-1252', Buffer.from(declared('UTF-8'), 'latin1')],
  ])('reads %s', (_, bytes) => {
    expect(messagesOf(readOtaExport(new Uint8Array(bytes)))).toMatchObject([{ guest: 'Größe-Novák', body: text }])
  })
})

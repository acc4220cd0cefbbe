import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCoverage } from '../../../../main/core/channels/pmsxchange/coverage.ts'
import { readOtaExport } from '../../../../main/core/channels/pmsxchange/export/read-ota.ts'
import { readJobExport } from '../../../../main/core/channels/propexo/read-export.ts'
import { anything } from '../../../../main/core/queue/coverage.ts'
import { bytesOf, fixture, notif, readText, reservation } from './pmsxchange/export/read-fixture.ts'

const seeds = [
  'booking-new.xml',
  'group-in-envelope.xml',
  'availability-two-hotels.xml',
  'cancel.xml',
  'job-create.json',
].map((name) => bytesOf(fixture(name)))
const change = fc.record({ at: fc.nat(5000), drop: fc.nat(4), put: fc.uint8Array({ maxLength: 4 }) })

describe('mutated exports', () => {
  it('are read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }), (seed, changes) => {
        let bytes = [...seed]
        for (const { at, drop, put } of changes) bytes = bytes.toSpliced(at % (bytes.length + 1), drop, ...put)
        const kinds = [readOtaExport(new Uint8Array(bytes)), readJobExport(new Uint8Array(bytes))].map(
          ({ kind }) => kind,
        )
        for (const kind of kinds) expect(['messages', 'incomplete', 'unusable']).toContain(kind)
      }),
    )
  }, 30_000)

  it('any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['incomplete', 'unusable']).toContain(readOtaExport(bytes).kind)
      }),
    )
  })
})

const blank = fc.constantFrom('', ' ', '\n', '\r\n\t')
const item = fc
  .record({
    text: fc.constantFrom(
      '',
      'Müller &amp; Co',
      '<![CDATA[</HotelReservation>]]>',
      '<!-- <HotelReservation/> -->',
      "<Text x='>'/>",
    ),
    isEmpty: fc.boolean(),
    before: blank,
  })
  .map(({ text, isEmpty, before }) => ({ text, isEmpty, before }))

describe('splitting', () => {
  it('loses no reservation and changes no other character', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 8 }),
        blank,
        fc.constantFrom('', '<TPA_Extensions a="1" />'),
        (list, after, other) => {
          const written = list.map(({ text, isEmpty }, n) =>
            isEmpty ? `<HotelReservation n="${n}" />` : reservation(`n='${n}'`, text),
          )
          const source = notif(
            "v='1'",
            `${other}${list.map(({ before }, n) => before + written[n]).join('')}${after}${other}`,
          )
          const messages = readText(source)
          expect(messages.map(({ part, parts }) => [part, parts])).toEqual(
            written.map((_, n) => [n + 1, written.length]),
          )
          expect(messages.map(({ body }) => body)).toEqual(
            written.map((each, n) => notif("v='1'", `${other}${list[n]?.before}${each}${after}${other}`)),
          )
        },
      ),
    )
  })

  it('keeps what stands between reservations, and each comment with the one that follows it', () => {
    const source = notif(
      '',
      '<!-- a -->',
      reservation('n="1"'),
      ' <!-- b --> ',
      reservation('n="2"'),
      '<Other/>',
      reservation('n="3"'),
    )
    expect(readText(source).map(({ body }) => body)).toEqual([
      notif('', '<!-- a -->', reservation('n="1"'), '<Other/>'),
      notif('', ' <!-- b --> ', reservation('n="2"'), '<Other/>'),
      notif('', '<Other/>', reservation('n="3"')),
    ])
  })

  it('finds reservations in more than one container', () => {
    const two = `<OTA_HotelResNotifRQ><HotelReservations>${reservation('n="1"')}</HotelReservations><HotelReservations>${reservation('n="2"')}</HotelReservations></OTA_HotelResNotifRQ>`
    expect(readText(two).map(({ body }) => body)).toEqual([
      two.replace(reservation('n="2"'), ''),
      two.replace(reservation('n="1"'), ''),
    ])
  })

  it('splits a thousand reservations quickly', () => {
    const source = notif(
      '',
      ...Array.from(
        { length: 1000 },
        (_, n) => `\n  ${reservation(`n="${n}"`, '<UniqueID Type="14" ID="x"/>'.repeat(20))}`,
      ),
    )
    expect(readText(source)).toHaveLength(1000)
  }, 30_000)
})

describe('exports built to do harm', () => {
  const repeat = (text: string, count: number) => text.repeat(count)
  const numbered = (text: string, count: number) => Array.from({ length: count }, (_, n) => `${text}${n}"/>`).join('')

  it('keep a bounded number of ids, names, codes and statements', () => {
    const rooms = Array.from({ length: 300 }, (_, n) => `<RoomType RoomTypeCode="R${n}"/>`).join('')
    const people = Array.from({ length: 300 }, (_, n) => `<PersonName><Surname>N${n}</Surname></PersonName>`).join('')
    const long = `<UniqueID Type="14" ID="${'x'.repeat(5_000)}"/>`
    const ids = numbered('<UniqueID Type="14" ID="', 300)
    const stays = `<RoomStays><RoomStay><RoomTypes>${rooms}</RoomTypes></RoomStay></RoomStays>`
    const [message] = readText(notif('', reservation('', `${long}${ids}${stays}<ResGuests>${people}</ResGuests>`)))
    expect(message?.bookingIds.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, n) => String(n)))
    expect(message?.names).toHaveLength(100)
    expect(message?.booking?.roomTypes).toHaveLength(50)
    const update = `<AvailStatusMessage><StatusApplicationControl Start="2026-01-01" End="2026-01-02" InvTypeCode="A"/><LengthsOfStay>${numbered(
      '<LengthOfStay MinMaxMessageType="X',
      3_000,
    )}</LengthsOfStay></AvailStatusMessage>`
    const codes = `<DestinationSystemCodes>${Array.from({ length: 300 }, (_, n) => `<DestinationSystemCode>D${n}</DestinationSystemCode>`).join('')}</DestinationSystemCodes>`
    for (const more of ['', codes]) {
      const text = `<OTA_HotelAvailNotifRQ><AvailStatusMessages HotelCode="H">${update.replace('</AvailStatusMessage>', `${more}</AvailStatusMessage>`)}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`
      // What says too much may be about anything: nothing older is taken to be replaced by it.
      expect(readCoverage(text).statements).toEqual([anything])
    }
  })

  it.each([
    ['many empty reservations', notif('', repeat('<HotelReservation/>', 20_000))],
    ['many security codes', notif('', repeat('<HotelReservation CVV="1"><A CVV="2"/></HotelReservation>', 10_000))],
    [
      'many hotels by turns',
      `<OTA_HotelAvailNotifRQ>${Array.from({ length: 20_000 }, (_, n) => `<AvailStatusMessages HotelCode="${n % 2}"/>`).join('')}</OTA_HotelAvailNotifRQ>`,
    ],
    ['many cancelled numbers', `<OTA_CancelRQ>${numbered('<UniqueID Type="14" ID="', 2_000)}</OTA_CancelRQ>`],
    ['many ids', notif('', reservation('', numbered('<UniqueID Type="14" ID="', 50_000)))],
    ['many comments', notif('', repeat('<!-- x --><!-- y --><HotelReservation/>', 20_000))],
    ['many names', notif('', reservation('', repeat('<PersonName><Surname>A</Surname></PersonName>', 15_000)))],
    ['digits without end', notif('', reservation('', `<Comment><Text>${repeat('1 ', 900_000)}</Text></Comment>`))],
    [
      'comments in comments',
      notif('', reservation('', repeat('<Comment>', 80) + repeat('<Text>x</Text>', 20_000) + repeat('</Comment>', 80))),
    ],
  ])(
    '%s are read within seconds',
    (_, text) => {
      const read = readOtaExport(bytesOf(text), { maxRequestBytes: 2_000_000, maxMessages: 1_000_000 })
      expect(read.kind === 'messages' && read.messages.length).toBeGreaterThan(0)
    },
    30_000,
  )
})

describe('name spaces of removed ancestors', () => {
  const inEnvelope = (envelope: string, message: string) =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" ${envelope}><e:Body>${message}</e:Body></e:Envelope>`
  const bodyOf = (envelope: string, message: string) => readText(inEnvelope(envelope, message))[0]?.body
  it.each([
    ['a default one', 'xmlns="urn:ota"', '<OTA_CancelRQ a="1"/>', '<OTA_CancelRQ xmlns="urn:ota" a="1"/>'],
    ['not over its own', 'xmlns="urn:ota"', '<OTA_CancelRQ xmlns="urn:own"/>', '<OTA_CancelRQ xmlns="urn:own"/>'],
    [
      'a default one that only a child uses',
      'xmlns="urn:ota" xmlns:o="urn:o"',
      '<o:OTA_CancelRQ><UniqueID/></o:OTA_CancelRQ>',
      '<o:OTA_CancelRQ xmlns="urn:ota" xmlns:o="urn:o"><UniqueID/></o:OTA_CancelRQ>',
    ],
    [
      'not a default one that nothing uses',
      'xmlns="urn:ota" xmlns:o="urn:o"',
      '<o:OTA_CancelRQ/>',
      '<o:OTA_CancelRQ xmlns:o="urn:o"/>',
    ],
    [
      'a prefix in a value',
      'xmlns:t="urn:t"',
      '<OTA_CancelRQ type="t:Cancel"/>',
      '<OTA_CancelRQ xmlns:t="urn:t" type="t:Cancel"/>',
    ],
    ['not a prefix that is unused', 'xmlns:t="urn:t"', '<OTA_CancelRQ/>', '<OTA_CancelRQ/>'],
    [
      "not the envelope's own",
      'xmlns="http://schemas.xmlsoap.org/soap/envelope/"',
      '<OTA_CancelRQ/>',
      '<OTA_CancelRQ/>',
    ],
  ])('carries %s', (_, envelope, message, body) => {
    expect(bodyOf(envelope, message)).toBe(body)
  })
})

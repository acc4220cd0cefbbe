import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readOtaExport } from '../../../../../main/core/channels/pmsxchange/export/read-ota.ts'
import { buildPing, buildRequest, otaTime } from '../../../../../main/core/channels/pmsxchange/request.ts'
import { readExportOf } from '../../../../../main/core/channels/read-export.ts'
import { attribute, child, find, findAll, textOf } from '../../../../../main/core/xml/find.ts'
import { parseXml, type XmlElement } from '../../../../../main/core/xml/parse.ts'

const sender = {
  requestorId: 'ABC',
  username: 'front-desk',
  password: 's3cret & <pass>',
  echoToken: '0b9f6a52-1d7c-4f5e-9a53-6a1c8f0f2b11',
  at: Date.UTC(2026, 10, 22, 9, 30, 15, 250),
}
const golden = (name: string): string => readFileSync(`test/fixtures/golden/${name}.xml`, 'utf8')
const rootOf = (text: string): XmlElement => {
  const parsed = parseXml(text)
  if (!parsed.ok) throw new Error(`line ${parsed.problem.line} is ${parsed.problem.reason}`)
  return parsed.root
}
const build = (body: string, kind: 'new' | 'availability' = 'new'): string =>
  buildRequest({ ...sender, body, messageType: 'OTA_HotelResNotifRQ', kind }).content
const bodyOf = (content: string): string =>
  content.slice(content.indexOf('<soap:Body>') + 11, content.indexOf('</soap:Body>'))

describe('golden requests', () => {
  it.each([
    ['booking', 'booking-new.xml', 0],
    ['group-part-2', 'group-in-envelope.xml', 1],
    ['cancel', 'cancel.xml', 0],
    ['rates', 'rates.xml', 0],
  ])('%s', (name, file, part) => {
    const bytes = new Uint8Array(readFileSync(`test/fixtures/exports/${file}`))
    const { read } = readExportOf({ readExport: readOtaExport }, bytes)
    const message = read.kind === 'messages' ? read.messages[part] : undefined
    if (message === undefined) throw new Error('no message')
    expect(buildRequest({ ...sender, ...message }).content).toBe(golden(name))
  })

  it('ping, with EchoData and no POS', () => {
    const { content } = buildPing(sender)
    expect(content).toBe(golden('ping'))
    expect(find(rootOf(content), 'Body/OTA_PingRQ')?.children.map(({ name }) => name)).toEqual(['EchoData'])
  })
})

describe('the envelope', () => {
  const built = buildRequest({ ...sender, body: '<OTA_CancelRQ/>', messageType: 'OTA_CancelRQ', kind: 'cancel' })

  it('is SOAP 1.1 in UTF-8', () => {
    expect(built).toMatchObject({ contentType: 'text/xml; charset=utf-8', soapAction: '""' })
    expect(built.content).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8"\?><soap:Envelope xmlns:soap="http:\/\/schemas\.xmlsoap\.org\/soap\/envelope\/">/,
    )
  })

  it('carries user and password as they are', () => {
    const security = find(rootOf(built.content), 'Header/Security')
    const token = child(security, 'UsernameToken')
    expect(security?.attributes).toEqual({ mustUnderstand: '1' })
    expect(textOf(child(token, 'Username'))).toBe('front-desk')
    expect(textOf(child(token, 'Password'))).toBe('s3cret & <pass>')
    expect(attribute(child(token, 'Password'), 'Type')).toMatch(/username-token-profile-1\.0#PasswordText$/)
  })

  it('survives any user, password and code', () => {
    const any = fc.string({
      unit: fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\u0000', '\n', 'ü', '$&', 'x'),
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(any, any, any, (username, password, requestorId) => {
        const root = rootOf(
          buildRequest({
            ...sender,
            username,
            password,
            requestorId,
            body: '<a EchoToken="1"/>',
            messageType: 'a',
            kind: 'new',
          }).content,
        )
        const clean = (text: string) => text.replaceAll('\u0000', '')
        expect(find(root, 'Header/Security/UsernameToken/Username')?.text).toBe(clean(username))
        expect(find(root, 'Header/Security/UsernameToken/Password')?.text).toBe(clean(password))
        expect(find(root, 'Body/a/POS/Source/RequestorID')?.attributes.ID).toBe(clean(requestorId))
      }),
    )
  })
})

describe('what Night Porter owns in the message', () => {
  const stamped = 'EchoToken="0b9f6a52-1d7c-4f5e-9a53-6a1c8f0f2b11" TimeStamp="2026-11-22T09:30:15+00:00"'
  const requestor = '<RequestorID Type="10" ID="ABC"/>'
  it.each([
    ['sets what is missing', '<a/>', `<a ${stamped} Version="1.0"><POS><Source>${requestor}</Source></POS></a>`],
    [
      'replaces in place and keeps the version',
      `<a EchoToken='1' x="y" Version="2.1" TimeStamp = "z"><POS><Source><RequestorID ID='OLD' Type="22" URL="u"/></Source></POS><b/></a>`,
      `<a EchoToken="0b9f6a52-1d7c-4f5e-9a53-6a1c8f0f2b11" x="y" Version="2.1" TimeStamp="2026-11-22T09:30:15+00:00"><POS><Source><RequestorID ID="ABC" Type="10" URL="u"/></Source></POS><b/></a>`,
    ],
    [
      'puts a RequestorID first in the Source',
      '<a Version="1"><POS><Source ISOCountry="AT"><BookingChannel/></Source></POS></a>',
      `<a Version="1" ${stamped}><POS><Source ISOCountry="AT">${requestor}<BookingChannel/></Source></POS></a>`,
    ],
    [
      'opens an empty Source',
      '<a Version="1"><POS><Source x="1" /></POS></a>',
      `<a Version="1" ${stamped}><POS><Source x="1" >${requestor}</Source></POS></a>`,
    ],
    [
      'opens an empty POS',
      '<a Version="1"><POS/></a>',
      `<a Version="1" ${stamped}><POS><Source>${requestor}</Source></POS></a>`,
    ],
    [
      'fills a POS',
      '<a Version="1"><POS> </POS></a>',
      `<a Version="1" ${stamped}><POS><Source>${requestor}</Source> </POS></a>`,
    ],
    [
      'finds the RequestorID in the second Source',
      '<a Version="1"><POS><Source/><Source><RequestorID Type="1" ID="2"/></Source></POS></a>',
      `<a Version="1" ${stamped}><POS><Source/><Source>${requestor}</Source></POS></a>`,
    ],
    [
      'stamps the POS that stands in the reservation and adds none',
      '<a Version="1"><HotelReservations><HotelReservation><POS><Source><RequestorID ID="TESTPMS"/></Source></POS><RoomStays/></HotelReservation></HotelReservations></a>',
      `<a Version="1" ${stamped}><HotelReservations><HotelReservation><POS><Source><RequestorID ID="ABC" Type="10"/></Source></POS><RoomStays/></HotelReservation></HotelReservations></a>`,
    ],
    [
      'puts a RequestorID into the POS of the reservation',
      '<a Version="1"><HotelReservations><HotelReservation><POS><Source><BookingChannel Type="4"/></Source></POS></HotelReservation></HotelReservations></a>',
      `<a Version="1" ${stamped}><HotelReservations><HotelReservation><POS><Source>${requestor}<BookingChannel Type="4"/></Source></POS></HotelReservation></HotelReservations></a>`,
    ],
    [
      'leaves no other code beside ours where the PMS wrote two POS',
      '<a Version="1"><POS><Source><RequestorID ID="A"/></Source></POS><HotelReservations><HotelReservation><POS><Source><RequestorID ID="B"/></Source></POS></HotelReservation></HotelReservations></a>',
      `<a Version="1" ${stamped}><POS><Source><RequestorID ID="ABC" Type="10"/></Source></POS><HotelReservations><HotelReservation><POS><Source><RequestorID ID="ABC" Type="10"/></Source></POS></HotelReservation></HotelReservations></a>`,
    ],
    [
      'takes the POS that names a RequestorID of two',
      '<a Version="1"><POS><Source ISOCountry="AT"/></POS><HotelReservations><HotelReservation><POS><Source><RequestorID ID="B"/></Source></POS></HotelReservation></HotelReservations></a>',
      `<a Version="1" ${stamped}><POS><Source ISOCountry="AT"/></POS><HotelReservations><HotelReservation><POS><Source><RequestorID ID="ABC" Type="10"/></Source></POS></HotelReservation></HotelReservations></a>`,
    ],
    [
      'uses the prefix of the message',
      '<o:a xmlns:o="u" Version="1"><o:b/></o:a>',
      `<o:a xmlns:o="u" Version="1" ${stamped}><o:POS><o:Source><o:RequestorID Type="10" ID="ABC"/></o:Source></o:POS><o:b/></o:a>`,
    ],
    [
      'leaves LastModifyDateTime and an inner EchoToken alone',
      '<a Version="1"><POS/><b LastModifyDateTime="x" EchoToken="y" TimeStamp="z"/></a>',
      `<a Version="1" ${stamped}><POS><Source>${requestor}</Source></POS><b LastModifyDateTime="x" EchoToken="y" TimeStamp="z"/></a>`,
    ],
    [
      'drops the declaration and keeps everything else',
      '<?xml version="1.0" encoding="ISO-8859-1"?>\r\n<!-- c --><a Version="1">\r\n<!-- < --><POS/><![CDATA[<POS>]]>  Mül&#252;er &amp; co</a>\n',
      `<a Version="1" ${stamped}>\r\n<!-- < --><POS><Source>${requestor}</Source></POS><![CDATA[<POS>]]>  Mül&#252;er &amp; co</a>`,
    ],
  ])('%s', (_, body, sent) => {
    expect(bodyOf(build(body))).toBe(sent)
  })

  it.each([
    ['new', '10'],
    ['change', '10'],
    ['cancel', '10'],
    ['availability', '22'],
    ['rates', '22'],
    ['other', '22'],
  ] as const)('asks for %s as type %s', (kind, type) => {
    const { content } = buildRequest({ ...sender, body: '<a/>', messageType: 'a', kind })
    expect(findAll(rootOf(content), 'Body/a/POS/Source/RequestorID').map((each) => each.attributes)).toEqual([
      { Type: type, ID: 'ABC' },
    ])
  })

  it('sends text that is not well-formed as it is', () => {
    expect(bodyOf(build('<a><b></a>'))).toBe('<a><b></a>')
  })

  it('writes times in seconds with a zone', () => {
    expect(otaTime(Date.UTC(2026, 0, 2, 3, 4, 5, 999))).toBe('2026-01-02T03:04:05+00:00')
  })
})

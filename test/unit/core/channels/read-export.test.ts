import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readExportOf } from '../../../../main/core/channels/read-export.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import { withoutRanges } from '../../../../main/core/xml/byte-ranges.ts'

const pmsx = channels.of('pmsxchange')
const job = channels.of('propexo')
const utf8 = (text: string) => new TextEncoder().encode(text)
const bare = (inside: string, head = '') =>
  `${head}<OTA_HotelResNotifRQ><HotelReservations><HotelReservation><UniqueID Type="14" ID="A"/>${inside}</HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`

const kept = (channel: typeof pmsx, bytes: Uint8Array) => {
  const { read, cuts } = readExportOf(channel, bytes)
  return { read, bytes: withoutRanges(bytes, cuts) }
}

describe('what is kept of a file', () => {
  const card = (code: string) =>
    `<Ünïcode Näme="Müller"/><PaymentCard CardCode="VI" SeriesCode="${code}"/><T>größe CVV 937 €</T>`
  const without = '<Ünïcode Näme="Müller"/><PaymentCard CardCode="VI"/><T>größe CVV  €</T>'

  it('is cut by bytes, in UTF-8 with and without a mark', () => {
    for (const mark of ['', '\ufeff'])
      expect(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(kept(pmsx, utf8(mark + bare(card('937')))).bytes),
      ).toBe(mark + bare(without))
  })

  it.each([
    ['utf16le', '\ufeff'],
    ['utf16le', ''],
  ] as const)('in %s', (encoding, mark) => {
    const bytes = Buffer.from(mark + bare(card('937')), encoding)
    expect(Buffer.from(kept(pmsx, bytes).bytes).toString(encoding)).toBe(mark + bare(without))
  })

  it('in an encoding of single bytes, and of pairs', () => {
    const head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    const latin = Buffer.from(bare(card('937').replaceAll('€', 'x'), head), 'latin1')
    expect(Buffer.from(kept(pmsx, latin).bytes).toString('latin1')).toBe(bare(without.replaceAll('€', 'x'), head))
    const sjis = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="Shift_JIS"?><OTA_HotelResNotifRQ><T>'),
      Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea]),
      Buffer.from(' CVV 937</T></OTA_HotelResNotifRQ>'),
    ])
    const left = Buffer.from(kept(pmsx, sjis).bytes)
    expect(left.includes('937')).toBe(false)
    expect(left.length).toBe(sjis.length - 3)
  })

  it('in UTF-8 with stray bytes, wherever they stand', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(0xe4, 0xf0, 0xc3, 0x80, 0xff), fc.integer({ min: 0x61, max: 0x7a })), {
          maxLength: 12,
        }),
        (stray) => {
          const bytes = Buffer.concat([
            Buffer.from('<a>größe 日本 '),
            Buffer.from(stray),
            Buffer.from('</a><CVV>937</CVV><b/>'),
          ])
          const left = Buffer.from(kept(pmsx, bytes).bytes)
          expect(
            left.equals(Buffer.concat([Buffer.from('<a>größe 日本 '), Buffer.from(stray), Buffer.from('</a><b/>')])),
          ).toBe(true)
        },
      ),
    )
  })

  it('also of files that are of no use: broken, unfinished, with a document type, of an unknown encoding', () => {
    for (const text of [
      '<a><CVV>937</CVV>',
      '<!DOCTYPE a><a CVV="937"/>',
      '<a CVV="937"',
      'CVV 937',
      '<?xml version="1.0" encoding="x-none"?><a CVV="937"/>',
    ]) {
      const { read, bytes } = kept(pmsx, utf8(text))
      expect(read.kind, text).not.toBe('messages')
      expect(Buffer.from(bytes).includes('937'), text).toBe(false)
    }
    const wide = Buffer.concat(
      [...'\ufeff<a CVV="937"/>'].map((sign) => Buffer.from([sign.charCodeAt(0) & 255, sign.charCodeAt(0) >> 8, 0, 0])),
    )
    expect(Buffer.from(kept(pmsx, wide).bytes).includes(Buffer.from([0x39, 0, 0, 0, 0x33]))).toBe(false)
  })
})

it('what is read of a file holds no security code in any of its parts, and says what it lost', () => {
  const text = bare(
    '<PaymentCard CardNumber="4111111111111111" SeriesCode="937"/><ResGuests><ResGuest><Profiles><ProfileInfo><Profile><Customer><PersonName><Surname>Doe CVV 937</Surname></PersonName></Customer></Profile></ProfileInfo></Profiles></ResGuest></ResGuests><Comment><Text>security code: 937</Text></Comment>',
  )
  const { read } = readExportOf(pmsx, utf8(text))
  expect(JSON.stringify(read)).not.toContain('937')
  expect(read).toMatchObject({ messages: [{ card: { hasNumber: true, wasCut: true } }] })
  const plain = readExportOf(pmsx, utf8(bare('')))
  expect(plain).toMatchObject({ cuts: [], read: { messages: [{ card: { hasNumber: false, wasCut: false } }] } })
})

it('of several messages in one file each says for itself', () => {
  const one = (id: string, inside: string) =>
    `<HotelReservation><UniqueID Type="14" ID="${id}"/>${inside}</HotelReservation>`
  const text = `<OTA_HotelResNotifRQ><HotelReservations>${one('A', '')}${one('B', '<PaymentCard CardNumber="4111111111111111" SeriesCode="9"/>')}</HotelReservations></OTA_HotelResNotifRQ>`
  expect(readExportOf(pmsx, utf8(text)).read).toMatchObject({
    messages: [{ card: { hasNumber: false, wasCut: false } }, { card: { hasNumber: true, wasCut: true } }],
  })
})

it('of a job export, with names twice and numbers as they were written', () => {
  const text =
    '{"method":"POST","path":"/v1/x","reference":"R","body":{"total":1.10,"card":{"cvv":"1","number":"4","cvv":937}}}'
  const { read } = readExportOf(job, utf8(text))
  expect(read).toMatchObject({
    messages: [
      { body: '{"method":"POST","path":"/v1/x","reference":"R","body":{"total":1.10,"card":{"number":"4"}}}' },
    ],
  })
})

import { describe, expect, it } from 'vitest'
import { descendants, find } from '../../../main/core/xml/find.ts'
import { parseXml, type XmlElement } from '../../../main/core/xml/parse.ts'
import * as samples from '../../../main/rehearsal/sample-exports.ts'
import { encodeExport, inEnvelope, jobWrite } from '../../../main/rehearsal/sample-wrapping.ts'

const rootOf = (text: string): XmlElement => {
  const parsed = parseXml(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem))
  return parsed.root
}

const everything = {
  reservationId: 'R1<&">',
  hotelCode: 'BOREAS',
  guest: { given: 'Siobhán', surname: 'O\'Rourke & "Söhne"', email: 'a@example.com', phone: '+43 1 555' },
  arrival: '2026-12-24',
  departure: '2026-12-27',
  roomType: '0101',
  ratePlan: 'NRF',
  rooms: 2,
  adults: 1,
  children: 2,
  amount: '99.50',
  currency: 'CHF',
  wish: '1 < 2 & 3',
  card: { brand: 'VI', number: '4111 1111 1111 1111', cvv: '123', expires: '1230', holder: "S O'Rourke" },
  createdAt: Date.parse('2026-11-01T08:00:00Z'),
}

describe('sample exports', () => {
  it('put every part where it belongs, escaped', () => {
    const root = rootOf(samples.newBooking(everything))
    expect([root.name, root.attributes.ResStatus, root.attributes.TimeStamp]).toEqual([
      'OTA_HotelResNotifRQ',
      'Commit',
      '2026-11-01T08:00:00+00:00',
    ])
    const booking = find(root, 'HotelReservations/HotelReservation')
    expect(booking?.attributes).toEqual({ CreateDateTime: '2026-11-01T08:00:00+00:00' })
    const first = (name: string) => descendants(root, name)[0]
    expect(first('UniqueID')?.attributes.ID).toBe(everything.reservationId)
    expect(first('HotelReservationID')?.attributes.ResID_Value).toBe(everything.reservationId)
    expect(first('Surname')?.text).toBe(everything.guest.surname)
    expect(first('Email')?.text).toBe('a@example.com')
    expect(first('Telephone')?.attributes.PhoneNumber).toBe('+43 1 555')
    expect(first('TimeSpan')?.attributes).toEqual({ Start: '2026-12-24', End: '2026-12-27' })
    expect(first('Total')?.attributes).toEqual({ AmountAfterTax: '99.50', CurrencyCode: 'CHF' })
    expect(descendants(root, 'RoomType').map(({ attributes }) => attributes.RoomTypeCode)).toEqual(['0101', '0101'])
    expect(descendants(root, 'GuestCount').map(({ attributes }) => attributes.Count)).toEqual(['1', '2', '1', '2'])
    expect(first('Text')?.text).toBe('1 < 2 & 3')
    expect(first('PaymentCard')?.attributes).toEqual({
      CardCode: 'VI',
      CardNumber: '4111 1111 1111 1111',
      SeriesCode: '123',
      ExpireDate: '1230',
    })
    expect(descendants(root, 'BasicPropertyInfo').every(({ attributes }) => attributes.HotelCode === 'BOREAS')).toBe(
      true,
    )
  })

  it('change and cancel two days later, whole', () => {
    for (const [text, status] of [
      [samples.changeBooking(everything), 'Modify'],
      [samples.cancelBooking(everything), 'Cancel'],
    ] as const) {
      const root = rootOf(text)
      expect(root.attributes.ResStatus).toBe(status)
      expect(find(root, 'HotelReservations/HotelReservation')?.attributes.LastModifyDateTime).toBe(
        '2026-11-03T08:00:00+00:00',
      )
      expect(descendants(root, 'RoomStay')).toHaveLength(2)
    }
  })

  it('put several reservations into one file', () => {
    const root = rootOf(
      samples.severalBookings([{ reservationId: 'R1' }, { reservationId: 'R2' }, { reservationId: 'R3' }]),
    )
    expect(descendants(root, 'UniqueID').map(({ attributes }) => attributes.ID)).toEqual(['R1', 'R2', 'R3'])
  })

  it.each([
    ['modifyRequest', samples.modifyRequest({ reservationId: 'R1' }), 'OTA_HotelResModifyNotifRQ'],
    ['cancelRequest', samples.cancelRequest({ reservationId: 'R1' }), 'OTA_CancelRQ'],
    ['availability', samples.availability(), 'OTA_HotelAvailNotifRQ'],
    ['rates', samples.rates(), 'OTA_HotelRateAmountNotifRQ'],
    ['inventoryCounts', samples.inventoryCounts(), 'OTA_HotelInvCountNotifRQ'],
  ])('%s is a %s', (_name, text, root) => {
    expect(rootOf(text).name).toBe(root)
    expect(rootOf(inEnvelope(text)).name).toBe('Envelope')
  })

  it('are the same for the same parts', () => {
    expect(samples.newBooking(everything)).toBe(samples.newBooking({ ...everything }))
  })
})

describe('how a PMS dresses them', () => {
  it('an envelope with credentials of its own and no second declaration', () => {
    const text = inEnvelope(samples.newBooking({ reservationId: 'R1' }), { username: 'a&b', password: 'c<d' })
    expect(text).not.toContain('<?xml')
    expect(descendants(rootOf(text), 'Username', 'Password').map((element) => element.text)).toEqual(['a&b', 'c<d'])
  })

  it.each([
    ['utf-8', 'utf-8'],
    ['utf-8-bom', 'utf-8'],
    ['utf-16le-bom', 'utf-16le'],
    ['utf-16be-bom', 'utf-16be'],
    ['windows-1252', 'windows-1252'],
  ] as const)('%s is read back as %s', (encoding, label) => {
    expect(new TextDecoder(label, { fatal: true }).decode(encodeExport('Müller – 10 €', encoding))).toBe(
      'Müller – 10 €',
    )
  })

  it('ISO-8859-1 has no euro, and a last byte may be 0x04', () => {
    expect([...encodeExport('ü€', 'iso-8859-1', true)]).toEqual([0xfc, 0x3f, 0x04])
  })

  it('a job write with its reference', () => {
    expect(JSON.parse(jobWrite({ reference: 'Jane', body: { first_name: 'Jane' } }))).toEqual({
      method: 'POST',
      path: '/v1/residents/',
      reference: 'Jane',
      body: { first_name: 'Jane' },
    })
  })
})

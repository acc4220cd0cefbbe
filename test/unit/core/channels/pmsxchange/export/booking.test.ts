import { describe, expect, it } from 'vitest'
import { notif, readOne, reservation } from './read-fixture.ts'

const bookingOf = (inside: string) => readOne(notif('', reservation('', inside))).booking
const room = (inside: string) => `<RoomStay>${inside}</RoomStay>`
const rooms = (...list: string[]) => `<RoomStays>${list.map(room).join('')}</RoomStays>`
const card = (attributes: string, inside = '') =>
  `<ResGlobalInfo><Guarantee><PaymentCard ${attributes}>${inside}</PaymentCard></Guarantee></ResGlobalInfo>`

describe('the summary of a booking', () => {
  it('is empty where the reservation says nothing', () => {
    expect(bookingOf('')).toEqual({
      rooms: null,
      roomTypes: [],
      ratePlans: [],
      adults: null,
      children: null,
      total: null,
      wishes: [],
      card: null,
    })
  })

  it('adds rooms and guests and names each type once', () => {
    const counts =
      '<GuestCounts><GuestCount AgeQualifyingCode="10" Count="2"/><GuestCount Age="6" Count="1"/></GuestCounts>'
    const rates = '<RoomRates><RoomRate RoomTypeCode="DBL" RatePlanCode="BAR"/></RoomRates>'
    expect(
      bookingOf(
        rooms(counts + rates, `<RoomTypes><RoomType RoomTypeCode="DBL" NumberOfUnits="3"/></RoomTypes>${counts}`),
      ),
    ).toMatchObject({
      rooms: 4,
      roomTypes: ['DBL'],
      ratePlans: ['BAR'],
      adults: 4,
      children: 2,
    })
  })

  it('multiplies guests that are counted for each room', () => {
    expect(
      bookingOf(
        rooms(
          '<RoomTypes><RoomType NumberOfUnits="2"/></RoomTypes><GuestCounts IsPerRoom="true"><GuestCount Count="2"/></GuestCounts>',
        ),
      ),
    ).toMatchObject({ adults: 4, children: 0 })
  })

  it('takes guests of the whole reservation where the rooms count none', () => {
    expect(
      bookingOf(
        `${rooms('')}<ResGlobalInfo><GuestCounts><GuestCount AgeQualifyingCode="7" Count="1"/></GuestCounts></ResGlobalInfo>`,
      ),
    ).toMatchObject({
      adults: 0,
      children: 1,
    })
  })

  it.each([
    [
      'the whole reservation',
      `${rooms('<Total AmountAfterTax="1" CurrencyCode="EUR"/>')}<ResGlobalInfo><Total AmountAfterTax="99.90" CurrencyCode="EUR"/></ResGlobalInfo>`,
      { amount: '99.90', currency: 'EUR' },
    ],
    ['before tax', rooms('<Total AmountBeforeTax="80"/>'), { amount: '80', currency: null }],
    [
      'a sum',
      rooms('<Total AmountAfterTax="0.1" CurrencyCode="EUR"/>', '<Total AmountAfterTax="0.20" CurrencyCode="EUR"/>'),
      { amount: '0.30', currency: 'EUR' },
    ],
    [
      'no sum of two currencies',
      rooms('<Total AmountAfterTax="1" CurrencyCode="EUR"/>', '<Total AmountAfterTax="1" CurrencyCode="CHF"/>'),
      null,
    ],
    ['no sum of some rooms', rooms('<Total AmountAfterTax="1" CurrencyCode="EUR"/>', ''), null],
    ['no amount that is none', rooms('<Total AmountAfterTax="1,50"/>'), null],
  ])('total: %s', (_, inside, total) => {
    expect(bookingOf(inside)?.total).toEqual(total)
  })

  it.each([
    [
      'an attribute with blanks',
      card('CardCode="MC" CardNumber="5555 5555-5555 4444"'),
      { brand: 'Mastercard', lastFour: '4444' },
    ],
    [
      'an element',
      card('CardCode="AX"', '<CardNumber>378282246310005</CardNumber>'),
      { brand: 'American Express', lastFour: '0005' },
    ],
    [
      'plain text within',
      card('CardType="VS"', '<CardNumber><PlainText>4111111111111111</PlainText></CardNumber>'),
      { brand: 'Visa', lastFour: '1111' },
    ],
    ['a masked number', card('CardCode="??" MaskedCardNumber="XXXXXXXXXXXX4242"'), { brand: null, lastFour: '4242' }],
    [
      'a number too short to show four of',
      card('CardCode="VI" CardNumber="12345678"'),
      { brand: 'Visa', lastFour: null },
    ],
    ['a brand named as a JavaScript member', card('CardCode="constructor"'), null],
  ])('card: %s', (_, inside, expected) => {
    expect(bookingOf(inside)?.card).toEqual(expected)
  })

  it('masks cards in wishes and bounds them', () => {
    const wish = (text: string) => `<SpecialRequest><Text>${text}</Text></SpecialRequest>`
    const many = Array.from({ length: 30 }, (_, n) => wish(`wish ${n} ${'long '.repeat(200)}`)).join('')
    const wishes = bookingOf(
      `<ResGlobalInfo><SpecialRequests>${wish('pay with 5555-5555-5555-4444, CVC 123')}${many}</SpecialRequests></ResGlobalInfo>`,
    )?.wishes
    expect(wishes?.[0]).toBe('pay with ****4444, CVC ***')
    expect(wishes).toHaveLength(20)
    expect(wishes?.every((text) => text.length <= 500)).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { availability, newBooking, rates, severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import { post, start } from './talk.ts'

/** What the stand-in holds of updates and of POS, after docs/channels/pmsxchange.md. */

const answer = async (message: string, file?: Parameters<typeof start>[0]): Promise<string> => {
  const { text } = await post(await start(file), message)
  return text.includes('<Success/>') ? 'success' : (/<(?:Error |faultstring)[^>]*>([^<]*)</.exec(text)?.[1] ?? text)
}

const UPDATE =
  '<AvailStatusMessage BookingLimit="1"><StatusApplicationControl Start="2026-12-01" End="2026-12-01" InvTypeCode="DBL"/></AvailStatusMessage>'
const updates = (count: number) =>
  availability().replace(/<AvailStatusMessage .*<\/AvailStatusMessage>/, UPDATE.repeat(count))

describe('updates in one request', () => {
  it('are 500 at most; more give the fault of too many requests', async () => {
    expect(await answer(updates(500))).toBe('success')
    expect(await answer(updates(501))).toBe('Throttle limit reached, please try again later...')
    expect(await answer(updates(3), { limits: { maxUpdates: 2 } })).toMatch(/^Throttle limit/)
  })
})

describe('rates', () => {
  const sample = rates({ roomType: 'DBL', ratePlan: 'BAR' })
  const onRate = sample
    .replace(/ Start="([^"]*)" End="([^"]*)"/, '')
    .replace('<Rate>', '<Rate Start="2026-12-01" End="2026-12-31">')
  const forGuests = (count: number | string, more = 'AgeQualifyingCode="10"') =>
    sample.replace('<BaseByGuestAmt ', `<BaseByGuestAmt NumberOfGuests="${count}" ${more} `)

  it('are dated on the rate, or on the control, or on neither and refused', async () => {
    expect(await answer(sample)).toBe('success')
    expect(await answer(onRate)).toBe('success')
    expect(await answer(sample.replace(/ End="[^"]*"/, ''))).toContain("Attribute 'End' must appear")
    expect(await answer(onRate.replace(/ Start="[^"]*"/, ''))).toContain(
      "Attribute 'Start' must appear on element 'tag0:Rate'",
    )
  })

  it('name a currency, on the price or on the rate', async () => {
    expect(await answer(sample.replace(' CurrencyCode="EUR"', ''))).toContain("Attribute 'CurrencyCode' must appear")
    expect(await answer(onRate.replace(' CurrencyCode="EUR"', '').replace('<Rate ', '<Rate CurrencyCode="EUR" '))).toBe(
      'success',
    )
  })

  it('are for one to five adults', async () => {
    for (const count of [1, 5]) expect(await answer(forGuests(count))).toBe('success')
    for (const count of [0, 6, 'two']) expect(await answer(forGuests(count))).toContain("attribute 'NumberOfGuests'")
    expect(await answer(forGuests(2, ''))).toContain("Attribute 'AgeQualifyingCode' must appear")
  })

  it('need a room, and a description of 512 characters at most', async () => {
    expect(await answer(sample.replace(/ InvTypeCode="[^"]*"/, ''))).toContain("Attribute 'InvTypeCode' must appear")
    const described = (length: number) =>
      sample.replace('</Rate>', `<RateDescription><Text>${'x'.repeat(length)}</Text></RateDescription></Rate>`)
    expect(await answer(described(512))).toBe('success')
    expect(await answer(described(513))).toBe('Description cannot be more than 512 characters long')
  })
})

describe('availability', () => {
  it('takes a rate alone, weekdays, and restrictions of some channels beside rooms for sale', async () => {
    const control = (attributes: string, inside = '') =>
      availability().replace(
        /<StatusApplicationControl [^>]*\/>/,
        `<StatusApplicationControl Start="2026-12-01" End="2026-12-02" ${attributes}>${inside}</StatusApplicationControl>`,
      )
    expect(await answer(control('RatePlanCode="BAR"'))).toBe('success')
    expect(await answer(control(''))).toContain("Attribute 'InvTypeCode' must appear")
    // No day is left: taken all the same, and nothing follows.
    expect(await answer(control('InvTypeCode="DBL" Tue="0" Weds="0"'))).toBe('success')
    expect(await answer(control('InvTypeCode="DBL" Tue="no"'))).toContain("attribute 'Tue'")
    const codes = '<DestinationSystemCodes><DestinationSystemCode>EXP</DestinationSystemCode></DestinationSystemCodes>'
    const both = control('InvTypeCode="DBL"', codes).replace(
      '</AvailStatusMessage>',
      '<RestrictionStatus Status="Close"/></AvailStatusMessage>',
    )
    expect(await answer(both)).toBe('success')
  })
})

describe('POS', () => {
  const booking = newBooking({ reservationId: 'R1' })
  const pos = /<POS>.*<\/POS>/.exec(booking)?.[0] ?? ''
  const inside = booking.replace(pos, '').replace(/(<HotelReservation [^>]*>)/, `$1${pos}`)

  it('stands at the root or in the reservation, never in both', async () => {
    expect(await answer(booking)).toBe('success')
    expect(await answer(inside)).toBe('success')
    const tooMuch = "Invalid content was found starting with element 'tag0:POS'"
    expect(await answer(booking.replace(/(<HotelReservation [^>]*>)/, `$1${pos}`))).toContain(tooMuch)
    expect(await answer(booking.replace(pos, pos + pos))).toContain(tooMuch)
  })

  it('in the reservation is checked like one at the root', async () => {
    expect(await answer(inside.replace('ID="PRACTICE"', 'ID="OTHER"'))).toContain('Inconsistent PMS codes')
    expect(await answer(inside.replace('Type="10"', 'Type="22"'))).toContain("attribute 'Type'")
  })

  it('stands in each of several reservations, or in none', async () => {
    const two = severalBookings([{ reservationId: 'R1' }, { reservationId: 'R2' }])
    const inEach = two.replace(pos, '').replace(/(<HotelReservation [^>]*>)/g, `$1${pos}`)
    expect([await answer(two), await answer(inEach)]).toEqual(['success', 'success'])
    expect(await answer(two.replace(pos, '').replace(/(<HotelReservation [^>]*>)/, `$1${pos}`))).toContain('tag0:POS')
  })
})

it('message types that the vendor does not list are refused', async () => {
  const other = availability().replaceAll('OTA_HotelAvailNotifRQ', 'OTA_HotelInvCountNotifRQ')
  expect(await answer(other)).toBe('Message type OTA_HotelInvCountNotifRQ is not supported')
})

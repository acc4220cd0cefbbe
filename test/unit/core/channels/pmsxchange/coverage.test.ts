import { describe, expect, it } from 'vitest'
import { readCoverage } from '../../../../../main/core/channels/pmsxchange/coverage.ts'
import { anything, covers, EVERY_DAY, overlaps, type Statement } from '../../../../../main/core/queue/coverage.ts'
import { availability, inventoryCounts, rates } from '../../../../../main/rehearsal/sample-exports.ts'

/** What OTA messages say: docs/channels/pmsxchange.md, pmsx-29 to pmsx-34. */

const dec = (day: number): number => Date.UTC(2026, 11, day) / 86_400_000

const avail = (control: string, inside = '', outside = inside === '' ? 'BookingLimit="3"' : ''): string =>
  `<OTA_HotelAvailNotifRQ><AvailStatusMessages HotelCode="H"><AvailStatusMessage ${outside}>
    <StatusApplicationControl ${control}/>${inside}</AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`
const SPAN = 'Start="2026-12-01" End="2026-12-03"'
const SUP_GLD = `InvTypeCode="SUP" RatePlanCode="GLD" ${SPAN}`

const rate = (control: string, attributes: string, amounts: string): string =>
  `<OTA_HotelRateAmountNotifRQ><RateAmountMessages HotelCode="H"><RateAmountMessage>
    <StatusApplicationControl ${control}/><Rates><Rate ${attributes}><BaseByGuestAmts>${amounts}</BaseByGuestAmts></Rate></Rates>
    </RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>`
const price = (more = '') => `<BaseByGuestAmt AmountAfterTax="99.00" CurrencyCode="EUR" ${more}/>`

const said = (body: string): Statement[] => readCoverage(body).statements
const one = (body: string): Statement => {
  const [first, ...rest] = said(body)
  expect(rest).toEqual([])
  return first ?? expect.unreachable()
}
const replaces = (later: string, earlier: string): boolean => covers(said(later), said(earlier))
const meet = (later: string, earlier: string): boolean => overlaps(said(later), said(earlier))

describe('availability', () => {
  it('is the limit of a room or of a room and rate, both days included', () => {
    expect(one(avail(SUP_GLD))).toEqual({
      ...{ property: 'limit', variant: '', room: 'SUP', rate: 'GLD', channel: null, guests: null },
      ...{ from: dec(1), to: dec(3), days: EVERY_DAY, sureDays: EVERY_DAY, isSure: true },
    })
    expect(one(availability())).toMatchObject({ room: 'DBL', rate: null, property: 'limit' })
    expect(one(avail(`InvCode="STD" AllRateCode="true" RatePlanCode="X" ${SPAN}`))).toMatchObject({
      ...{ room: 'STD', rate: null },
    })
  })

  it('counted by rooms sets the same limit, and without counts as well', () => {
    expect(one(inventoryCounts())).toMatchObject({ property: 'limit', room: 'DBL', isSure: true })
    expect(one(inventoryCounts().replace(/<InvCounts>.*<\/InvCounts>/, ''))).toMatchObject({ property: 'limit' })
    expect(one(inventoryCounts().replace('CountType="2"', 'CountType="4"'))).toMatchObject({ property: 'count 4' })
  })

  it('changed by a number replaces no number', () => {
    const changed = avail(SUP_GLD, '', 'BookingLimit="-1" BookingLimitMessageType="AdjustLimit"')
    expect([replaces(changed, avail(SUP_GLD)), meet(changed, avail(SUP_GLD))]).toEqual([false, true])
  })

  it('holds each restriction as a property of its own; Master is the plain stop sell', () => {
    const status = (restriction: string) => avail(SUP_GLD, `<RestrictionStatus Status="Close" ${restriction}/>`)
    const plain = status('')
    const master = status('Restriction="Master"')
    const arrival = status('Restriction="Arrival"')
    const departure = status('Restriction="Departure"')
    expect([replaces(master, plain), replaces(plain, master)]).toEqual([true, true])
    const all = [plain, arrival, departure, avail(SUP_GLD)]
    for (const [n, later] of all.entries())
      for (const [m, earlier] of all.entries()) {
        expect(replaces(later, earlier)).toBe(n === m)
        expect(meet(later, earlier)).toBe(n === m)
      }
  })

  it('holds each kind of stay as a property of its own, set or removed', () => {
    const stay = (kind: string, more = '') =>
      avail(SUP_GLD, `<LengthsOfStay ${more}><LengthOfStay MinMaxMessageType="${kind}" Time="2"/></LengthsOfStay>`)
    expect(replaces(stay('RemoveMinLOS'), stay('SetMinLOS'))).toBe(true)
    expect(meet(stay('SetMaxLOS'), stay('SetMinLOS'))).toBe(false)
    expect(meet(stay('SetForwardMinStay'), stay('SetMinLOS'))).toBe(false)
    const byArrival = stay('SetMinLOS', 'ArrivalDateBased="true"')
    expect([replaces(byArrival, stay('SetMinLOS')), meet(byArrival, stay('SetMinLOS'))]).toEqual([false, true])
  })

  it('that says nothing we know may be about anything of its room', () => {
    const odd = avail(SUP_GLD, '<HurdleRate Amount="5"/>')
    expect(one(odd)).toMatchObject({ property: null, room: 'SUP', isSure: false })
    expect([meet(odd, avail(SUP_GLD)), replaces(odd, odd)]).toEqual([true, false])
  })

  it('without a readable end may reach any later day', () => {
    const open = avail('InvTypeCode="SUP" Start="2026-12-02"')
    expect([meet(open, avail(SUP_GLD)), replaces(open, avail(SUP_GLD)), replaces(avail(SUP_GLD), open)]).toEqual([
      ...[true, false, false],
    ])
    expect(meet(open, avail('InvTypeCode="SUP" Start="2026-11-01" End="2026-12-01"'))).toBe(false)
  })
})

describe('channels', () => {
  const stop = (...codes: string[]) => {
    const list = codes.map((code) => `<DestinationSystemCode>${code}</DestinationSystemCode>`).join('')
    const inside = codes.length > 0 ? `<DestinationSystemCodes>${list}</DestinationSystemCodes>` : ''
    return avail(SUP_GLD, '<RestrictionStatus Status="Close"/>').replace(
      /<StatusApplicationControl ([^>]*)\/>/,
      `<StatusApplicationControl $1>${inside}</StatusApplicationControl>`,
    )
  }

  it('named by a stop sell keep it apart from that of another channel', () => {
    expect([replaces(stop('EXP'), stop('BDC')), meet(stop('EXP'), stop('BDC'))]).toEqual([false, false])
    expect([replaces(stop('EXP'), stop('EXP', 'BDC')), meet(stop('EXP'), stop('EXP', 'BDC'))]).toEqual([false, true])
    expect([replaces(stop('EXP', 'BDC'), stop('BDC')), replaces(stop(), stop('BDC'))]).toEqual([true, true])
    expect([replaces(stop('BDC'), stop()), meet(stop('BDC'), stop())]).toEqual([false, true])
  })

  it('do not divide rooms for sale, which are the same everywhere', () => {
    const limited = stop('EXP').replace('<AvailStatusMessage >', '<AvailStatusMessage BookingLimit="0">')
    const limit = said(limited).find(({ property }) => property === 'limit')
    expect(limit).toMatchObject({ channel: null, isSure: false })
    expect([meet(limited, avail(SUP_GLD)), replaces(limited, avail(SUP_GLD))]).toEqual([true, false])
  })
})

describe('weekdays', () => {
  const weekend = 'Mon="0" Tue="0" Weds="0" Thur="0" Fri="1" Sat="1" Sun="0"'

  it('keep an update to its days', () => {
    const every = avail('InvTypeCode="SUP" Start="2026-12-01" End="2026-12-31"')
    const some = avail(`InvTypeCode="SUP" Start="2026-12-01" End="2026-12-31" ${weekend}`)
    expect(one(some)).toMatchObject({ days: 0b0110000, sureDays: 0b0110000 })
    expect([replaces(some, every), meet(some, every), replaces(every, some)]).toEqual([false, true, true])
  })

  it('taken away leave the others; chosen leave the others in doubt', () => {
    expect(one(avail(`${SUP_GLD} Tue="false" Weds="0"`))).toMatchObject({ days: 0b1111001, sureDays: 0b1111001 })
    expect(one(avail(`${SUP_GLD} Fri="true" Sat="1"`))).toMatchObject({ days: EVERY_DAY, sureDays: 0b0110000 })
  })

  it('that leave no day of the range make an update say nothing, and it is counted', () => {
    // 1 and 2 December 2026 are a Tuesday and a Wednesday.
    const idle = avail('InvTypeCode="SUP" Start="2026-12-01" End="2026-12-02" Tue="0" Weds="0"')
    expect(readCoverage(idle)).toEqual({ statements: [], withoutDay: 1 })
    expect(readCoverage(avail(SUP_GLD)).withoutDay).toBe(0)
    expect(readCoverage(avail('InvTypeCode="SUP" Start="2026-12-03" End="2026-12-01"')).withoutDay).toBe(1)
  })
})

describe('rates', () => {
  const onRate = rate('InvTypeCode="SUP" RatePlanCode="GLD"', SPAN, price())
  const onControl = rate(SUP_GLD, '', price())

  it('are dated on the rate or on the control, and the rate counts first', () => {
    expect(one(onRate)).toMatchObject({ property: 'price', variant: 'EUR', from: dec(1), to: dec(3), isSure: true })
    expect(said(onRate)).toEqual(said(onControl))
    expect(one(rate(SUP_GLD, 'Start="2026-12-02" End="2026-12-02"', price()))).toMatchObject({
      from: dec(2),
      to: dec(2),
    })
    expect([replaces(onRate, onControl), replaces(onControl, onRate)]).toEqual([true, true])
    expect(one(rates())).toMatchObject({ property: 'price', room: 'DBL', rate: 'BAR', from: dec(1), to: dec(31) })
  })

  it('may have weekdays of their own', () => {
    const friday = rate(
      'InvTypeCode="SUP"',
      `${SPAN} Mon="0" Tue="0" Weds="0" Thur="1" Fri="1" Sat="1" Sun="1"`,
      price(),
    )
    expect(one(friday)).toMatchObject({ days: 0b1111000 })
  })

  it('for one number of guests say nothing of another', () => {
    const forGuests = (...counts: number[]) =>
      rate('InvTypeCode="SUP" RatePlanCode="GLD"', SPAN, counts.map((n) => price(`NumberOfGuests="${n}"`)).join(''))
    expect([replaces(forGuests(2), forGuests(1)), meet(forGuests(2), forGuests(1))]).toEqual([false, false])
    expect([replaces(forGuests(1, 2), forGuests(1)), replaces(forGuests(1), forGuests(1, 2))]).toEqual([true, false])
    expect([replaces(onRate, forGuests(1)), meet(onRate, forGuests(1))]).toEqual([false, true])
    const child = forGuests(1).replace('NumberOfGuests', 'AgeQualifyingCode="8" NumberOfGuests')
    expect(meet(child, forGuests(1))).toBe(false)
  })

  it('in another currency, or before tax, meet and replace nothing', () => {
    for (const other of [onRate.replace('EUR', 'CHF'), onRate.replace('AmountAfterTax', 'AmountBeforeTax')])
      expect([meet(other, onRate), replaces(other, onRate)]).toEqual([true, false])
    expect(said(rate(SUP_GLD, 'CurrencyCode="EUR"', '<BaseByGuestAmt AmountAfterTax="1"/>'))).toEqual(said(onControl))
  })
})

it('what cannot be read may be about anything', () => {
  for (const body of ['<broken', '{}', '<OTA_PingRQ/>', avail(SUP_GLD).replace(/<StatusApplicationControl.*?\/>/, '')])
    expect(said(body)).toEqual([anything])
})

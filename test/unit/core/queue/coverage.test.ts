import { describe, expect, test } from 'vitest'
import { coverageOf, covers, overlaps } from '../../../../main/core/queue/coverage.ts'
import { availability } from '../../../../main/rehearsal/sample-exports.ts'

const avail = (...rows: [room: string, from: string, to: string, extra?: string][]): string =>
  `<OTA_HotelAvailNotifRQ><AvailStatusMessages HotelCode="H">${rows
    .map(
      ([room, from, to, extra = '']) =>
        `<AvailStatusMessage ${extra === '' ? 'BookingLimit="3"' : ''}><StatusApplicationControl InvTypeCode="${room}" Start="${from}" End="${to}"/>${extra}</AvailStatusMessage>`,
    )
    .join('')}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`

const close = '<RestrictionStatus Restriction="Master" Status="Close"/>'

describe('coverage of availability', () => {
  test('reads what the practice PMS writes', () => {
    expect(coverageOf(availability({ hotelCode: 'AURORA' })).length).toBeGreaterThan(0)
  })

  test.each([
    ['the same cells', avail(['DBL', '2026-12-01', '2026-12-03']), true, true],
    ['more days', avail(['DBL', '2026-11-30', '2026-12-24']), true, true],
    [
      'two pieces that meet',
      avail(['DBL', '2026-12-03', '2026-12-03'], ['DBL', '2026-12-01', '2026-12-02']),
      true,
      true,
    ],
    ['a gap of one day', avail(['DBL', '2026-12-01', '2026-12-01'], ['DBL', '2026-12-03', '2026-12-03']), false, true],
    ['fewer days', avail(['DBL', '2026-12-02', '2026-12-02']), false, true],
    ['another room', avail(['SGL', '2026-12-01', '2026-12-03']), false, false],
    ['another property', avail(['DBL', '2026-12-01', '2026-12-03', close]), false, false],
    ['other days', avail(['DBL', '2027-01-01', '2027-01-03']), false, false],
  ])('%s', (_name, later, isCovering, isOverlapping) => {
    const earlier = coverageOf(avail(['DBL', '2026-12-01', '2026-12-03']))
    expect(covers(coverageOf(later), earlier)).toBe(isCovering)
    expect(overlaps(coverageOf(later), earlier)).toBe(isOverlapping)
  })

  test('what cannot be read neither heals nor is healed', () => {
    expect(coverageOf('<broken')).toEqual([])
    expect(covers(coverageOf(avail(['DBL', '2026-12-01', '2026-12-03'])), [])).toBe(false)
  })
})

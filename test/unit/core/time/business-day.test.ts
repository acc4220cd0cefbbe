import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atWallTime, businessDay, shiftDay, wallTime } from '../../../../main/core/time/business-day.ts'
import { formatTime } from '../../../../main/core/time/format.ts'

const at = (text: string) => Date.parse(text)
const VIENNA = 'Europe/Vienna'
const hours = (ms: number) => ms / 3_600_000

describe('the business day', () => {
  it('ends at the hour the hotel says, not at midnight', () => {
    expect(businessDay(at('2026-11-22T02:59:59Z'), VIENNA, '04:00').day).toBe('2026-11-21')
    expect(businessDay(at('2026-11-22T03:00:00Z'), VIENNA, '04:00')).toEqual({
      day: '2026-11-22',
      startedAt: at('2026-11-22T03:00:00Z'),
      endsAt: at('2026-11-23T03:00:00Z'),
    })
    expect(businessDay(at('2026-11-22T23:30:00Z'), VIENNA, '00:00').day).toBe('2026-11-23')
  })

  it.each([
    ['Pacific/Auckland', '2026-11-22T15:00:00Z', '2026-11-23'],
    ['Pacific/Honolulu', '2026-11-22T12:00:00Z', '2026-11-21'],
    ['Asia/Kathmandu', '2026-11-21T22:14:59Z', '2026-11-21'],
    ['Asia/Kathmandu', '2026-11-21T22:15:00Z', '2026-11-22'],
    ['UTC', '2026-11-22T04:00:00Z', '2026-11-22'],
  ])('is that of the zone: %s at %s', (zone, moment, day) => {
    expect(businessDay(at(moment), zone, '04:00').day).toBe(day)
  })

  it('has 23 hours in spring and 25 in autumn', () => {
    const spring = businessDay(at('2026-03-28T12:00:00Z'), VIENNA, '04:00')
    expect([spring.day, hours(spring.endsAt - spring.startedAt)]).toEqual(['2026-03-28', 23])
    const autumn = businessDay(at('2026-10-24T12:00:00Z'), VIENNA, '04:00')
    expect([autumn.day, hours(autumn.endsAt - autumn.startedAt)]).toEqual(['2026-10-24', 25])
    const southern = businessDay(at('2026-04-04T12:00:00Z'), 'Australia/Lord_Howe', '04:00')
    expect(hours(southern.endsAt - southern.startedAt)).toBe(24.5)
  })

  it('ends once in the night when its hour comes twice, and in the night when it never comes', () => {
    const twice = businessDay(at('2026-10-25T00:29:59Z'), VIENNA, '02:30')
    expect([twice.day, twice.endsAt]).toEqual(['2026-10-24', at('2026-10-25T00:30:00Z')])
    expect(businessDay(at('2026-10-25T01:15:00Z'), VIENNA, '02:30').day).toBe('2026-10-25')
    const never = businessDay(at('2026-03-29T00:00:00Z'), VIENNA, '02:30')
    expect(never.day).toBe('2026-03-28')
    expect(never.endsAt).toBeGreaterThanOrEqual(at('2026-03-29T01:00:00Z'))
    expect(never.endsAt).toBeLessThanOrEqual(at('2026-03-29T01:30:00Z'))
  })

  it('always holds its moment, touches the next one, and is never much longer than a day', () => {
    const zones = [
      'Europe/Vienna',
      'America/New_York',
      'Africa/Cairo',
      'Asia/Tehran',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Asia/Kolkata',
    ]
    const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 30))
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') }),
        fc.constantFrom(...zones),
        clock,
        (moment, zone, [hour, minute]) => {
          const ends = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
          const day = businessDay(moment, zone, ends)
          expect(day.startedAt).toBeLessThanOrEqual(moment)
          expect(day.endsAt).toBeGreaterThan(moment)
          expect(hours(day.endsAt - day.startedAt)).toBeGreaterThanOrEqual(22.5)
          expect(hours(day.endsAt - day.startedAt)).toBeLessThanOrEqual(25.5)
          const next = businessDay(day.endsAt, zone, ends)
          expect([next.day, next.startedAt]).toEqual([shiftDay(day.day, 1), day.endsAt])
        },
      ),
    )
  })
})

describe('a time of the wall clock', () => {
  it('is found on both sides of daylight saving', () => {
    expect(atWallTime('2026-03-29', '01:59', VIENNA)).toBe(at('2026-03-29T00:59:00Z'))
    expect(atWallTime('2026-03-29', '03:00', VIENNA)).toBe(at('2026-03-29T01:00:00Z'))
    expect(atWallTime('2026-10-25', '02:30', VIENNA)).toBe(at('2026-10-25T00:30:00Z'))
    expect(atWallTime('2026-10-25', '03:00', VIENNA)).toBe(at('2026-10-25T02:00:00Z'))
    expect(wallTime(at('2026-10-25T01:30:00Z'), VIENNA)).toEqual({ day: '2026-10-25', hour: 2, minute: 30, second: 0 })
  })

  it('is said with its day only where it is another day for the hotel', () => {
    const moment = { now: at('2026-11-22T22:30:00Z'), timeZone: VIENNA, locale: 'en' as const }
    expect(formatTime(at('2026-11-22T22:45:00Z'), moment)).toBe('23:45')
    expect(formatTime(at('2026-11-22T23:05:00Z'), moment)).toMatch(/Mon.*23 Nov.*00:05/)
  })
})

it('shifts days over months, years and daylight saving', () => {
  expect(shiftDay('2028-02-28', 1)).toBe('2028-02-29')
  expect(shiftDay('2026-12-31', 1)).toBe('2027-01-01')
  expect(shiftDay('2026-03-29', 1)).toBe('2026-03-30')
  expect(shiftDay('2026-03-01', -1)).toBe('2026-02-28')
})

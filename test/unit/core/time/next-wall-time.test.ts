import { expect, it } from 'vitest'
import { nextWallTime } from '../../../../main/core/time/next-wall-time.ts'

const VIENNA = 'Europe/Vienna'
const next = (now: string, time: string, zone = VIENNA) =>
  new Date(nextWallTime(Date.parse(now), time, zone)).toISOString()

it.each([
  ['the same morning', '2026-11-20T01:00:00Z', '09:00', '2026-11-20T08:00:00.000Z'],
  ['the next morning when the hour has gone', '2026-11-20T08:00:01Z', '09:00', '2026-11-21T08:00:00.000Z'],
  ['a day later at the very hour', '2026-11-20T08:00:00Z', '09:00', '2026-11-21T08:00:00.000Z'],
  [
    'an hour earlier by the sun in the night the clock goes forward',
    '2026-03-29T00:30:00Z',
    '09:00',
    '2026-03-29T07:00:00.000Z',
  ],
  [
    'an hour later by the sun in the night the clock goes back',
    '2026-10-24T23:30:00Z',
    '09:00',
    '2026-10-25T08:00:00.000Z',
  ],
  ['the first of two', '2026-10-24T23:30:00Z', '02:30', '2026-10-25T00:30:00.000Z'],
  ['the next day between the two', '2026-10-25T00:45:00Z', '02:30', '2026-10-26T01:30:00.000Z'],
  ['across the end of a year', '2026-12-31T22:30:00Z', '06:00', '2027-01-01T05:00:00.000Z'],
])('%s', (_, now, time, expected) => {
  expect(next(now, time)).toBe(expected)
})

it('is always ahead, never further than a day and an hour, in every zone and on days the clock changes', () => {
  for (const zone of [VIENNA, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'])
    for (let now = Date.parse('2026-01-01T00:20:00Z'); now < Date.parse('2027-01-01T00:00:00Z'); now += 7 * 3_600_000) {
      const aheadMs = nextWallTime(now, '02:30', zone) - now
      expect(aheadMs, `${zone} ${new Date(now).toISOString()}`).toBeGreaterThan(0)
      expect(aheadMs, `${zone} ${new Date(now).toISOString()}`).toBeLessThanOrEqual(25 * 3_600_000)
    }
})

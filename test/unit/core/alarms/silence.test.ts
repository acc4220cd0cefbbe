import { describe, expect, it } from 'vitest'
import { type Expectation, silentSince } from '../../../../main/core/alarms/silence.ts'
import { atWallTime } from '../../../../main/core/time/business-day.ts'

const ZONE = 'Europe/Vienna'
const at = (text: string): number => {
  const [day = '', time = ''] = text.split(' ')
  return atWallTime(day, time, ZONE)
}
const MINUTE = 60_000
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

type Case = { expect: Expectation['expect']; last: string | null; first?: string; dayEndsAt?: string }
const since = ({ expect: wanted, last, first, dayEndsAt = '04:00' }: Case, now: string) => {
  const lastExportAt = last === null ? null : at(last)
  const firstExportAt = lastExportAt === null ? null : at(first ?? '2026-01-01 12:00')
  return silentSince({ expect: wanted, timeZone: ZONE, dayEndsAt, firstExportAt, lastExportAt }, at(now))
}

describe('an export every so many minutes', () => {
  const every = { everyMinutes: 180 }

  it('is overdue from the very minute, and an export ends it', () => {
    expect(since({ expect: every, last: '2026-11-18 10:00' }, '2026-11-18 12:59')).toBeNull()
    expect(since({ expect: every, last: '2026-11-18 10:00' }, '2026-11-18 13:00')).toBe(at('2026-11-18 13:00'))
    expect(since({ expect: every, last: '2026-11-18 10:00' }, '2026-11-19 09:00')).toBe(at('2026-11-18 13:00'))
    expect(since({ expect: every, last: '2026-11-19 08:59' }, '2026-11-19 09:00')).toBeNull()
  })

  it('is not missed before there ever was one, nor by a folder that expects nothing', () => {
    expect(since({ expect: every, last: null }, '2026-11-19 09:00')).toBeNull()
    expect(since({ expect: {}, last: '2026-01-01 10:00' }, '2026-11-19 09:00')).toBeNull()
    expect(since({ expect: { between: ['07:00', '23:00'] }, last: '2026-01-01 10:00' }, '2026-11-19 09:00')).toBeNull()
  })

  it('is not missed before its time by a clock that was set back', () => {
    expect(since({ expect: every, last: '2026-11-18 10:00' }, '2026-11-17 10:00')).toBeNull()
  })
})

describe('an export every so many minutes within business hours', () => {
  const hours = { everyMinutes: 180, between: ['07:00', '23:00'] as [string, string] }

  it('is counted anew from the opening', () => {
    expect(since({ expect: hours, last: '2026-11-18 21:00' }, '2026-11-19 09:59')).toBeNull()
    expect(since({ expect: hours, last: '2026-11-18 21:00' }, '2026-11-19 10:00')).toBe(at('2026-11-19 10:00'))
    expect(since({ expect: hours, last: '2026-11-19 03:00' }, '2026-11-19 10:00')).toBe(at('2026-11-19 10:00'))
  })

  it('that was missed before closing stays missed through the night', () => {
    const missed = at('2026-11-18 21:00')
    for (const now of [
      '2026-11-18 21:00',
      '2026-11-18 23:30',
      '2026-11-19 04:00',
      '2026-11-19 07:00',
      '2026-11-21 12:00',
    ])
      expect(since({ expect: hours, last: '2026-11-18 18:00' }, now)).toBe(missed)
  })

  it('counts hours past midnight as one evening', () => {
    const bar = { everyMinutes: 120, between: ['18:00', '02:00'] as [string, string] }
    expect(since({ expect: bar, last: '2026-11-18 23:00' }, '2026-11-19 00:59')).toBeNull()
    expect(since({ expect: bar, last: '2026-11-18 23:00' }, '2026-11-19 01:00')).toBe(at('2026-11-19 01:00'))
    expect(since({ expect: bar, last: '2026-11-19 00:30' }, '2026-11-19 19:59')).toBeNull()
    expect(since({ expect: bar, last: '2026-11-19 00:30' }, '2026-11-19 20:00')).toBe(at('2026-11-19 20:00'))
  })

  it('of longer than a day’s hours falls due when hours are open', () => {
    const daily = { everyMinutes: 24 * 60, between: ['08:00', '18:00'] as [string, string] }
    expect(since({ expect: daily, last: '2026-11-18 10:00' }, '2026-11-19 09:59')).toBeNull()
    expect(since({ expect: daily, last: '2026-11-18 10:00' }, '2026-11-19 10:00')).toBe(at('2026-11-19 10:00'))
    expect(since({ expect: daily, last: '2026-11-18 20:00' }, '2026-11-20 07:59')).toBeNull()
    expect(since({ expect: daily, last: '2026-11-18 20:00' }, '2026-11-20 08:00')).toBe(at('2026-11-20 08:00'))
    const weekly = { everyMinutes: 7 * 24 * 60, between: ['08:00', '18:00'] as [string, string] }
    expect(since({ expect: weekly, last: '2026-11-11 12:00' }, '2026-11-18 12:00')).toBe(at('2026-11-18 12:00'))
  })

  it('is expected on Saturday and Sunday as on any day: a hotel has no weekend', () => {
    // 21 November 2026 is a Saturday.
    expect(since({ expect: hours, last: '2026-11-21 08:00' }, '2026-11-21 11:00')).toBe(at('2026-11-21 11:00'))
    expect(since({ expect: hours, last: '2026-11-21 22:00' }, '2026-11-22 10:00')).toBe(at('2026-11-22 10:00'))
  })
})

describe('daylight saving', () => {
  // Vienna: 29 March 2026 has no 02:30, 25 October 2026 has two.
  it('moves no duration: three hours are three hours', () => {
    const every = { everyMinutes: 180 }
    expect(iso(since({ expect: every, last: '2026-03-29 00:30' }, '2026-03-29 04:30'))).toBe('2026-03-29T02:30:00.000Z')
    expect(since({ expect: every, last: '2026-03-29 00:30' }, '2026-03-29 04:29')).toBeNull()
    expect(iso(since({ expect: every, last: '2026-10-25 00:30' }, '2026-10-25 02:30'))).toBeNull()
    expect(iso(since({ expect: every, last: '2026-10-25 00:30' }, '2026-10-25 03:00'))).toBe('2026-10-25T01:30:00.000Z')
  })

  it('keeps opening hours at the hotel’s clock on both days', () => {
    const hours = { everyMinutes: 60, between: ['07:00', '23:00'] as [string, string] }
    for (const [before, day] of [
      ['2026-03-28', '2026-03-29'],
      ['2026-10-24', '2026-10-25'],
    ]) {
      expect(since({ expect: hours, last: `${before} 22:30` }, `${day} 07:59`)).toBeNull()
      expect(since({ expect: hours, last: `${before} 22:30` }, `${day} 08:00`)).toBe(at(`${day} 08:00`))
    }
  })

  it('keeps a deadline in the missing hour and in the doubled one', () => {
    const night = { nightAuditBy: '02:30' }
    expect(iso(since({ expect: night, last: '2026-03-28 15:00' }, '2026-03-29 12:00'))).toBe('2026-03-29T01:30:00.000Z')
    expect(iso(since({ expect: night, last: '2026-10-24 15:00' }, '2026-10-25 12:00'))).toBe('2026-10-25T00:30:00.000Z')
    expect(since({ expect: night, last: '2026-10-24 23:00' }, '2026-10-25 12:00')).toBeNull()
  })
})

describe('the night audit', () => {
  const audit = { nightAuditBy: '05:00' }

  it('is missed when nothing came from six hours before the end of the day to its time', () => {
    expect(since({ expect: audit, last: '2026-11-18 21:59' }, '2026-11-19 04:59')).toBeNull()
    expect(since({ expect: audit, last: '2026-11-18 21:59' }, '2026-11-19 05:00')).toBe(at('2026-11-19 05:00'))
    for (const came of ['2026-11-18 22:00', '2026-11-18 23:30', '2026-11-19 03:10', '2026-11-19 04:59'])
      expect(since({ expect: audit, last: came }, '2026-11-19 05:00')).toBeNull()
  })

  it('is over with the next export, and missed again the next night', () => {
    expect(since({ expect: audit, last: '2026-11-19 06:00' }, '2026-11-19 20:00')).toBeNull()
    expect(since({ expect: audit, last: '2026-11-19 06:00' }, '2026-11-20 05:00')).toBe(at('2026-11-20 05:00'))
  })

  it('belongs to the night after business hours where those are set', () => {
    const hours = { nightAuditBy: '05:00', between: ['07:00', '23:00'] as [string, string] }
    expect(since({ expect: hours, last: '2026-11-18 22:30' }, '2026-11-19 05:00')).toBe(at('2026-11-19 05:00'))
    expect(since({ expect: hours, last: '2026-11-18 23:00' }, '2026-11-19 05:00')).toBeNull()
  })

  it('follows a hotel whose day ends at noon or at midnight', () => {
    expect(
      since({ expect: { nightAuditBy: '01:00' }, dayEndsAt: '00:00', last: '2026-11-18 17:59' }, '2026-11-19 01:00'),
    ).toBe(at('2026-11-19 01:00'))
    expect(
      since({ expect: { nightAuditBy: '01:00' }, dayEndsAt: '00:00', last: '2026-11-18 18:00' }, '2026-11-19 01:00'),
    ).toBeNull()
    expect(
      since({ expect: { nightAuditBy: '13:00' }, dayEndsAt: '12:00', last: '2026-11-19 05:59' }, '2026-11-19 13:00'),
    ).not.toBeNull()
    expect(
      since({ expect: { nightAuditBy: '13:00' }, dayEndsAt: '12:00', last: '2026-11-19 06:00' }, '2026-11-19 13:00'),
    ).toBeNull()
  })

  it('is not expected in the first night', () => {
    const first = '2026-11-18 15:00'
    expect(since({ expect: audit, first, last: first }, '2026-11-19 05:00')).toBeNull()
    expect(since({ expect: audit, first, last: first }, '2026-11-20 05:00')).toBe(at('2026-11-20 05:00'))
  })

  it('and the interval are both watched: the earlier tells', () => {
    const both = { nightAuditBy: '05:00', everyMinutes: 180, between: ['07:00', '23:00'] as [string, string] }
    expect(since({ expect: both, last: '2026-11-18 12:00' }, '2026-11-19 06:00')).toBe(at('2026-11-18 15:00'))
    expect(since({ expect: both, last: '2026-11-18 22:00' }, '2026-11-19 06:00')).toBe(at('2026-11-19 05:00'))
  })
})

it('gives the same answer for every minute after it was missed, whatever the month', () => {
  const hours = { everyMinutes: 90, nightAuditBy: '05:00', between: ['06:30', '22:45'] as [string, string] }
  for (const last of ['2026-03-28 22:00', '2026-10-24 22:00', '2026-12-31 22:00', '2028-02-28 21:00']) {
    let told: number | null = null
    for (let n = 0; n < 3 * 24 * 60; n += 7) {
      const now = at(last) + n * MINUTE
      const found = silentSince(
        {
          expect: hours,
          timeZone: ZONE,
          dayEndsAt: '04:00',
          firstExportAt: at('2026-01-01 00:00'),
          lastExportAt: at(last),
        },
        now,
      )
      if (told === null) told = found
      else expect(found).toBe(told)
      if (found !== null) expect(found).toBeLessThanOrEqual(now)
    }
    expect(told).not.toBeNull()
  }
})

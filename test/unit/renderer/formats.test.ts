import { describe, expect, it } from 'vitest'
import { createFormats, nightsOf } from '../../../renderer/i18n/formats.ts'

const en = createFormats({ locale: 'en', timeZone: 'Europe/Vienna' })
const de = createFormats({ locale: 'de', timeZone: 'Europe/Vienna' })
const now = Date.parse('2026-11-12T05:12:20+01:00')
/** Intl sets spaces of several kinds; what counts is where they are. */
const plain = (text: string): string => text.replace(/\s/g, ' ')

describe('times', () => {
  it('are the hotel’s own, with two digits', () => {
    expect(en.time(now)).toBe('05:12')
    expect(createFormats({ locale: 'en', timeZone: 'America/New_York' }).time(now)).toBe('23:12')
    expect(en.seconds(now)).toBe('05:12:20')
    expect(en.minutes(now)).toBe('12:20')
  })

  it('write midnight as 00:00, never as 24:00', () => {
    expect(de.time(Date.parse('2026-11-12T00:00:00+01:00'))).toBe('00:00')
  })

  it('carry the weekday and the date on another day, and the year in another year', () => {
    expect(en.moment(now - 60_000, now)).toBe('05:11')
    expect(en.moment(now - 12 * 3_600_000, now)).toBe('Wed 11 Nov, 17:12')
    expect(de.moment(now - 12 * 3_600_000, now)).toBe('Mi 11. Nov., 17:12')
    expect(en.moment(Date.parse('2025-12-31T12:00:00Z'), now)).toContain('2025')
  })

  it('show the clock with its weekday', () => {
    expect(en.clock(now)).toBe('Thu 12 Nov, 05:12')
    expect(de.clock(now)).toBe('Do 12. Nov., 05:12')
  })
})

describe('stays', () => {
  it('name the month once where they can', () => {
    expect(en.stay('2026-11-12', '2026-11-16', '2026-11-12')).toBe('12–16 Nov')
    expect(de.stay('2026-11-12', '2026-11-16', '2026-11-12')).toBe('12.–16. Nov.')
  })

  it('name both ends across months and years', () => {
    expect(plain(en.stay('2026-11-30', '2026-12-02', '2026-11-12'))).toBe('30 Nov – 2 Dec')
    expect(plain(en.stay('2026-12-30', '2027-01-02', '2026-11-12'))).toBe('30 Dec 2026 – 2 Jan 2027')
  })

  it('do with one end, or with none', () => {
    expect(en.stay('2026-11-12', null, '2026-11-12')).toBe('12 Nov')
    expect(en.stay(null, '2026-11-16', '2026-11-12')).toBe('16 Nov')
    expect(en.stay(null, null, '2026-11-12')).toBe('')
  })

  it('do not shift with the time zone', () => {
    const west = createFormats({ locale: 'en', timeZone: 'Pacific/Honolulu' })
    expect(west.stay('2026-11-12', '2026-11-16', '2026-11-12')).toBe('12–16 Nov')
    expect(west.weekday('2026-11-12')).toBe('Thu 12 Nov')
  })

  it('count whole nights, also where the clocks change', () => {
    expect(nightsOf('2026-10-24', '2026-10-26')).toBe(2)
    expect(nightsOf('2026-11-12', null)).toBeNull()
  })
})

describe('amounts', () => {
  it('write sizes as people read them', () => {
    expect(en.size(0)).toBe('1 KB')
    expect(en.size(6120)).toBe('6 KB')
    expect(plain(de.size(3_500_000))).toBe('3,3 MB')
  })

  it('write money in its currency, and as the PMS wrote it where that is not one', () => {
    expect(en.money({ amount: '612.00', currency: 'EUR' })).toBe('€612.00')
    expect(en.money({ amount: 'about 600', currency: 'EUR' })).toBe('about 600 EUR')
    expect(en.money({ amount: '600', currency: 'taler' })).toBe('600 taler')
    expect(en.money({ amount: '600', currency: null })).toBe('600')
  })

  it('write how long something took', () => {
    expect([800, 5000, 40_000, 60_000, 150_000, 3_600_000, 5_400_000].map(en.lasting)).toEqual([
      '0.8 s',
      '5 s',
      '40 s',
      '1 min',
      '2 min 30 s',
      '1 h',
      '1 h 30 min',
    ])
    expect(de.lasting(800)).toBe('0,8 s')
  })
})

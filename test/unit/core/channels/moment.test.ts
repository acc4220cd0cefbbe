import { describe, expect, it } from 'vitest'
import { addNights, readDay, readMoment } from '../../../../main/core/channels/moment.ts'

const noon = Date.UTC(2026, 10, 22, 12, 0, 0)

describe('readMoment', () => {
  it.each([
    ['2026-11-22T12:00:00Z', noon],
    ['2026-11-22T12:00:00+00:00', noon],
    ['2026-11-22T19:00:00+0700', noon],
    ['2026-11-22T19:00:00+07', noon],
    ['2026-11-22T06:30:00-05:30', noon],
    ['2026-11-22T08:00:00-04:00+00:00', noon],
    ['2026-11-22T12:00:00', noon],
    [' 2026-11-22 12:00:00 ', noon],
    ['2026-11-22T12:00', noon],
    ['2026-11-22T12:00:00.250Z', noon + 250],
    ['2026-11-22T12:00:00,5', noon + 500],
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    ['2026-11-22T24:00:00Z', Date.UTC(2026, 10, 23)],
  ])('reads %j', (text, at) => {
    expect(readMoment(text)).toBe(at)
  })

  it.each([
    null,
    '',
    'today',
    '22.11.2026',
    '2026-02-30T10:00:00Z',
    '2026-13-01',
    '2026-11-22T25:00:00',
    '2026-11-22T10:61:00',
    '0001-01-01T00:00:00',
  ])('gives null for %j', (text) => {
    expect(readMoment(text)).toBeNull()
  })
})

describe('readDay and addNights', () => {
  it.each([
    ['2026-12-03', '2026-12-03'],
    ['2026-12-03T23:30:00-08:00', '2026-12-03'],
    ['2028-02-29', '2028-02-29'],
    ['2026-02-29', null],
    ['03/12/2026', null],
    ['2026-12-031', null],
    [null, null],
  ])('takes the day of %j as written', (text, day) => {
    expect(readDay(text)).toBe(day)
  })

  it.each([
    ['P3N', '2027-01-02'],
    ['P3D', '2027-01-02'],
    ['p1w', '2027-01-06'],
    ['P2DT0H', '2027-01-01'],
    ['3', '2027-01-02'],
    ['PT5H', null],
    ['', null],
    [null, null],
  ])('adds %j to 30 December', (duration, day) => {
    expect(addNights('2026-12-30', duration)).toBe(day)
  })
})

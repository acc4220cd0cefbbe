import { describe, expect, it } from 'vitest'
import { dayAfter, readDay, readMoment } from '../../../../main/core/channels/moment.ts'

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
    ['22.11.2026', Date.UTC(2026, 10, 22)],
    ['22.11.2026 12:00:00', noon],
    ['20261122T120000Z', noon],
    ['20261122120000', noon],
    ['2026-11-22T24:00:00Z', Date.UTC(2026, 10, 23)],
  ])('reads %j', (text, at) => {
    expect(readMoment(text)).toBe(at)
  })

  it.each([
    null,
    '',
    'today',
    '11/22/2026',
    '32.11.2026',
    '2026-02-30T10:00:00Z',
    '2026-13-01',
    '2026-11-22T25:00:00',
    '2026-11-22T10:61:00',
    '0001-01-01T00:00:00',
  ])('gives null for %j', (text) => {
    expect(readMoment(text)).toBeNull()
  })
})

describe('readDay and dayAfter', () => {
  it.each([
    ['2026-12-03', '2026-12-03'],
    ['2026-12-03T23:30:00-08:00', '2026-12-03'],
    ['2028-02-29', '2028-02-29'],
    ['2026-02-29', null],
    ['03/12/2026', null],
    ['2026-12-031', null],
    ['20261203', '2026-12-03'],
    ['20261203T143000', '2026-12-03'],
    ['202612031430', '2026-12-03'],
    ['2026/12/03', '2026-12-03'],
    ['3.12.2026', '2026-12-03'],
    ['03.12.2026 14:00', '2026-12-03'],
    ['03.12.26', '2026-12-03'],
    ['03-DEC-2026', '2026-12-03'],
    ['3 Dec 26', '2026-12-03'],
    ['03-XYZ-2026', null],
    ['31.02.2026', null],
    ['12-03-2026', null],
    ['20261332', null],
    ['1.2.3', null],
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
    ['P0Y0M3D', '2027-01-02'],
    ['P0Y0M3DT0H0M0S', '2027-01-02'],
    ['P1M', '2027-01-30'],
    ['PT72H', '2027-01-02'],
    ['P1W1D', '2027-01-07'],
    ['PT5H', null],
    ['P', null],
    ['P0D', null],
    ['three', null],
    ['', null],
    [null, null],
  ])('adds %j to 30 December', (duration, day) => {
    expect(dayAfter('2026-12-30', duration)).toBe(day)
  })

  it('counts hours from the time of arrival', () => {
    expect(dayAfter('2026-12-30T14:00:00+01:00', 'PT44H')).toBe('2027-01-01')
    expect(dayAfter('30.12.2026 14:00', 'P2DT20H')).toBe('2027-01-02')
    expect(dayAfter('some day', 'P2D')).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { readWrittenTime } from '../../../../main/core/channels/moment.ts'
import { isSurelyOlder, onHotelClock, type WrittenTime } from '../../../../main/core/time/written-time.ts'

const read = (text: string): WrittenTime => {
  const time = readWrittenTime(text)
  if (time === null) throw new Error(`'${text}' is no time`)
  return time
}
const shown = ({ form, fromAt, untilAt }: WrittenTime) => [
  form,
  new Date(fromAt).toISOString(),
  new Date(untilAt).toISOString(),
]

describe('a written time', () => {
  it.each([
    ['2027-07-01T10:00:00+02:00', ['zoned', '2027-07-01T08:00:00.000Z', '2027-07-01T08:00:00.999Z']],
    ['2027-07-01T10:00:00.250Z', ['zoned', '2027-07-01T10:00:00.250Z', '2027-07-01T10:00:00.250Z']],
    ['2027-07-01 10:00', ['local', '2027-07-01T10:00:00.000Z', '2027-07-01T10:00:59.999Z']],
    ['2027-07-01', ['day', '2027-07-01T00:00:00.000Z', '2027-07-01T23:59:59.999Z']],
  ])('%s means a span', (text, span) => {
    expect(shown(read(text))).toEqual(span)
  })

  it('is none where there is none', () => {
    expect(readWrittenTime(null)).toBeNull()
    expect(readWrittenTime('yesterday')).toBeNull()
  })
})

describe('on the hotel’s clock', () => {
  it.each([
    ['2027-07-01T10:00:00', ['local', '2027-07-01T08:00:00.000Z', '2027-07-01T08:00:00.999Z']],
    ['2027-10-31T02:30:00', ['local', '2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.999Z']],
    ['2027-03-28T02:30:00.5', ['local', '2027-03-28T00:30:00.500Z', '2027-03-28T01:30:00.500Z']],
    ['2027-07-01T10:00:00Z', ['zoned', '2027-07-01T10:00:00.000Z', '2027-07-01T10:00:00.999Z']],
    ['2027-07-01', ['day', '2027-07-01T00:00:00.000Z', '2027-07-01T23:59:59.999Z']],
  ])('%s', (text, span) => {
    expect(shown(onHotelClock(read(text), 'Europe/Vienna'))).toEqual(span)
  })

  it('a time is surely older only than one of its form that it cannot overlap', () => {
    const isOlder = (one: string, other: string) =>
      isSurelyOlder(onHotelClock(read(one), 'Europe/Vienna'), onHotelClock(read(other), 'Europe/Vienna'))
    expect(isOlder('2027-10-31T01:59:59', '2027-10-31T02:00:00')).toBe(true)
    expect(isOlder('2027-10-31T02:10:00', '2027-10-31T02:50:00')).toBe(false)
    expect(isOlder('2027-10-31T02:10:00', '2027-10-31T03:00:00')).toBe(true)
    expect(isOlder('2027-07-01', '2027-07-02')).toBe(true)
    expect(isOlder('2027-07-01', '2027-07-02T10:00:00Z')).toBe(false)
    expect(isOlder('2027-07-01T10:00', '2027-07-01T10:00:30')).toBe(false)
  })
})

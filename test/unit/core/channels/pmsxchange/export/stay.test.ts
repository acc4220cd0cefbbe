import { expect, it } from 'vitest'
import { notif, readOne, reservation } from './read-fixture.ts'

const rooms = (...inside: string[]) =>
  `<RoomStays>${inside.map((room) => `<RoomStay>${room}</RoomStay>`).join('')}</RoomStays>`
const rate = (from: string, to: string, more = '') => `<RoomRate EffectiveDate="${from}" ExpireDate="${to}"${more}/>`
const rates = (...all: string[]) => `<RoomRates>${all.join('')}</RoomRates>`
const span = (attributes: string) => `<TimeSpan ${attributes}/>`

it.each<[string, string, string | null, string | null]>([
  ['a span', rooms(span('Start="2027-05-01" End="2027-05-04"')), '2027-05-01', '2027-05-04'],
  ['a duration', rooms(span('Start="2027-05-01" Duration="P0Y0M3D"')), '2027-05-01', '2027-05-04'],
  ['a duration in hours', rooms(span('Start="2027-05-01T15:00:00" Duration="PT66H"')), '2027-05-01', '2027-05-04'],
  ['German days', rooms(span('Start="01.05.2027" End="04.05.2027"')), '2027-05-01', '2027-05-04'],
  ['compact days', rooms(span('Start="20270501" End="20270504T110000"')), '2027-05-01', '2027-05-04'],
  ['one rate', rooms(rates(rate('2027-05-01', '2027-05-04'))), '2027-05-01', '2027-05-04'],
  [
    'a rate for each night, up to the next day',
    rooms(rates(rate('2027-05-01', '2027-05-02'), rate('2027-05-02', '2027-05-03'))),
    '2027-05-01',
    '2027-05-03',
  ],
  [
    'a rate for each night, of that day alone',
    rooms(rates(rate('2027-05-01', '2027-05-01'), rate('2027-05-02', '2027-05-02'))),
    '2027-05-01',
    '2027-05-03',
  ],
  [
    'a last night that is counted in',
    rooms(rates(rate('2027-05-01', '2027-05-03', ' ExpireDateExclusiveIndicator="false"'))),
    '2027-05-01',
    '2027-05-04',
  ],
  [
    'rates inside a room rate',
    rooms(rates('<RoomRate><Rates><Rate EffectiveDate="2027-05-01" ExpireDate="2027-05-04"/></Rates></RoomRate>')),
    '2027-05-01',
    '2027-05-04',
  ],
  [
    'a rate plan',
    rooms('<RatePlans><RatePlan EffectiveDate="2027-05-01" ExpireDate="2027-05-04"/></RatePlans>'),
    '2027-05-01',
    '2027-05-04',
  ],
  [
    'a span that lacks its end, and a rate',
    rooms(span('Start="2027-05-01"') + rates(rate('2027-05-01', '2027-05-04'))),
    '2027-05-01',
    '2027-05-04',
  ],
  [
    'a span, whatever the rates say',
    rooms(span('Start="2027-05-01" End="2027-05-04"') + rates(rate('2027-04-01', '2027-06-01'))),
    '2027-05-01',
    '2027-05-04',
  ],
  [
    'two rooms',
    rooms(span('Start="2027-05-02" End="2027-05-04"'), rates(rate('2027-05-01', '2027-05-03'))),
    '2027-05-01',
    '2027-05-04',
  ],
  ['nothing', rooms(span('Start="" End="" Duration=""')), null, null],
  ['a doubtful day', rooms(span('Start="05/01/2027" End="05/04/2027"')), null, null],
])('the stay is read from %s', (_, inside, arrival, departure) => {
  expect(readOne(notif('', reservation('', inside)))).toMatchObject({ arrival, departure })
})

import { describe, expect, it } from 'vitest'
import { remarksOn } from '../../../../../main/core/channels/pmsxchange/remarks.ts'
import { availability, newBooking } from '../../../../../main/rehearsal/sample-exports.ts'

const namesOf = (body: string, kind: 'new' | 'cancel' | 'availability' = 'new') =>
  remarksOn({ body, kind }).map(({ name }) => name)
const channel = (attributes: string, content = '<CompanyName Code="MYPMS">My PMS</CompanyName>') =>
  `<a CreateDateTime="2026-11-20T10:00:00Z"><BookingChannel ${attributes}>${content}</BookingChannel></a>`

describe('a booking channel', () => {
  it.each([
    ['of type 4 with a code', channel('Type="4" Primary="true"'), []],
    ['of the hotel’s own site', channel("Type='7'"), []],
    ['with a prefix', channel('Type="4"').replaceAll('BookingChannel', 'o:BookingChannel'), []],
    ['without a code', channel('Type="4"', '<CompanyName>My PMS</CompanyName>'), ['no-booking-channel']],
    ['of another type', channel('Type="5"'), ['no-booking-channel']],
    ['that is not there', newBooking({ reservationId: 'R' }), ['no-booking-channel']],
  ])('%s', (_, body, names) => {
    expect(namesOf(body)).toEqual(names)
  })

  it('is asked of uploads only', () => {
    expect(namesOf(newBooking({ reservationId: 'R' }), 'cancel')).toEqual([])
    expect(namesOf(availability(), 'availability')).toEqual([])
  })
})

describe('times', () => {
  it.each([
    ['2026-11-20T10:00:00', true],
    ['2026-11-20T10:00', true],
    ['2026-11-20 10:00:00.123', true],
    ['2026-11-20T10:00:00Z', false],
    ['2026-11-20T10:00:00+01:00', false],
    ['2026-11-20', false],
  ])('%s', (value, isRemarked) => {
    const body = channel('Type="4"').replace('2026-11-20T10:00:00Z', value)
    expect(remarksOn({ body, kind: 'new' })).toEqual(isRemarked ? [{ name: 'time-without-zone', value }] : [])
  })
})

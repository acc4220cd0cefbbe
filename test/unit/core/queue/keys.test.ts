import { expect, it } from 'vitest'
import { laneOf, orderKeyOf } from '../../../../main/core/queue/keys.ts'

const pmsx = { id: 'pmsx', kind: 'a-channel' }
const prx = { id: 'prx', kind: 'a-job-api' }
const booking = { connection: pmsx, hotelCode: 'AURORA', kind: 'new' as const, reservationId: 'R1', id: 'm1' }

it('gives one lane to a hotel at a channel, whatever the connection, or to a connection, as the channel says', () => {
  const other = { ...pmsx, id: 'second' }
  expect(laneOf({ connection: pmsx, hotelCode: 'A' }, 'hotel')).toBe(
    laneOf({ connection: other, hotelCode: 'A' }, 'hotel'),
  )
  expect(laneOf({ connection: pmsx, hotelCode: 'A' }, 'hotel')).not.toBe(
    laneOf({ connection: pmsx, hotelCode: 'B' }, 'hotel'),
  )
  expect(laneOf({ connection: prx, hotelCode: 'A' }, 'connection')).toBe(
    laneOf({ connection: prx, hotelCode: 'B' }, 'connection'),
  )
  expect(laneOf({ connection: prx, hotelCode: null }, 'connection')).not.toBe(
    laneOf({ connection: { ...prx, id: 'x' }, hotelCode: null }, 'connection'),
  )
})

it('keeps everything about a reservation in one order, and reservations apart', () => {
  const key = orderKeyOf(booking)
  for (const kind of ['change', 'cancel'] as const) expect(orderKeyOf({ ...booking, kind, id: 'm2' })).toBe(key)
  expect(orderKeyOf({ ...booking, reservationId: 'R2' })).not.toBe(key)
  expect(orderKeyOf({ ...booking, hotelCode: 'NORD' })).not.toBe(key)
  expect(orderKeyOf({ ...booking, connection: { ...pmsx, id: 'second' } })).not.toBe(key)
})

it('keeps availability and rates in orders of their own, and what names nothing alone with itself', () => {
  const availability = orderKeyOf({ ...booking, kind: 'availability', reservationId: null })
  expect(orderKeyOf({ ...booking, kind: 'availability', reservationId: null, id: 'm2' })).toBe(availability)
  expect(orderKeyOf({ ...booking, kind: 'rates', reservationId: null })).not.toBe(availability)
  const alone = (id: string) => orderKeyOf({ ...booking, reservationId: null, id })
  expect(alone('m1')).not.toBe(alone('m2'))
  expect(orderKeyOf({ ...booking, kind: 'other' })).not.toBe(orderKeyOf(booking))
})

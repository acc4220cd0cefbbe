import { expect, it } from 'vitest'
import { laneOf, orderKeyOf } from '../../../../main/core/queue/keys.ts'

const pmsx = { id: 'pmsx', kind: 'pmsxchange' as const }
const prx = { id: 'prx', kind: 'propexo' as const }
const booking = { connection: pmsx, hotelCode: 'AURORA', kind: 'new' as const, reservationId: 'R1', id: 'm1' }

it('gives one lane to a hotel at a channel, whatever the connection, and to a job API’s connection', () => {
  const other = { ...pmsx, id: 'second' }
  expect(laneOf({ connection: pmsx, hotelCode: 'A' })).toBe(laneOf({ connection: other, hotelCode: 'A' }))
  expect(laneOf({ connection: pmsx, hotelCode: 'A' })).not.toBe(laneOf({ connection: pmsx, hotelCode: 'B' }))
  expect(laneOf({ connection: prx, hotelCode: 'A' })).toBe(laneOf({ connection: prx, hotelCode: 'B' }))
  expect(laneOf({ connection: prx, hotelCode: null })).not.toBe(
    laneOf({ connection: { ...prx, id: 'x' }, hotelCode: null }),
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

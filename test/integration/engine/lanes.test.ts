import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { inState, makeEngine, scenarioFor, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/** One request in flight for each hotel, hotels beside each other, and none of them starved. */

const allDelivered = (made: Awaited<ReturnType<typeof makeEngine>>, count: number) =>
  until(
    `${count} delivered`,
    async () => (await made.call('messages.list', { state: 'delivered', limit: 500 })).items.length === count,
  )

it('has one request in flight for a hotel and several hotels in parallel', async () => {
  const standIn = await standInFor({ rules: [{ do: { delayMs: 60 } }] })
  const made = await makeEngine({ standIn })
  for (let n = 0; n < 18; n++) {
    const hotelCode = ['AURORA', 'NORD', 'SUED'][n % 3] ?? ''
    made.drop(`${n}.xml`, newBooking({ reservationId: `L${n}`, hotelCode }))
  }
  await allDelivered(made, 18)
  for (const hotel of ['AURORA', 'NORD', 'SUED']) expect(standIn.maxInFlight(hotel)).toBe(1)
  expect(standIn.maxInFlight()).toBe(3)
  expect(standIn.counts()).toMatchObject({ requests: 18, repeatedEchoTokens: 0 })
})

it('keeps to the pace of the connection', async () => {
  const standIn = await standInFor({ rules: [{ do: { delayMs: 60 } }] })
  const made = await makeEngine({ standIn, connection: { pace: { perMinute: 6000, concurrent: 2 } } })
  for (let n = 0; n < 9; n++)
    made.drop(`${n}.xml`, newBooking({ reservationId: `P${n}`, hotelCode: ['AURORA', 'NORD', 'SUED'][n % 3] ?? '' }))
  await allDelivered(made, 9)
  expect(standIn.maxInFlight()).toBe(2)
})

it('gives every hotel its turn when there are more hotels than slots', async () => {
  const standIn = await standInFor({ rules: [{ do: { delayMs: 30 } }] })
  const made = await makeEngine({ standIn, connection: { pace: { perMinute: 6000, concurrent: 1 } }, isStarted: false })
  for (let n = 0; n < 12; n++)
    made.drop(`${n}.xml`, newBooking({ reservationId: `F${n}`, hotelCode: ['AURORA', 'NORD', 'SUED'][n % 3] ?? '' }))
  made.engine.start()
  await allDelivered(made, 12)
  const hotels = standIn.seen.map(({ hotelCode }) => hotelCode)
  expect(new Set(hotels.slice(-4)).size, hotels.join(' ')).toBeGreaterThan(1)
  expect(hotels.lastIndexOf('AURORA'), hotels.join(' ')).toBeGreaterThan(hotels.indexOf('SUED'))
})

it('lets the others of the hotel and of other hotels go while one booking is refused', async () => {
  const standIn = await standInFor()
  const made = await makeEngine({ standIn })
  made.drop('1.xml', newBooking({ reservationId: 'BAD', roomType: 'TENT' }))
  made.drop('2.xml', newBooking({ reservationId: 'GOOD' }))
  made.drop('3.xml', newBooking({ reservationId: 'ELSEWHERE', hotelCode: 'NORD' }))
  await inState(made, 'GOOD', 'delivered')
  await inState(made, 'ELSEWHERE', 'delivered')
  expect(await inState(made, 'BAD', 'failed')).toMatchObject({ cause: 'room-type-unknown', attempts: 1 })
})

it('holds the lane of a hotel the channel refuses and frees it when a person resends after it is mended', async () => {
  const standIn = await standInFor({ hotels: [{ code: 'NORD' }] })
  const made = await makeEngine({ standIn })
  made.drop('1.xml', newBooking({ reservationId: 'H1' }))
  const refused = await inState(made, 'H1', 'failed')
  expect(refused.cause).toBe('hotel-not-authorised')
  made.drop('2.xml', newBooking({ reservationId: 'H2' }))
  made.drop('3.xml', newBooking({ reservationId: 'N1', hotelCode: 'NORD' }))
  await inState(made, 'N1', 'delivered')
  const held = await inState(made, 'H2', 'waiting')
  expect(held.attempts).toBe(0)
  expect((await made.call('health.get')).lanes.find(({ hotelCode }) => hotelCode === 'AURORA')).toMatchObject({
    state: 'held',
    waiting: 1,
  })
  standIn.setScenario(scenarioFor())
  await made.call('messages.resend', { cause: 'hotel-not-authorised' })
  await inState(made, 'H1', 'delivered')
  await inState(made, 'H2', 'delivered')
})

it('tries a held hotel at once when the settings change', async () => {
  const standIn = await standInFor({ hotels: [{ code: 'NORD' }] })
  const made = await makeEngine({ standIn })
  made.drop('1.xml', newBooking({ reservationId: 'H1' }))
  await inState(made, 'H1', 'failed')
  made.drop('2.xml', newBooking({ reservationId: 'H2' }))
  expect(await inState(made, 'H2', 'waiting')).toMatchObject({ attempts: 0 })
  standIn.setScenario(scenarioFor())
  const { settings } = await made.call('settings.get')
  await made.call('settings.save', { settings: { ...Object(settings), hotelName: 'Hotel Aurora Nova' } })
  await inState(made, 'H2', 'delivered')
})

it('counts the time of a request from its claim, so that a process that stood still in between sends nothing late', async () => {
  const standIn = await standInFor()
  const timeouts: number[] = []
  let stoodStillMs = 0
  const made = await makeEngine({
    standIn,
    connection: { timeoutSeconds: 10 },
    clock: (real) => ({ ...real, monotonicMs: () => real.monotonicMs() + stoodStillMs }),
    http: (real) => ({
      ...real,
      send: (request) => {
        timeouts.push(request.timeoutMs)
        return real.send(request)
      },
    }),
    deps: {
      // An EchoToken is made within the claim.
      ids: {
        uuid: () => {
          stoodStillMs += 2_000
          return randomUUID()
        },
      },
    },
  })
  made.drop('1.xml', newBooking({ reservationId: 'LATE' }))
  await inState(made, 'LATE', 'delivered')
  expect(timeouts[0]).toBeGreaterThan(2_000)
  expect(timeouts[0]).toBeLessThanOrEqual(6_000)
})

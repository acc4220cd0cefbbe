import { describe, expect, it } from 'vitest'
import { accepted, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { HOUR, MINUTE, SECOND, type SimEngine, simEngine } from '../../support/sim-engine.ts'

/**
 * docs/architecture.md#time: a sleeping PC gives nothing up, and a clock that is set wrongly neither hammers
 * the channel nor holds a booking.
 */

const DAY = 24 * HOUR
const YEAR = 365 * DAY
const fast = { pace: { perMinute: 6000, concurrent: 3 } }
const link = (sim: SimEngine) => sim.store().links.get('sim')
const count = (sim: SimEngine, state: 'waiting' | 'failed' | 'delivered') => sim.store().lists.counts()[state] ?? 0

describe('a PC asleep overnight in an outage', () => {
  it('gives nothing up, rings no alarm, and looks at once when it wakes', async () => {
    const sim = await simEngine({ script: () => status(503), connection: fast })
    for (const n of [1, 2, 3]) sim.drop(newBooking({ reservationId: `N${n}` }))
    await sim.runFor(10 * MINUTE)
    const before = sim.channel.seen.length
    sim.clock.sleep(13 * HOUR)
    sim.engine().wake()
    await sim.until('looked', () => sim.channel.seen.length > before, SECOND)
    await sim.runFor(5 * MINUTE)
    expect([count(sim, 'waiting'), count(sim, 'failed')]).toEqual([3, 0])
    expect(sim.notices).toEqual([])
    expect(link(sim)).toMatchObject({ hasAlarmed: false, hasGivenUp: false })
    sim.answer(accepted)
    await sim.until('delivered', () => count(sim, 'delivered') === 3)
  })

  it('looks within five seconds also where nobody tells it that it woke', async () => {
    const sim = await simEngine({ script: () => status(503), connection: fast })
    sim.drop(newBooking({ reservationId: 'N1' }))
    await sim.runFor(10 * MINUTE)
    const before = sim.channel.seen.length
    sim.clock.sleep(13 * HOUR)
    await sim.until('looked', () => sim.channel.seen.length > before, 5 * SECOND)
  })
})

describe.each([
  ['set back a year', -YEAR],
  ['set forward a day', DAY],
])('a clock %s', (_, by) => {
  it('in an outage: the next probe is due at once, then the ladder goes on', async () => {
    const sim = await simEngine({ script: () => status(503), connection: fast })
    for (const n of [1, 2, 3]) sim.drop(newBooking({ reservationId: `C${n}` }))
    await sim.runFor(10 * MINUTE)
    sim.clock.shift(by)
    const before = sim.channel.seen.length
    await sim.runFor(10 * MINUTE)
    const probes = sim.channel.seen.length - before
    expect(probes).toBeGreaterThanOrEqual(9)
    expect(probes).toBeLessThanOrEqual(12)
    expect(count(sim, 'failed')).toBe(0)
    const [next] = (await sim.item('C1')).next
    expect(Math.abs((next?.at ?? 0) - sim.clock.now())).toBeLessThanOrEqual(61 * SECOND)
    await sim.runFor(11 * MINUTE)
    expect(sim.notices.map(({ edge, cause }) => [edge, cause])).toEqual([['began', 'outage']])
    sim.answer(accepted)
    await sim.until('delivered', () => count(sim, 'delivered') === 3)
  })

  it('while one booking is probed: its ladder goes on', async () => {
    const sim = await simEngine({ script: () => status(500) })
    sim.drop(newBooking({ reservationId: 'C1' }))
    await sim.runFor(5 * MINUTE)
    sim.clock.shift(by)
    const before = sim.channel.seen.length
    await sim.runFor(5 * MINUTE)
    const tries = sim.channel.seen.length - before
    expect(tries).toBeGreaterThanOrEqual(4)
    expect(tries).toBeLessThanOrEqual(7)
    sim.answer(accepted)
    await sim.until('delivered', () => count(sim, 'delivered') === 1)
  })

  it('while the channel throttles, a hotel is held or a pause tests itself: nothing waits longer than it should', async () => {
    const sim = await simEngine({ script: () => status(429, { 'retry-after': '600' }), connection: fast })
    sim.drop(newBooking({ reservationId: 'T', hotelCode: 'H1' }))
    await sim.until('throttled', () => link(sim).throttledUntilAt !== null)
    sim.answer((ask) =>
      refused(ask, { type: '6', text: 'PMS SIM is not authorized to access hotel with HotelCode=H1' }),
    )
    sim.clock.shift(by)
    await sim.until('refused', () => sim.states('T')[0] === 'failed', 11 * MINUTE)
    sim.drop(newBooking({ reservationId: 'HELD', hotelCode: 'H1' }))
    await sim.until('captured', () => sim.of('HELD').length === 1)
    sim.clock.shift(by)
    sim.answer((ask) => refused(ask, { type: '4', text: 'PMS SIM received request with invalid username/password.' }))
    await sim.until('paused', () => link(sim).pauseCause === 'wrong-password', 61 * MINUTE)
    sim.clock.shift(by)
    sim.answer(accepted)
    await sim.until('released by its own test', () => sim.states('HELD')[0] === 'delivered', 6 * MINUTE)
  })
})

import { describe, expect, it } from 'vitest'
import { accepted, fault, status } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, SECOND, simEngine } from '../../support/sim-engine.ts'

/** The channel asks us to slow down: nobody's task, and nothing counts against a booking. */

describe('throttling', () => {
  it('by Retry-After holds the whole connection that long', async () => {
    const sim = await simEngine({
      script: (ask) =>
        ask.reservation === 'T0' && ask.attempt === 1 ? status(429, { 'retry-after': '90' }) : accepted(ask),
    })
    for (let n = 0; n < 6; n++) sim.drop(newBooking({ reservationId: `T${n}`, hotelCode: `H${n % 3}` }))
    await sim.until('throttled', () => sim.store().links.get('sim').throttledUntilAt !== null)
    const [first] = sim.sends()
    const until = (first?.endedAt ?? 0) + 90 * SECOND
    const item = await sim.item('T0')
    expect(item).toMatchObject({
      state: 'waiting',
      cause: 'throttled',
      nextAttemptAt: until,
      explanation: { who: 'nobody' },
    })
    const underWay = sim.sends().length
    await sim.until('all out', () => (sim.store().lists.counts().delivered ?? 0) === 6)
    const later = sim.sends().slice(underWay)
    expect(Math.min(...later.map(({ at }) => at))).toBeGreaterThanOrEqual(until)
    expect(Math.min(...later.map(({ at }) => at))).toBeLessThan(until + 5 * SECOND)
    expect(sim.notices).toEqual([])
    expect((await sim.item('T0')).attempts).toBe(2)
  })

  it('by the throttle fault holds it until the next clock minute', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.attempt === 1 ? fault('Server', 'Throttling limit reached for this PMS') : accepted(ask)),
    })
    sim.drop(newBooking({ reservationId: 'T0' }))
    await sim.until('out', () => sim.states('T0')[0] === 'delivered')
    const [first, second] = sim.sends()
    const minute = (Math.floor((first?.endedAt ?? 0) / MINUTE) + 1) * MINUTE
    expect(second?.at).toBeGreaterThanOrEqual(minute)
    expect(second?.at).toBeLessThan(minute + 5 * SECOND)
  })

  it('asked for twice at the same time goes by the longer wish', async () => {
    const sim = await simEngine({
      script: (ask) =>
        ask.attempt > 1 ? accepted(ask) : ask.hotel === 'H0' ? status(429, { 'retry-after': '300' }) : status(429),
      answerMs: (ask) => (ask.hotel === 'H0' ? 1_000 : 3_000),
    })
    for (let n = 0; n < 2; n++) sim.drop(newBooking({ reservationId: `T${n}`, hotelCode: `H${n}` }))
    await sim.until('all out', () => (sim.store().lists.counts().delivered ?? 0) === 2)
    const [, , third] = sim.sends()
    expect((third?.at ?? 0) - (sim.sends()[0]?.endedAt ?? 0)).toBeGreaterThanOrEqual(300 * SECOND)
  })

  it('never given leave again it goes on without an end, a failure or an alarm', async () => {
    const sim = await simEngine({ script: () => status(429) })
    sim.drop(newBooking({ reservationId: 'T0' }))
    await sim.runFor(100 * MINUTE)
    expect(sim.sends().length).toBeLessThanOrEqual(101)
    expect(sim.sends().length).toBeGreaterThan(90)
    expect(sim.states('T0')).toEqual(['waiting'])
  })
})

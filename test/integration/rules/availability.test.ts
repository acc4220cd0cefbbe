import { describe, expect, it } from 'vitest'
import type { SimAsk } from '../../../main/headless/simulate/sim-channel.ts'
import { accepted, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { availability, changeBooking, newBooking, rates } from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, SECOND, type SimEngine, simEngine } from '../../support/sim-engine.ts'

/**
 * Availability and rates: first in, first out, and healed by what comes later
 * (docs/architecture.md#order-and-healing and docs/architecture.md#whose-turn).
 */

const limitOf = ({ body }: SimAsk) => /BookingLimit="(\d+)"/.exec(body)?.[1]
const isMiddle = (ask: SimAsk) => limitOf(ask) === '0'
const bad = (ask: SimAsk) => refused(ask, { type: '3', code: '402', text: 'Invalid room type' })
const inventory = (sim: SimEngine) => sim.messages().filter(({ kind }) => kind === 'availability')
const settled = (sim: SimEngine, count: number) => () =>
  inventory(sim).length === count && inventory(sim).every(({ state }) => state !== 'waiting' && state !== 'sending')

/** Exports 1, 0, 1 rooms one after another. */
const oneZeroOne = async (sim: SimEngine, last: Parameters<typeof availability>[0] = {}) => {
  for (const more of [{ limit: 1 }, { limit: 0 }, { limit: 1, ...last }]) {
    sim.drop(availability(more))
    await sim.runFor(10 * SECOND)
  }
}

describe('availability 1, 0, 1', () => {
  it('with the middle one refused: the last one, which says it all anew, replaces it', async () => {
    const sim = await simEngine({ script: (ask) => (isMiddle(ask) ? bad(ask) : accepted(ask)) })
    await oneZeroOne(sim)
    await sim.until('settled', settled(sim, 3))
    expect(inventory(sim).map(({ state }) => state)).toEqual(['delivered', 'superseded', 'delivered'])
    expect(await sim.call('causes.list')).toEqual([])
  })

  it('with the middle one refused and the last one about fewer days: asks for a full refresh', async () => {
    const sim = await simEngine({ script: (ask) => (isMiddle(ask) ? bad(ask) : accepted(ask)) })
    await oneZeroOne(sim, { start: '2026-12-10', end: '2026-12-20' })
    await sim.until('settled', settled(sim, 3))
    expect(inventory(sim).map(({ state, cause }) => [state, cause])).toEqual([
      ['delivered', 'delivered'],
      ['failed', 'availability-needs-refresh'],
      ['delivered', 'delivered'],
    ])
    sim.drop(availability({ limit: 4 }))
    await sim.until(
      'healed',
      () =>
        inventory(sim)
          .map(({ state }) => state)
          .join() === 'delivered,superseded,delivered,delivered',
    )
  })

  it('with the middle one refused and the last one about another room: it stays failed and nothing waits for it', async () => {
    const sim = await simEngine({ script: (ask) => (isMiddle(ask) ? bad(ask) : accepted(ask)) })
    await oneZeroOne(sim, { roomType: 'SGL' })
    await sim.until('settled', settled(sim, 3))
    expect(inventory(sim).map(({ state, cause }) => [state, cause])).toEqual([
      ['delivered', 'delivered'],
      ['failed', 'room-type-unknown'],
      ['delivered', 'delivered'],
    ])
  })

  it('with the middle one being probed: the last one waits for it, so that the older number never comes last', async () => {
    const sim = await simEngine({ script: (ask) => (isMiddle(ask) && ask.attempt < 5 ? status(500) : accepted(ask)) })
    await oneZeroOne(sim)
    await sim.until('settled', settled(sim, 3))
    expect(sim.sends().map(limitOf)).toEqual(['1', '0', '0', '0', '0', '1'])
  })
})

it('an update whose weekdays leave no day of its dates is delivered, and says that it changes nothing', async () => {
  const sim = await simEngine()
  const idle = availability({ limit: 3, start: '2026-12-01', end: '2026-12-02' })
  sim.drop(idle.replace('<StatusApplicationControl ', '<StatusApplicationControl Tue="0" Weds="0" '))
  await sim.until('settled', settled(sim, 1))
  const [message] = inventory(sim)
  expect(message).toMatchObject({ state: 'delivered', cause: 'update-without-day' })
  const { explanation } = await sim.call('messages.get', { id: message?.id ?? '' })
  expect(explanation?.what).toMatch(/weekdays/)
})

it('availability goes first, alternating with the bookings of the day; then other bookings, then rates', async () => {
  const sim = await simEngine({ script: () => status(503) })
  const today = { arrival: '2026-11-20', departure: '2026-11-21' }
  for (const n of [1, 2]) sim.drop(newBooking({ reservationId: `LATER${n}` }))
  sim.drop(rates())
  for (const n of [1, 2, 3]) sim.drop(newBooking({ reservationId: `TODAY${n}`, ...today }))
  for (const n of [1, 2]) sim.drop(availability({ limit: n }))
  // Its blocker, which arrives later, inherits its turn.
  sim.drop(newBooking({ reservationId: 'MOVED', modifiedAt: Date.parse('2026-11-20T06:00:00Z') }))
  sim.drop(changeBooking({ reservationId: 'MOVED', modifiedAt: Date.parse('2026-11-20T07:00:00Z'), ...today }))
  await sim.until('captured', () => sim.messages().length === 10)
  await sim.runFor(MINUTE)
  const from = sim.channel.seen.length
  sim.answer(accepted)
  await sim.until('all out', () => sim.messages().every(({ state }) => state === 'delivered'))
  // The first is the probe that ended the outage: any head.
  const order = sim.channel.seen
    .slice(from)
    .map((ask) => (ask.kind === 'availability' ? `A${limitOf(ask)}` : ask.kind === 'rates' ? 'R' : ask.reservation))
  const probe = order[0]
  const rest = order.slice(1)
  expect(rest.indexOf('R')).toBe(rest.length - 1)
  const wanted = ['A1', 'TODAY1', 'A2', 'TODAY2', 'TODAY3', 'MOVED', 'MOVED', 'LATER1', 'LATER2', 'R'].filter(
    (one) => one !== probe,
  )
  expect(
    rest.filter((one) => !/^A/.test(one)),
    `probe ${probe}: ${rest.join(' ')}`,
  ).toEqual(wanted.filter((one) => !/^A/.test(one)))
  expect(Math.max(rest.indexOf('A1'), rest.indexOf('A2')), rest.join(' ')).toBeLessThanOrEqual(3)
})

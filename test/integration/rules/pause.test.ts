import { describe, expect, it, vi } from 'vitest'
import { accepted, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { gapsAfter, HOUR, MINUTE, type SimEngine, simEngine, simSettings } from '../../support/sim-engine.ts'

vi.setConfig({ testTimeout: 120_000 })

/** docs/architecture.md#pause, and the third wrong address in a row. */

const fast = { pace: { perMinute: 6000, concurrent: 3 } }
const link = (sim: SimEngine) => sim.store().links.get('sim')
const count = (sim: SimEngine, state: 'waiting' | 'failed' | 'delivered') => sim.store().lists.counts()[state] ?? 0
const password = { type: '4', text: 'PMS SIM received request with invalid username/password.' }
const edges = (sim: SimEngine) => sim.notices.map(({ edge, cause, reservations }) => [edge, cause, reservations])

describe('a wrong address', () => {
  it('with 500 bookings fails three, stops, and lets all of them go once the test passes', async () => {
    const right = 'https://channel.invalid/webservices/RIGHT'
    const sim = await simEngine({
      script: (ask) => (ask.url === right ? accepted(ask) : status(404)),
      connection: fast,
    })
    for (let n = 0; n < 500; n++) sim.drop(newBooking({ reservationId: `W${n}` }))
    await sim.until('paused', () => link(sim).pauseCause === 'wrong-address')
    await sim.until('all captured', () => sim.store().lists.heldOf('sim').messages === 497)
    expect(sim.sends()).toHaveLength(3)
    expect([count(sim, 'failed'), count(sim, 'waiting')]).toEqual([3, 497])
    await sim.runFor(MINUTE)
    expect(edges(sim)).toEqual([['began', 'wrong-address', 500]])
    sim.setSettings(simSettings({ ...fast, url: right }))
    await sim.until('all delivered', () => count(sim, 'delivered') === 500, HOUR)
    await sim.runFor(MINUTE)
    expect(edges(sim)).toEqual([
      ['began', 'wrong-address', 500],
      ['ended', 'wrong-address', 500],
    ])
    expect(sim.faults).toEqual([])
  })
})

describe('a pause', () => {
  it('tests itself after 5, 15, 30, then every 60 minutes, however many requests were refused together', async () => {
    const sim = await simEngine({ script: (ask) => refused(ask, password), connection: fast })
    for (let n = 0; n < 9; n++) sim.drop(newBooking({ reservationId: `S${n}`, hotelCode: `H${n % 3}` }))
    await sim.until('paused', () => link(sim).pauseCause === 'wrong-password')
    const pausedAt = link(sim).pausedSinceAt ?? 0
    expect(await sim.item('S8')).toMatchObject({
      state: 'waiting',
      heldBy: { kind: 'pause' },
      nextAttemptAt: pausedAt + 5 * MINUTE,
    })
    await sim.runFor(2 * HOUR + 50 * MINUTE)
    expect(sim.sends()).toHaveLength(3)
    expect(sim.tests().map(({ at }) => Math.round((at - pausedAt) / MINUTE))).toEqual([5, 20, 50, 110])
    expect(edges(sim)).toEqual([['began', 'wrong-password', 9]])
    sim.answer(accepted)
    await sim.until('released', () => count(sim, 'delivered') === 9, HOUR)
    await sim.runFor(MINUTE)
    expect(edges(sim)).toEqual([
      ['began', 'wrong-password', 9],
      ['ended', 'wrong-password', 9],
    ])
  })

  it('that comes again for the same cause within the hour waits for a change, and says what it waits for', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.kind === 'test' ? accepted(ask) : refused(ask, password)),
      connection: fast,
    })
    sim.drop(newBooking({ reservationId: 'S1' }))
    await sim.until('tested and refused again', () => sim.sends().length === 2)
    await sim.runFor(3 * HOUR)
    expect([sim.sends().length, sim.tests().length]).toEqual([2, 1])
    const item = await sim.item('S1')
    expect(item).toMatchObject({
      state: 'waiting',
      heldBy: { kind: 'pause' },
      cause: 'wrong-password',
      nextAttemptAt: null,
    })
    expect((await sim.call('causes.list'))[0]).toMatchObject({ cause: 'wrong-password', paused: true, reservations: 1 })
    sim.answer(accepted)
    sim.secrets.set('sim', 'another')
    await sim.until('delivered', () => sim.states('S1')[0] === 'delivered')
  })

  it('by a person in an outage burns no budget, and everything goes when it is resumed', async () => {
    const sim = await simEngine({
      script: () => status(503),
      connection: { retry: { giveUpAfterMinutes: 40, alarmAfterMinutes: 30 } },
    })
    sim.drop(newBooking({ reservationId: 'S1' }))
    await sim.runFor(10 * MINUTE)
    await sim.call('connections.pause', { id: 'sim' })
    await sim.runFor(HOUR)
    expect(sim.states('S1')).toEqual(['waiting'])
    expect(sim.notices).toEqual([])
    sim.answer(accepted)
    await sim.call('connections.resume', { id: 'sim' })
    await sim.until('delivered', () => sim.states('S1')[0] === 'delivered', MINUTE)
  })
})

describe('403', () => {
  it('is about this booking when the test call passes', async () => {
    const sim = await simEngine({ script: (ask) => (ask.reservation === 'BAD' ? status(403) : accepted(ask)) })
    sim.drop(newBooking({ reservationId: 'BAD' }))
    sim.drop(newBooking({ reservationId: 'FINE' }))
    await sim.until('delivered', () => sim.states('FINE')[0] === 'delivered')
    expect(await sim.item('BAD')).toMatchObject({ state: 'failed', cause: 'forbidden-message', attempts: 1 })
    expect(link(sim).pauseCause).toBeNull()
    expect(sim.tests()).toHaveLength(1)
  })

  it('stops the connection when the test call is refused too', async () => {
    const sim = await simEngine({ script: () => status(403) })
    sim.drop(newBooking({ reservationId: 'R1' }))
    sim.drop(newBooking({ reservationId: 'R2' }))
    await sim.until('paused', () => link(sim).pauseCause === 'forbidden')
    await sim.runFor(MINUTE)
    expect([sim.sends().length, sim.tests().length, count(sim, 'waiting')]).toEqual([1, 1, 2])
    sim.answer(accepted)
    await sim.until('its own test released them', () => count(sim, 'delivered') === 2, 6 * MINUTE)
    expect(gapsAfter(sim.tests())).toHaveLength(1)
  })
})

describe('a pause for codes that do not agree', () => {
  const mismatch = { type: '6', text: "Inconsistent PMS codes. PMS 'SIM' does not match RequestorID 'SIM2'" }

  it('is not released by a ping: one booking goes ahead after it, and the others follow when it is taken', async () => {
    let isRight = false
    const sim = await simEngine({
      script: (ask) => (ask.kind === 'test' || isRight ? accepted(ask) : refused(ask, mismatch)),
      connection: fast,
    })
    for (let n = 0; n < 9; n++) sim.drop(newBooking({ reservationId: `C${n}`, hotelCode: `H${n}` }))
    await sim.until('paused', () => link(sim).pauseCause === 'pms-code-mismatch')
    const before = sim.sends().length
    await sim.until('a ping passed and one went ahead', () => sim.sends().length === before + 1, HOUR)
    expect(sim.tests()).toHaveLength(1)
    await sim.runFor(HOUR)
    // Each ping lets one go ahead, at the times at which the pause tests itself.
    expect(sim.tests().length).toBe(3)
    expect(sim.sends()).toHaveLength(before + 3)
    expect(link(sim)).toMatchObject({ pauseCause: 'pms-code-mismatch', isOnTrial: false })
    expect(edges(sim).filter(([edge]) => edge === 'ended')).toEqual([])
    isRight = true
    await sim.until('all out', () => count(sim, 'delivered') === 9, 2 * HOUR)
    expect(link(sim)).toMatchObject({ pauseCause: null, isOnTrial: false })
  })

  it('with nothing to send stays until the next booking shows it, says so, and ends at once when a person resumes', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.kind === 'test' ? accepted(ask) : refused(ask, mismatch)),
      connection: fast,
    })
    sim.drop(newBooking({ reservationId: 'C1' }))
    await sim.until('paused', () => link(sim).pauseCause === 'pms-code-mismatch')
    const [first] = sim.of('C1')
    await sim.call('messages.close', { id: first?.id ?? '', reason: 'by hand' })
    const { ok, steps } = await sim.call('connections.test', { id: 'sim' })
    expect([ok, steps.at(-1)?.sentence]).toEqual([true, expect.stringContaining('PMS code and hotel')])
    expect(link(sim)).toMatchObject({ pauseCause: 'pms-code-mismatch', isOnTrial: true })
    const { level, connections } = await sim.call('health.get')
    expect([level, connections[0]?.sentence]).toEqual(['attention', expect.stringContaining('next booking')])
    await sim.runFor(HOUR)
    expect(sim.sends()).toHaveLength(1)
    sim.answer(accepted)
    sim.drop(newBooking({ reservationId: 'C2' }))
    await sim.until('it went ahead', () => sim.states('C2')[0] === 'delivered')
    expect(link(sim).pauseCause).toBeNull()
    expect((await sim.call('health.get')).level).toBe('ok')
  })
})

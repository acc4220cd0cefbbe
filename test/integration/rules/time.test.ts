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

/**
 * Each kind of wait: how it comes about, and how long it is from then on. `isOver`: the request it held back
 * went out, or what it held is free.
 */
type Wait = {
  lengthMs: number
  connection?: Record<string, unknown>
  begin: (sim: SimEngine) => Promise<void>
  end: (sim: SimEngine) => void
  isOver: (sim: SimEngine) => boolean
}

const wrongPassword = { type: '4', text: 'PMS SIM received request with invalid username/password.' }
const unknownHotel = { type: '6', text: 'PMS SIM is not authorized to access hotel with HotelCode=H1' }

const requestsSince = () => {
  let before = 0
  return {
    note: (sim: SimEngine) => {
      before = sim.channel.seen.length
    },
    any: (sim: SimEngine) => sim.channel.seen.length > before,
  }
}

const waits: Record<string, () => Wait> = {
  'the step of an outage': () => {
    const { note, any } = requestsSince()
    return {
      lengthMs: 40 * SECOND,
      begin: async (sim) => {
        sim.answer(() => status(503))
        sim.drop(newBooking({ reservationId: 'W' }))
        await sim.until('four probes', () => sim.channel.seen.filter(({ endedAt }) => endedAt !== null).length === 4)
        note(sim)
      },
      end: () => undefined,
      isOver: any,
    }
  },
  'the wish of a channel in an outage': () => {
    const { note, any } = requestsSince()
    return {
      lengthMs: 10 * MINUTE,
      begin: async (sim) => {
        sim.answer(() => status(503, { 'retry-after': '600' }))
        sim.drop(newBooking({ reservationId: 'W' }))
        await sim.until('an outage', () => link(sim).nextProbeAt !== null)
        note(sim)
      },
      end: () => undefined,
      isOver: any,
    }
  },
  'the step of a booking of its own': () => {
    const { note, any } = requestsSince()
    return {
      lengthMs: 40 * SECOND,
      begin: async (sim) => {
        sim.answer(() => status(500))
        sim.drop(newBooking({ reservationId: 'W' }))
        await sim.until('four tries', () => sim.channel.seen.filter(({ endedAt }) => endedAt !== null).length === 4)
        note(sim)
      },
      end: () => undefined,
      isOver: any,
    }
  },
  'a throttle': () => {
    const { note, any } = requestsSince()
    return {
      lengthMs: 30 * MINUTE,
      begin: async (sim) => {
        sim.answer(() => status(429, { 'retry-after': '1800' }))
        sim.drop(newBooking({ reservationId: 'W' }))
        await sim.until('throttled', () => link(sim).throttledUntilAt !== null)
        note(sim)
      },
      end: () => undefined,
      isOver: any,
    }
  },
  'the self-test of a pause': () => {
    const { note, any } = requestsSince()
    return {
      lengthMs: 15 * MINUTE,
      begin: async (sim) => {
        sim.answer((ask) => refused(ask, wrongPassword))
        sim.drop(newBooking({ reservationId: 'W' }))
        await sim.until('a second self-test is ahead', () => link(sim).pauseStep === 1)
        note(sim)
      },
      end: () => undefined,
      isOver: any,
    }
  },
  'a pause of an hour': () => ({
    lengthMs: HOUR,
    begin: async (sim) => {
      await sim.call('connections.pause', { id: 'sim', until: sim.clock.now() + HOUR })
    },
    end: () => undefined,
    isOver: (sim) => link(sim).pauseCause === null,
  }),
  'the hourly probe of a hotel that is refused': () => {
    const { note, any } = requestsSince()
    return {
      lengthMs: HOUR,
      begin: async (sim) => {
        sim.answer((ask) => refused(ask, unknownHotel))
        sim.drop(newBooking({ reservationId: 'W', hotelCode: 'H1' }))
        await sim.until('refused', () => sim.states('W')[0] === 'failed')
        sim.drop(newBooking({ reservationId: 'HELD', hotelCode: 'H1' }))
        await sim.until('captured', () => sim.of('HELD').length === 1)
        note(sim)
      },
      end: () => undefined,
      isOver: any,
    }
  },
}

const jumps: Record<string, (sim: SimEngine) => void | Promise<void>> = {
  'set back a minute': (sim) => sim.clock.shift(-MINUTE),
  'set back ten minutes': (sim) => sim.clock.shift(-10 * MINUTE),
  'set back two hours': (sim) => sim.clock.shift(-2 * HOUR),
  'set forward ten minutes': (sim) => sim.clock.shift(10 * MINUTE),
  'set forward and back': async (sim) => {
    sim.clock.shift(DAY)
    await sim.runFor(3 * SECOND)
    sim.clock.shift(-DAY)
  },
  'set back twice': async (sim) => {
    sim.clock.shift(-4 * MINUTE)
    await sim.runFor(3 * SECOND)
    sim.clock.shift(-4 * MINUTE)
  },
  'set back while the program is off': (sim) => {
    sim.kill()
    sim.clock.shift(-8 * MINUTE)
    sim.start()
  },
}

describe.each(Object.keys(waits))('%s', (kind) => {
  it.each(Object.keys(jumps))('ends within its own length when the clock is %s', async (jump) => {
    const wait = waits[kind]?.()
    if (!wait) throw new Error(kind)
    const sim = await simEngine({ script: accepted, connection: fast })
    await wait.begin(sim)
    const beganMs = sim.clock.monotonicMs()
    await sim.runFor(Math.floor(wait.lengthMs / 4))
    await jumps[jump]?.(sim)
    // The beat is four seconds here: so late it is noticed, and so much waking time is forgotten when the
    // program dies.
    const leftMs = wait.lengthMs - (sim.clock.monotonicMs() - beganMs) + 8 * SECOND
    await sim.runFor(leftMs - 20 * SECOND)
    expect(wait.isOver(sim)).toBe(false)
    await sim.until('over', () => wait.isOver(sim), leftMs)
  })
})

it('an hour that a person chose is a time of the clock: it stays when the clock is set back', async () => {
  const sim = await simEngine({ script: () => status(503), connection: fast })
  sim.drop(newBooking({ reservationId: 'W' }))
  await sim.until('an outage', () => link(sim).outageCause !== null)
  const [message] = sim.of('W')
  const notBefore = sim.clock.now() + 20 * MINUTE
  await sim.call('messages.resend', { ids: [message?.id ?? ''], notBefore })
  sim.clock.shift(-10 * MINUTE)
  await sim.runFor(5 * SECOND)
  expect(sim.of('W')[0]?.nextAttemptAt).toBe(notBefore)
})

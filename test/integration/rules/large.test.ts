import { describe, expect, it } from 'vitest'
import { accepted } from '../../../main/headless/simulate/sim-replies.ts'
import { availability, newBooking, severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, type SimEngine, simEngine } from '../../support/sim-engine.ts'

/** Files larger than a request, and requests larger than the channel takes. */

const fast = { pace: { perMinute: 6_000, concurrent: 20 } }
const deliveredIn = (sim: SimEngine) => sim.store().lists.counts().delivered ?? 0

/** Availability of one hotel with so many updates; each sets the number it has. */
const updates = (count: number, from = 1): string => {
  const one = availability({ hotelCode: 'H1', limit: 0 })
  const [, head = '', update = '', tail = ''] =
    /^(.*?)(\s*<AvailStatusMessage .*?<\/AvailStatusMessage>)(.*)$/s.exec(one) ?? []
  const all = Array.from({ length: count }, (_, n) =>
    update.replace('BookingLimit="0"', `BookingLimit="${from + n}"`).replace('"DBL"', `"R${from + n}"`),
  )
  return head + all.join('') + tail
}
const sentLimits = (sim: SimEngine): number[] =>
  sim.sends().flatMap(({ body }) => [...body.matchAll(/BookingLimit="(\d+)"/g)].map((match) => Number(match[1])))

describe('a large export', () => {
  it('of 400 bookings in 3 MB is delivered, each booking by itself', async () => {
    const sim = await simEngine({ script: accepted, connection: fast })
    const [first, ...rest] = Array.from({ length: 400 }, (_, n) => ({
      reservationId: `L${n}`,
      hotelCode: `H${n % 20}`,
      wish: 'x'.repeat(6_500),
    }))
    const text = severalBookings([first ?? { reservationId: '' }, ...rest])
    expect(text.length).toBeGreaterThan(3_000_000)
    sim.drop(text)
    await sim.until('all delivered', () => deliveredIn(sim) === 400)
    expect(sim.sends()).toHaveLength(400)
    expect(new Set(sim.sends().map(({ reservation }) => reservation)).size).toBe(400)
  }, 60_000)

  it('of 1 200 updates goes out in three requests of at most 500, in order, before what comes later', async () => {
    const sim = await simEngine({ script: accepted })
    sim.drop(updates(1_200))
    sim.drop(availability({ hotelCode: 'H1', limit: 9_999 }))
    await sim.until('all delivered', () => deliveredIn(sim) === 4)
    expect(sentLimits(sim)).toEqual([...Array.from({ length: 1_200 }, (_, n) => n + 1), 9_999])
    expect(sim.messages().map(({ part, parts, orderKey }) => [part, parts, orderKey])).toEqual([
      [1, 3, 'sim|H1|kind:availability'],
      [2, 3, 'sim|H1|kind:availability'],
      [3, 3, 'sim|H1|kind:availability'],
      [1, 1, 'sim|H1|kind:availability'],
    ])
  })

  it('of more than 2 000 bookings is refused whole, and says how many it may hold', async () => {
    const sim = await simEngine({ script: accepted })
    const all = Array.from({ length: 2_001 }, (_, n) => ({ reservationId: `M${n}` }))
    sim.drop(severalBookings([{ reservationId: 'M' }, ...all.slice(1)]))
    await sim.until('refused', () => sim.messages().length === 1)
    const [file] = sim.messages()
    expect(file).toMatchObject({ state: 'failed', cause: 'file-too-many', facts: { count: '2001', limit: '2000' } })
    expect((await sim.call('messages.get', { id: file?.id ?? '' })).explanation?.what).toContain('up to 2000 ')
    expect(sim.sends()).toEqual([])
  })

  it('in parts is a duplicate part by part when it comes again, and what had failed of it goes again', async () => {
    let isRefused = true
    const sim = await simEngine({
      script: (ask) =>
        isRefused && ask.body.includes('BookingLimit="501"')
          ? { ...accepted(ask), status: 413, body: new Uint8Array() }
          : accepted(ask),
    })
    sim.drop(updates(1_200))
    await sim.until('all tried', () => sim.sends().length === 3 && (sim.store().lists.counts().sending ?? 0) === 0)
    expect(sim.messages().map(({ state }) => state)).toEqual(['delivered', 'failed', 'delivered'])
    isRefused = false
    sim.drop(updates(1_200))
    await sim.until('delivered as well', () => deliveredIn(sim) === 3)
    expect(sim.messages().map(({ part, state }) => [part, state])).toEqual([
      [1, 'delivered'],
      [2, 'delivered'],
      [3, 'delivered'],
      [1, 'duplicate'],
      [3, 'duplicate'],
    ])
  })
})

describe('a request', () => {
  it('that is larger than the settings allow is not made: its size and the limit are named, and others go', async () => {
    const sim = await simEngine({ script: accepted, connection: { maxRequestBytes: 20_000 } })
    sim.drop(newBooking({ reservationId: 'BIG', wish: 'x'.repeat(19_000) }))
    sim.drop(newBooking({ reservationId: 'SMALL' }))
    await sim.until('the other is out', () => sim.states('SMALL')[0] === 'delivered')
    expect(sim.sends().map(({ reservation }) => reservation)).toEqual(['SMALL'])
    const item = await sim.item('BIG')
    expect(item).toMatchObject({ state: 'failed', cause: 'request-too-large', explanation: { who: 'pms-vendor' } })
    expect(item.explanation?.what).toMatch(/ 2[01] KB, .* 20 KB at most/)
  })

  it('of availability is cut at capture so that it fits with its envelope', async () => {
    const sim = await simEngine({ script: accepted, connection: { maxRequestBytes: 20_000 } })
    sim.drop(updates(400))
    await sim.until('all delivered', () => sentLimits(sim).length === 400 && deliveredIn(sim) > 1, 5 * MINUTE)
    expect(sentLimits(sim)).toEqual(Array.from({ length: 400 }, (_, n) => n + 1))
    for (const { body } of sim.sends()) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
  })
})

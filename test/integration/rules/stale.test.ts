import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SimAsk, SimScript } from '../../../main/headless/simulate/sim-channel.ts'
import { accepted, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { availability, rates, type SampleInventory } from '../../../main/rehearsal/sample-exports.ts'
import { HOUR, MINUTE, openSimEngine, SECOND, type SimEngine, simEngine } from '../../support/sim-engine.ts'

/**
 * The newest numbers count at the channel: older ones never follow them
 * (docs/architecture.md#order-and-healing).
 */

const unknownPair = { type: '3', code: '783', text: 'No room exists with InvTypeCode SUP and RatePlanCode GLD' }
const refusing =
  (isRefused: (ask: SimAsk) => boolean): SimScript =>
  (ask) =>
    ask.kind !== 'test' && isRefused(ask) ? refused(ask, unknownPair) : accepted(ask)
const limitOf = ({ body }: SimAsk) => /BookingLimit="(\d+)"/.exec(body)?.[1]

const series = (sim: SimEngine) => sim.messages().filter(({ kind }) => kind === 'availability' || kind === 'rates')
const nth = (sim: SimEngine, n: number) => series(sim)[n] ?? expect.unreachable()
const states = (sim: SimEngine) => series(sim).map(({ state }) => state)
const isAtRest = (sim: SimEngine, count: number) => () =>
  series(sim).length === count && series(sim).every(({ state }) => state !== 'waiting' && state !== 'sending')

/** Exports one after another, each once the one before is settled. */
const exportAll = async (sim: SimEngine, ...all: string[]): Promise<void> => {
  for (const text of all) {
    const count = series(sim).length + 1
    sim.drop(text)
    await sim.until('settled', isAtRest(sim, count))
  }
}

const supGld = (more: SampleInventory = {}) => availability({ roomType: 'SUP', ratePlan: 'GLD', limit: 2, ...more })
const sup = (more: SampleInventory = {}) => availability({ roomType: 'SUP', limit: 0, ...more })

/** A person tries everything; nothing may go out. */
const expectNoResend = async (sim: SimEngine, n: number, cause: string) => {
  const { id } = nth(sim, n)
  const sent = sim.sends().length
  const item = await sim.call('messages.get', { id })
  expect(item.acts.map(({ act }) => act)).not.toContain('resend')
  for (const confirmed of [{}, { confirm: true, reason: 'I know better' }])
    await expect(sim.call('messages.resend', { ids: [id], ...confirmed })).rejects.toThrow(/wrong-state.*Newer data/)
  await expect(sim.call('messages.resend', { ids: [id], notBeforeTime: '06:00' })).rejects.toThrow('Newer data')
  expect(await sim.call('messages.resend', { ids: [id, 'nobody'] })).toMatchObject({ count: 0 })
  expect(await sim.call('messages.resend', { cause })).toMatchObject({ count: 0 })
  await sim.runFor(10 * MINUTE)
  expect(sim.sends()).toHaveLength(sent)
  return item
}

describe('a failed update and a newer one that was delivered', () => {
  it('about all rates of the room: it is replaced, and two rooms are not on sale again', async () => {
    const sim = await simEngine({ script: refusing((ask) => limitOf(ask) === '2') })
    await exportAll(sim, supGld(), sup())
    sim.answer(accepted)
    expect(states(sim)).toEqual(['superseded', 'delivered'])
    await expectNoResend(sim, 0, 'mapping-missing')
    expect(sim.sends().map(limitOf)).toEqual(['2', '0'])
  })

  it('about a part of it: it asks for a full refresh, and says why it does not go', async () => {
    const sim = await simEngine({ script: refusing((ask) => limitOf(ask) === '2') })
    await exportAll(sim, sup({ limit: 2 }), supGld({ limit: 0 }))
    sim.answer(accepted)
    expect(series(sim).map(({ state, cause }) => [state, cause])).toEqual([
      ['failed', 'availability-needs-refresh'],
      ['delivered', 'delivered'],
    ])
    const item = await expectNoResend(sim, 0, 'availability-needs-refresh')
    expect(item.explanation).toMatchObject({ resend: 'useless', urgency: 'now' })
    expect(item.explanation?.steps[0]).toMatch(/full export/)
    const [group] = await sim.call('causes.list')
    expect(group).toMatchObject({ cause: 'availability-needs-refresh', resend: 'useless', canResend: false })
    await exportAll(sim, sup({ limit: 1 }))
    expect(states(sim)).toEqual(['superseded', 'delivered', 'delivered'])
  })

  it('in two pieces that together say all of it: it is replaced', async () => {
    const sim = await simEngine({ script: refusing((ask) => limitOf(ask) === '2') })
    await exportAll(
      sim,
      sup({ limit: 2, start: '2026-12-01', end: '2026-12-10' }),
      sup({ start: '2026-12-01', end: '2026-12-04' }),
    )
    expect(nth(sim, 0).cause).toBe('availability-needs-refresh')
    await exportAll(sim, sup({ start: '2026-12-05', end: '2026-12-10' }))
    expect(states(sim)).toEqual(['superseded', 'delivered', 'delivered'])
  })

  it('about another room: it may go again, and helps', async () => {
    const sim = await simEngine({ script: refusing((ask) => limitOf(ask) === '2') })
    await exportAll(sim, supGld(), availability({ roomType: 'DLX', limit: 0 }), rates({ roomType: 'SUP' }))
    sim.answer(accepted)
    const { id } = nth(sim, 0)
    await sim.call('messages.resend', { ids: [id] })
    await sim.until('delivered', isAtRest(sim, 3))
    expect(states(sim)).toEqual(['delivered', 'delivered', 'delivered'])
  })

  it('of prices dated on the rate', async () => {
    const onRate = (amount: string) =>
      rates({ roomType: 'SUP', amount })
        .replace(/ Start="[^"]*" End="[^"]*"/, '')
        .replace('<Rate>', '<Rate Start="2026-12-01" End="2026-12-31">')
    const sim = await simEngine({ script: refusing(({ body }) => body.includes('80.00')) })
    await exportAll(sim, onRate('80.00'), onRate('95.00'))
    sim.answer(accepted)
    expect(states(sim)).toEqual(['superseded', 'delivered'])
    await expectNoResend(sim, 0, 'mapping-missing')
  })
})

describe('what was settled before the newer one', () => {
  it('delivered: does not go again, although a person confirms it', async () => {
    const sim = await simEngine()
    await exportAll(sim, supGld(), sup())
    expect(states(sim)).toEqual(['delivered', 'delivered'])
    await expectNoResend(sim, 0, 'delivered')
    // The newest may, for nothing went past it.
    await sim.call('messages.resend', { ids: [nth(sim, 1).id], confirm: true, reason: 'to be sure' })
    await sim.until('again', isAtRest(sim, 2))
    expect(sim.sends().map(limitOf)).toEqual(['2', '0', '0'])
  })

  it('handled by hand, or a duplicate: does not go again', async () => {
    const sim = await simEngine({ script: refusing((ask) => limitOf(ask) === '2') })
    await exportAll(sim, supGld())
    await sim.call('messages.close', { id: nth(sim, 0).id, reason: 'typed in' })
    sim.answer(accepted)
    await exportAll(sim, supGld({ limit: 3 }), supGld({ limit: 3 }), sup())
    expect(states(sim)).toEqual(['handled', 'delivered', 'duplicate', 'delivered'])
    await expectNoResend(sim, 0, 'x')
    await expectNoResend(sim, 2, 'duplicate')
  })

  it('newer but failed when it was sent again: the older one stays behind it', async () => {
    const sim = await simEngine({ script: refusing((ask) => limitOf(ask) === '2') })
    await exportAll(sim, sup({ limit: 2 }), supGld({ limit: 0 }))
    sim.answer(refusing((ask) => limitOf(ask) === '0'))
    await sim.call('messages.resend', { ids: [nth(sim, 1).id], confirm: true, reason: 'to be sure' })
    await sim.until('failed', isAtRest(sim, 2))
    expect(states(sim)).toEqual(['failed', 'failed'])
    await expectNoResend(sim, 0, 'availability-needs-refresh')
  })

  it('handled by hand itself: its numbers were typed in, and the older ones stay behind them', async () => {
    const sim = await simEngine({ script: refusing(() => true) })
    await exportAll(sim, sup({ limit: 2 }), supGld({ limit: 0 }))
    await sim.call('messages.close', { id: nth(sim, 1).id, reason: 'typed in' })
    sim.answer(accepted)
    await expectNoResend(sim, 0, nth(sim, 0).cause ?? '')
    const { explanation } = await sim.call('messages.get', { id: nth(sim, 0).id })
    expect(explanation).toMatchObject({ resend: 'useless' })
    expect(explanation?.what).toMatch(/Newer data/)
  })
})

describe('by itself', () => {
  it('what an outage gave up does not follow the newer one that ended the outage', async () => {
    const sim = await simEngine({ script: () => status(503), beatMs: 60_000 })
    sim.drop(sup({ limit: 2 }))
    await sim.until('given up', () => series(sim)[0]?.cause === 'outage-too-long', 24 * HOUR)
    sim.drop(supGld({ limit: 0 }))
    await sim.until('captured', () => series(sim).length === 2)
    sim.answer(accepted)
    const from = sim.channel.seen.length
    await sim.until('settled', isAtRest(sim, 2), HOUR)
    await sim.runFor(HOUR)
    const sent = sim.channel.seen.slice(from).filter(({ kind }) => kind === 'availability')
    // Whichever went first: the older one never went last.
    expect(sent.map(limitOf).at(-1)).toBe('0')
  })

  it('what the PMS exports again, after newer numbers, is the newest word and goes', async () => {
    const sim = await simEngine({ script: refusing((ask) => limitOf(ask) === '2') })
    await exportAll(sim, supGld(), sup({ end: '2026-12-05' }))
    sim.answer(accepted)
    await exportAll(sim, supGld())
    expect(states(sim)).toEqual(['superseded', 'delivered', 'delivered'])
  })
})

describe('whatever happens', () => {
  const update = fc.record({
    roomType: fc.constantFrom('SUP', 'DLX', undefined),
    ratePlan: fc.constantFrom('GLD', 'BAR', undefined),
    start: fc.constantFrom('2026-12-01', '2026-12-05'),
    end: fc.constantFrom('2026-12-05', '2026-12-09'),
  })
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ what: fc.constant('export' as const), update, isRefused: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('resend' as const), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('close' as const), which: fc.nat(9) }) },
  )
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

  /** What the channel sells by the requests it took, cell by cell, and which export each number came from. */
  const sold = (taken: readonly SimAsk[]): Map<string, number> => {
    const cells = new Map<string, number>()
    for (const ask of taken) {
      const pick = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(ask.body)?.[1]
      const [room, rate] = [pick('InvTypeCode'), pick('RatePlanCode')]
      const days = Array.from({ length: 9 }, (_, n) => `2026-12-0${n + 1}`)
      for (const day of days.filter((one) => one >= (pick('Start') ?? '') && one <= (pick('End') ?? '')))
        for (const r of room === undefined ? ['SUP', 'DLX', 'other'] : [room])
          for (const p of rate === undefined ? ['GLD', 'BAR', 'other'] : [rate])
            cells.set(`${r} ${p} ${day}`, Number(limitOf(ask)))
    }
    return cells
  }

  it('no cell at the channel ever goes back to an older number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps: Step[]) => {
        const sim = openSimEngine()
        try {
          sim.start()
          await sim.runFor(2 * SECOND)
          const taken: SimAsk[] = []
          const refusals = new Set<string>()
          sim.answer((ask) => {
            if (ask.kind !== 'availability') return accepted(ask)
            if (refusals.delete(limitOf(ask) ?? '')) return refused(ask, unknownPair)
            taken.push(ask)
            return accepted(ask)
          })
          let n = 0
          for (const one of steps) {
            if (one.what === 'export') {
              n += 1
              // The limit is the number of the export.
              if (one.isRefused) refusals.add(String(n))
              const { roomType, ratePlan, ...days } = one.update
              const text = availability({
                ...days,
                limit: n,
                roomType: roomType ?? 'ANY',
                ...(ratePlan ? { ratePlan } : {}),
              })
              sim.drop(roomType === undefined ? text.replace(' InvTypeCode="ANY"', '') : text)
            } else {
              const message = series(sim)[one.which]
              if (message === undefined) continue
              const { id } = message
              const act =
                one.what === 'resend'
                  ? sim.call('messages.resend', { ids: [id], confirm: true, reason: 'once more' })
                  : sim.call('messages.close', { id, reason: 'done' })
              await act.catch((error: unknown) => expect(String(error)).toContain('wrong-state'))
            }
            await sim.until('settled', isAtRest(sim, n))
            const before = sold(taken.slice(0, -1))
            for (const [cell, from] of sold(taken)) expect(from, cell).toBeGreaterThanOrEqual(before.get(cell) ?? 0)
          }
        } finally {
          await sim.end()
        }
      }),
      { numRuns: 60 },
    )
  })
})

import { describe, expect, it, vi } from 'vitest'
import { channels } from '../../../main/core/channels/registry.ts'
import type { Parse } from '../../../main/core/ports/parse.ts'
import { createParseHere } from '../../../main/engine/parse-here.ts'
import { accepted, noReply, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { gapsAfter, HOUR, MINUTE, SECOND, type SimEngine, simEngine } from '../../support/sim-engine.ts'

vi.setConfig({ testTimeout: 600_000 })

/** docs/architecture.md#link-and-message, on the clock. */

const drop = (sim: SimEngine, ids: readonly string[], hotels = 1) =>
  ids.forEach((reservationId, n) => {
    sim.drop(newBooking({ reservationId, hotelCode: `H${(n % hotels) + 1}` }))
  })
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`)
const link = (sim: SimEngine) => sim.store().links.get('sim')
const count = (sim: SimEngine, state: 'waiting' | 'failed' | 'delivered' | 'handled' | 'unsure') =>
  sim.store().lists.counts()[state] ?? 0

/**
 * 10,000 take minutes and are run before a release (NP_MANY=10000); the rule is the same for each of them.
 */
const many = Number(process.env.NP_MANY ?? 600)

it('one booking that always gets 504 goes on its own ladder, and the others flow', async () => {
  const poison = 'B100'
  const sim = await simEngine({
    script: (ask) => (ask.reservation === poison ? status(504) : accepted(ask)),
    connection: { pace: { perMinute: 6000, concurrent: 3 } },
  })
  drop(sim, named('B', many), 2)
  await sim.until('all but one delivered', () => count(sim, 'delivered') === many - 1, 6 * HOUR)
  drop(sim, named('LATER', 5), 2)
  await sim.until('given back', () => sim.states(poison)[0] === 'failed', HOUR)
  expect(link(sim)).toMatchObject({ outage: 1, outageCause: null })
  const own = sim.sends().filter(({ reservation }) => reservation === poison)
  expect(gapsAfter(own).slice(1)).toEqual([10, 20, 40, 60])
  expect(await sim.item(poison)).toMatchObject({ cause: 'probing-ended-channel', attempts: 6 })
  await sim.runFor(MINUTE)
  expect(count(sim, 'delivered')).toBe(many + 4)
  expect(sim.notices.map(({ edge, cause, reservations }) => [edge, cause, reservations])).toEqual([
    ['began', 'probing-ended-channel', 1],
  ])
})

const parseHere = createParseHere(channels)

describe('a wrong password found while the link is down', () => {
  it('turns the outage into a pause, which tests itself and releases everything', async () => {
    const sim = await simEngine({
      script: () => noReply('refused', false),
      connection: { pace: { perMinute: 6000, concurrent: 3 } },
    })
    drop(sim, named('P', 6), 2)
    await sim.runFor(5 * MINUTE)
    sim.answer((ask) => refused(ask, { type: '4', text: 'PMS SIM received request with invalid username/password.' }))
    await sim.until('paused', () => link(sim).pauseCause === 'wrong-password')
    expect(link(sim)).toMatchObject({ outageCause: null, hasAlarmed: false })
    expect(count(sim, 'waiting')).toBe(6)
    await sim.runFor(4 * MINUTE)
    const before = sim.channel.seen.length
    expect(sim.tests()).toEqual([])
    sim.answer(accepted)
    sim.secrets.set('sim', 'the-right-one')
    await sim.until('all delivered', () => count(sim, 'delivered') === 6, MINUTE)
    expect(sim.channel.seen.slice(before).map(({ kind }) => kind)).toEqual(['test', ...Array<string>(6).fill('new')])
    await sim.runFor(MINUTE)
    expect(sim.notices.map(({ edge, cause, reservations }) => [edge, cause, reservations])).toEqual([
      ['began', 'wrong-password', 6],
      ['ended', 'wrong-password', 6],
    ])
  })
})

describe('an outage that is given up', () => {
  it('fails what waits, goes on testing each minute, and brings back all that nobody handled', async () => {
    const sim = await simEngine({
      script: () => status(503),
      connection: {
        retry: { alarmAfterMinutes: 30, giveUpAfterMinutes: 40 },
        pace: { perMinute: 6000, concurrent: 3 },
      },
      // Longer than the grain of giving up, so that a probe is under way at that moment.
      answerMs: () => 30 * SECOND,
    })
    drop(sim, named('G', 8), 2)
    await sim.runFor(39 * MINUTE)
    expect([count(sim, 'failed'), sim.tests().length]).toEqual([0, 0])
    await sim.runFor(3 * MINUTE)
    expect(count(sim, 'failed')).toBe(8)
    expect(await sim.item('G3')).toMatchObject({
      cause: 'outage-too-long',
      explanation: { who: 'channel-support', urgency: 'now' },
    })
    drop(sim, ['NEW'])
    await sim.until('told as well', () => sim.states('NEW')[0] === 'failed', MINUTE)
    const sent = sim.sends().length
    await sim.runFor(10 * MINUTE)
    expect(sim.sends()).toHaveLength(sent)
    expect(new Set(gapsAfter(sim.tests()))).toEqual(new Set([60]))
    await sim.call('messages.close', { id: sim.of('G3')[0]?.id ?? '', reason: 'entered by hand' })
    await sim.call('messages.resend', { ids: [sim.of('G4')[0]?.id ?? ''] })
    await sim.runFor(MINUTE)
    expect(await sim.item('G4')).toMatchObject({ state: 'waiting', heldBy: { kind: 'outage' } })
    sim.answer(accepted)
    await sim.until('all but the closed one', () => count(sim, 'delivered') === 8, HOUR)
    expect(sim.states('G3')).toEqual(['handled'])
    await sim.runFor(MINUTE)
    expect(sim.notices.map(({ edge, cause }) => `${cause} ${edge}`).sort()).toEqual([
      'outage began',
      'outage ended',
      'outage-too-long began',
      'outage-too-long ended',
    ])
  })

  it('brings everything back also when a probe that was under way is answered after all', async () => {
    const sim = await simEngine({
      script: () => status(503),
      connection: { retry: { alarmAfterMinutes: 30, giveUpAfterMinutes: 30 } },
      answerMs: () => 50 * SECOND,
    })
    drop(sim, named('G', 4))
    await sim.until(
      'about to be given up',
      () => (link(sim).outageSinceAt ?? Infinity) < sim.clock.now() - 29 * MINUTE,
      HOUR,
    )
    await sim.until('a probe under way', () => count(sim, 'waiting') === 3)
    sim.answer(accepted)
    await sim.until('all delivered', () => count(sim, 'delivered') === 4, HOUR)
    expect(sim.tests().length).toBeLessThan(3)
  })
})

describe('where a repeat is risky', () => {
  const ask = { afterUnknownOutcome: 'ask', pace: { perMinute: 6000, concurrent: 3 } }

  it('an outage is probed by the test call only, and what may have arrived is a question', async () => {
    const sim = await simEngine({ script: () => noReply('timeout', true), connection: ask })
    drop(sim, ['U1', 'U2'])
    await sim.until('unsure', () => sim.states('U1')[0] === 'unsure')
    await sim.runFor(20 * MINUTE)
    expect(sim.sends()).toHaveLength(1)
    expect(gapsAfter(sim.tests()).slice(0, 6)).toEqual([10, 20, 40, 60, 60, 60])
    expect(await sim.item('U2')).toMatchObject({ state: 'waiting', attempts: 0, heldBy: { kind: 'outage' } })
    sim.answer(accepted)
    await sim.until('the other goes', () => sim.states('U2')[0] === 'delivered')
    expect(sim.states('U1')).toEqual(['unsure'])
    await sim.call('messages.settle', { id: sim.of('U1')[0]?.id ?? '', arrived: false, reason: 'not there' })
    await sim.until('it goes again', () => sim.states('U1')[0] === 'delivered')
    expect(sim.sends().filter(({ reservation }) => reservation === 'U1')).toHaveLength(2)
  })

  it('settled as arrived it is delivered and never sent again', async () => {
    const sim = await simEngine({
      script: (one) => (one.attempt === 1 ? noReply('reset', true) : accepted(one)),
      connection: ask,
    })
    drop(sim, ['U1'])
    await sim.until('unsure', () => sim.states('U1')[0] === 'unsure')
    await sim.call('messages.settle', { id: sim.of('U1')[0]?.id ?? '', arrived: true, reason: 'seen in the extranet' })
    await sim.runFor(10 * MINUTE)
    expect(sim.states('U1')).toEqual(['delivered'])
    expect(sim.sends()).toHaveLength(1)
  })

  it('one booking whose line always breaks does not starve the rest', async () => {
    const sim = await simEngine({
      script: (one) => (one.reservation === 'BAD' ? noReply('reset', false) : accepted(one)),
      connection: ask,
    })
    drop(sim, ['BAD', 'S1', 'S2'])
    await sim.until(
      'the rest',
      () => sim.states('S1')[0] === 'delivered' && sim.states('S2')[0] === 'delivered',
      5 * MINUTE,
    )
    await sim.until('given back', () => sim.states('BAD')[0] === 'failed', HOUR)
    expect(link(sim).outageCause).toBeNull()
  })
})

describe('bare 500', () => {
  it('for three order keys in a row is an outage', async () => {
    const sim = await simEngine({ script: () => status(500), connection: { pace: { perMinute: 6000, concurrent: 3 } } })
    drop(sim, ['F1', 'F2'])
    await sim.until('both tried', () => sim.sends().length >= 2)
    expect(link(sim).outageCause).toBeNull()
    drop(sim, ['F3'])
    await sim.until('outage', () => link(sim).outageCause === 'server-fault')
    const from = sim.channel.seen.length
    await sim.runFor(20 * MINUTE)
    expect(gapsAfter(sim.channel.seen.slice(from - 1)).slice(0, 6)).toEqual([5, 10, 20, 40, 60, 60])
    expect(count(sim, 'waiting')).toBe(3)
    sim.answer(accepted)
    await sim.until('delivered', () => count(sim, 'delivered') === 3)
    expect(sim.notices).toEqual([])
  })

  it('for one booking ends, while others get through, with the channel: or with the PMS vendor when its request lacks something', async () => {
    const sim = await simEngine({ script: (ask) => (/^BAD/.test(ask.reservation) ? status(500) : accepted(ask)) })
    sim.drop(newBooking({ reservationId: 'BAD-WHOLE' }))
    sim.drop(newBooking({ reservationId: 'BAD-PART' }).replace(/<TimeSpan[^>]*>/, ''))
    await sim.until('tried', () => sim.sends().length === 2)
    drop(sim, ['FINE'])
    await sim.until('both given back', () => count(sim, 'failed') === 2, HOUR)
    expect(await sim.item('BAD-WHOLE')).toMatchObject({
      cause: 'probing-ended-channel',
      attempts: 6,
      explanation: { who: 'channel-support' },
    })
    expect(await sim.item('BAD-PART')).toMatchObject({
      cause: 'probing-ended-vendor',
      attempts: 6,
      explanation: { who: 'pms-vendor' },
    })
  })

  it('is the only case in which a body is read again: once, when its probing ends, and never for what was delivered', async () => {
    const asked: string[] = []
    const parse: Parse = {
      ...parseHere,
      missing: (kind, message) => {
        asked.push(message.body)
        return parseHere.missing(kind, message)
      },
    }
    const sim = await simEngine({
      parse,
      script: (ask) => (ask.reservation === 'BAD' ? status(500) : accepted(ask)),
      connection: { pace: { perMinute: 6000, concurrent: 3 } },
    })
    drop(sim, ['BAD', ...named('FINE', 20)], 3)
    await sim.until('all others delivered', () => count(sim, 'delivered') === 20)
    expect(asked).toEqual([])
    drop(sim, ['LATER'])
    await sim.until('given back', () => sim.states('BAD')[0] === 'failed', HOUR)
    expect(await sim.item('BAD')).toMatchObject({ cause: 'probing-ended-channel', attempts: 6 })
    expect(asked).toEqual([sim.store().messages.body(sim.of('BAD')[0]?.id ?? '')])
  })

  it('whose body cannot be looked through ends with the channel', async () => {
    const sim = await simEngine({
      parse: { ...parseHere, missing: async () => null },
      script: (ask) => (ask.reservation === 'BAD' ? status(500) : accepted(ask)),
    })
    sim.drop(newBooking({ reservationId: 'BAD' }).replace(/<TimeSpan[^>]*>/, ''))
    await sim.until('tried', () => sim.sends().length === 1)
    drop(sim, ['FINE'])
    await sim.until('given back', () => sim.states('BAD')[0] === 'failed', HOUR)
    expect(await sim.item('BAD')).toMatchObject({ cause: 'probing-ended-channel', attempts: 6 })
  })

  it('for the only booking there is goes on until the alarm', async () => {
    const sim = await simEngine({ script: () => status(500) })
    drop(sim, ['ALONE'])
    await sim.until('given back', () => sim.states('ALONE')[0] === 'failed', HOUR)
    const gaps = gapsAfter(sim.sends())
    expect(gaps.slice(0, 5)).toEqual([5, 10, 20, 40, 60])
    expect(new Set(gaps.slice(5))).toEqual(new Set([60]))
    const [first] = sim.sends()
    const last = sim.sends().at(-1)
    expect((last?.endedAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(30 * MINUTE)
    expect((last?.endedAt ?? 0) - (first?.endedAt ?? 0)).toBeLessThan(32 * MINUTE)
  })
})

import { describe, expect, it } from 'vitest'
import type { SimAsk } from '../../../main/headless/simulate/sim-channel.ts'
import { accepted, noReply, refused } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, type SimEngine, simEngine } from '../../support/sim-engine.ts'

/** docs/architecture.md#unknown-outcome: it may have arrived. */

const once = (ask: SimAsk) => refused(ask, { type: '3', code: '127', text: 'Reservation already exists' })
const newOne = (sim: SimEngine) => sim.drop(newBooking({ reservationId: 'R1' }))

describe('no reply, then "already exists"', () => {
  it('is delivered with a note', async () => {
    const sim = await simEngine({ script: (ask) => (ask.attempt === 1 ? noReply('timeout', true) : once(ask)) })
    newOne(sim)
    await sim.until('delivered', () => sim.states('R1')[0] === 'delivered')
    expect(await sim.item('R1')).toMatchObject({ cause: 'already-there', attempts: 2 })
  })

  it('is a failure where nothing had been sent before', async () => {
    const sim = await simEngine({ script: (ask) => (ask.attempt === 1 ? noReply('refused', false) : once(ask)) })
    newOne(sim)
    await sim.until('failed', () => sim.states('R1')[0] === 'failed')
    expect(await sim.item('R1')).toMatchObject({ cause: 'already-exists', attempts: 2 })
  })
})

describe('the program killed between the reply and its settling', () => {
  const killed = async (connection: Record<string, unknown> = {}): Promise<SimEngine> => {
    const sim = await simEngine({
      script: (ask) => (ask.attempt === 1 ? accepted(ask) : once(ask)),
      answerMs: () => 2_000,
      connection,
    })
    newOne(sim)
    sim.drop(newBooking({ reservationId: 'R2' }))
    await sim.until('under way', () => sim.states('R1')[0] === 'sending')
    await sim.runFor(1_999)
    sim.kill()
    await sim.runFor(5 * MINUTE)
    expect(sim.sends()).toHaveLength(1)
    sim.start()
    return sim
  }

  it('sends it again once it runs again, takes "already exists" for delivered, and loses nothing else', async () => {
    const sim = await killed()
    await sim.until('delivered', () => sim.states('R1')[0] === 'delivered' && sim.states('R2')[0] === 'delivered')
    const item = await sim.item('R1')
    expect(item).toMatchObject({ cause: 'already-there', attempts: 2 })
    expect(item.attemptList.map(({ n, outcome, cause }) => [n, outcome, cause])).toEqual([
      [2, 'delivered-with-notes', 'already-there'],
      [1, 'retry', 'crash-during-send'],
    ])
    expect(new Set(sim.sends().map(({ echoToken }) => echoToken)).size).toBe(sim.sends().length)
  })

  it('asks a person where a repeat is risky', async () => {
    const sim = await killed({ afterUnknownOutcome: 'ask' })
    await sim.until('the other goes', () => sim.states('R2')[0] === 'delivered')
    await sim.runFor(30 * MINUTE)
    expect(await sim.item('R1')).toMatchObject({ state: 'unsure', cause: 'crash-during-send', attempts: 1 })
    expect(sim.sends()).toHaveLength(2)
  })
})

import { describe, expect, it, vi } from 'vitest'
import type { HttpResult } from '../../../main/core/ports/http.ts'
import { accepted, noReply, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { HOUR, MINUTE, simEngine } from '../../support/sim-engine.ts'

vi.setConfig({ testTimeout: 120_000 })

/**
 * docs/architecture.md#unknown-outcome: what follows whole answers that nobody can read, and statuses that
 * hide the outcome.
 */

const saying = (text: string): HttpResult => ({
  kind: 'reply',
  status: 200,
  headers: {},
  body: new TextEncoder().encode(text),
  cut: 'no',
  tookMs: 0,
})

describe('whole answers that nobody can read', () => {
  it.each(['', '<a><b></a>', 'OK'])(
    '%j: the booking goes twice, then a person looks, and no third one goes by itself',
    async (text) => {
      const sim = await simEngine({ script: () => saying(text) })
      sim.drop(newBooking({ reservationId: 'A1' }))
      await sim.until('unsure', () => sim.states('A1')[0] === 'unsure', HOUR)
      await sim.runFor(2 * HOUR)
      expect(sim.sends()).toHaveLength(2)
      expect(await sim.item('A1')).toMatchObject({ cause: 'unknown-outcome', attempts: 2 })

      // A person saw that it is not there: it goes again, with a new count.
      const [message] = sim.of('A1')
      await sim.call('messages.settle', { id: message?.id ?? '', arrived: false, reason: 'not there' })
      await sim.until('unsure again', () => sim.sends().length === 4 && sim.states('A1')[0] === 'unsure', HOUR)
      sim.answer(accepted)
      await sim.call('messages.settle', { id: message?.id ?? '', arrived: false, reason: 'not there' })
      await sim.until('delivered', () => sim.states('A1')[0] === 'delivered', HOUR)
    },
  )

  it('an answer in between that can be read begins the count anew', async () => {
    let sent = 0
    const sim = await simEngine({
      script: (ask) => {
        if (ask.reservation !== 'B1') return accepted(ask)
        sent += 1
        return sent % 2 === 1 ? saying('OK') : refused(ask, { type: '12', text: 'Try again later' })
      },
    })
    sim.drop(newBooking({ reservationId: 'B1' }))
    await sim.until('three times', () => sent >= 3, HOUR)
    expect(sim.states('B1')[0]).not.toBe('failed')
  })

  it('a page of a portal counts for nothing: the booking waits until it is gone', async () => {
    const sim = await simEngine({ script: () => saying('<script>location="http://10.0.0.1/"</script>') })
    sim.drop(newBooking({ reservationId: 'C1' }))
    await sim.runFor(10 * MINUTE)
    expect(sim.states('C1')).toEqual(['waiting'])
    sim.answer(accepted)
    await sim.until('delivered', () => sim.states('C1')[0] === 'delivered')
  })
})

describe('already there after an outcome that nobody knows', () => {
  it.each([
    ['a time-out', noReply('timeout', true)],
    ['408', status(408)],
    ['500', status(500)],
    ['502', status(502)],
    ['504', status(504)],
    ['520', status(520)],
    ['522', status(522)],
    ['524', status(524)],
    ['an answer that nobody can read', saying('OK')],
  ])('%s: it is delivered', async (_, first) => {
    let sent = 0
    const sim = await simEngine({
      script: (ask) => {
        if (ask.reservation !== 'D1') return accepted(ask)
        sent += 1
        return sent === 1 ? first : refused(ask, { type: '3', text: 'Reservation exists already' })
      },
    })
    sim.drop(newBooking({ reservationId: 'D1' }))
    await sim.until('delivered', () => sim.states('D1')[0] === 'delivered', HOUR)
    expect(sent).toBe(2)
    expect((await sim.item('D1')).cause).toBe('already-there')
  })

  it.each([
    ['503', status(503)],
    ['refused', noReply('refused', false)],
  ])('%s hides nothing: a person compares', async (_, first) => {
    let sent = 0
    const sim = await simEngine({
      script: (ask) => {
        if (ask.reservation !== 'E1') return accepted(ask)
        sent += 1
        return sent === 1 ? first : refused(ask, { type: '3', text: 'Reservation exists already' })
      },
    })
    sim.drop(newBooking({ reservationId: 'E1' }))
    await sim.until('failed', () => sim.states('E1')[0] === 'failed', HOUR)
  })
})

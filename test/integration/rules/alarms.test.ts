import { describe, expect, it } from 'vitest'
import { accepted, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { changeBooking, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { HOUR, MINUTE, type SimEngine, simEngine } from '../../support/sim-engine.ts'

/** Alarms have two edges for each cause and count reservations; an attempt is never an alarm. */

const edges = (sim: SimEngine) => sim.notices.map(({ edge, cause, reservations }) => [edge, cause, reservations])
const fast = { pace: { perMinute: 6000, concurrent: 3 } }

describe('an alarm', () => {
  it('rings once for all that fails of one cause, and once more when the last of it is gone', async () => {
    const sim = await simEngine({
      script: (ask) =>
        ask.body.includes('TENT') ? refused(ask, { type: '3', code: '402', text: 'Invalid room type' }) : accepted(ask),
      connection: fast,
    })
    for (let n = 0; n < 10; n++) sim.drop(newBooking({ reservationId: `F${n}`, roomType: 'TENT' }))
    await sim.until('all failed', () => (sim.store().lists.counts().failed ?? 0) === 10)
    await sim.runFor(HOUR)
    expect(edges(sim)).toEqual([['began', 'room-type-unknown', 10]])
    sim.drop(newBooking({ reservationId: 'F10', roomType: 'TENT' }))
    sim.drop(changeBooking({ reservationId: 'F0' }))
    await sim.runFor(10 * MINUTE)
    expect(edges(sim)).toHaveLength(1)
    sim.answer(accepted)
    await sim.call('messages.resend', { cause: 'room-type-unknown' })
    await sim.until('all out', () => (sim.store().lists.counts().delivered ?? 0) === 11)
    await sim.runFor(MINUTE)
    expect(edges(sim)).toEqual([
      ['began', 'room-type-unknown', 10],
      ['ended', 'room-type-unknown', 10],
    ])
    expect(sim.notices.every(({ title, sentence }) => title.length > 5 && sentence.length > 5)).toBe(true)
  })

  it('about two messages of one reservation counts one', async () => {
    const sim = await simEngine({
      script: (ask) => refused(ask, { type: '3', code: '402', text: 'Invalid room type' }),
    })
    sim.drop(newBooking({ reservationId: 'F0' }))
    await sim.until('failed', () => sim.states('F0')[0] === 'failed')
    sim.drop(changeBooking({ reservationId: 'F0' }))
    await sim.until('failed too', () => sim.states('F0').join() === 'failed,failed')
    await sim.runFor(MINUTE)
    expect(edges(sim)).toEqual([['began', 'room-type-unknown', 1]])
  })

  it('about an outage waits for its time, rings once in a long night, and once at its end', async () => {
    const sim = await simEngine({ script: () => status(503) })
    for (let n = 0; n < 4; n++) sim.drop(newBooking({ reservationId: `O${n}`, hotelCode: `H${n % 2}` }))
    await sim.runFor(29 * MINUTE)
    expect(edges(sim)).toEqual([])
    await sim.runFor(3 * HOUR)
    expect(edges(sim)).toEqual([['began', 'outage', 4]])
    sim.answer(accepted)
    await sim.until('out', () => (sim.store().lists.counts().delivered ?? 0) === 4)
    await sim.runFor(MINUTE)
    expect(edges(sim)).toEqual([
      ['began', 'outage', 4],
      ['ended', 'outage', 4],
    ])
  })

  it('that stands is not told again after a restart, and its end is', async () => {
    const sim = await simEngine({
      script: (ask) => refused(ask, { type: '3', code: '402', text: 'Invalid room type' }),
    })
    sim.drop(newBooking({ reservationId: 'F0' }))
    await sim.until('told', () => sim.notices.length === 1)
    sim.kill()
    sim.start()
    await sim.runFor(10 * MINUTE)
    expect(sim.notices).toHaveLength(1)
    await sim.call('messages.close', { id: sim.of('F0')[0]?.id ?? '', reason: 'entered by hand' })
    await sim.until('over', () => sim.notices.length === 2)
    expect(edges(sim)[1]).toEqual(['ended', 'room-type-unknown', 1])
  })
})

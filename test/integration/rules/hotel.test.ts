import { describe, expect, it } from 'vitest'
import type { SimAsk } from '../../../main/headless/simulate/sim-channel.ts'
import { accepted, refused } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { HOUR, MINUTE, type SimEngine, simEngine, simSettings } from '../../support/sim-engine.ts'

/** One hotel of two that the channel does not know as ours (docs/architecture.md#refused-at-once). */

const notOurs = (ask: SimAsk) =>
  ask.hotel === 'SHUT' && ask.kind !== 'test'
    ? refused(ask, { type: '6', text: 'PMS SIM is not authorized to access hotel with HotelCode=SHUT' })
    : accepted(ask)
const book = (sim: SimEngine, hotelCode: string, count: number, from = 0) => {
  for (let n = from; n < from + count; n++) sim.drop(newBooking({ reservationId: `${hotelCode}-${n}`, hotelCode }))
}
const statesOf = (sim: SimEngine, hotel: string) =>
  sim
    .messages()
    .filter(({ hotelCode }) => hotelCode === hotel)
    .map(({ state }) => state)
const sentTo = (sim: SimEngine, hotel: string) => sim.sends().filter((ask) => ask.hotel === hotel)

const opened = async (): Promise<SimEngine> => {
  const sim = await simEngine({ script: notOurs, beatMs: 10_000 })
  book(sim, 'SHUT', 5)
  book(sim, 'OPEN', 5)
  await sim.until(
    'the other hotel flows',
    () => statesOf(sim, 'OPEN').every((state) => state === 'delivered') && sim.messages().length === 10,
  )
  return sim
}

describe('one hotel of two not authorised', () => {
  it('is held with one probe an hour while the other flows, and says so with the next time', async () => {
    const sim = await opened()
    expect(statesOf(sim, 'SHUT')).toEqual(['failed', 'waiting', 'waiting', 'waiting', 'waiting'])
    const [first] = sentTo(sim, 'SHUT')
    const held = await sim.item('SHUT-4')
    expect(held).toMatchObject({ cause: 'hotel-held', attempts: 0, nextAttemptAt: (first?.endedAt ?? 0) + HOUR })
    expect((await sim.call('health.get')).lanes.find(({ hotelCode }) => hotelCode === 'SHUT')).toMatchObject({
      state: 'held',
      waiting: 4,
    })
    await sim.runFor(2 * HOUR + 30 * MINUTE)
    expect(sentTo(sim, 'SHUT').map(({ at }) => Math.round((at - (first?.at ?? 0)) / MINUTE))).toEqual([0, 60, 120])
    book(sim, 'OPEN', 1, 5)
    await sim.until(
      'still flows',
      () => statesOf(sim, 'OPEN').length === 6 && statesOf(sim, 'OPEN').at(-1) === 'delivered',
    )
    expect(sim.notices.map(({ edge, cause }) => [edge, cause])).toEqual([['began', 'hotel-not-authorised']])
  })

  it('is tried at once when a person resends, and freed by an answer that is fine', async () => {
    const sim = await opened()
    sim.answer(accepted)
    await sim.runFor(10 * MINUTE)
    expect(sentTo(sim, 'SHUT')).toHaveLength(1)
    await sim.call('messages.resend', { cause: 'hotel-not-authorised' })
    await sim.until('everything flows', () => statesOf(sim, 'SHUT').every((state) => state === 'delivered'), MINUTE)
    expect(sim.store().links.lane('pmsxchange|SHUT', 'sim').heldCause).toBeNull()
  })

  it("stays held after a person's resend that is refused again, with the hour counted from there", async () => {
    const sim = await opened()
    await sim.runFor(20 * MINUTE)
    await sim.call('messages.resend', { cause: 'hotel-not-authorised' })
    await sim.until('refused again', () => sentTo(sim, 'SHUT').length === 2 && statesOf(sim, 'SHUT')[0] === 'failed')
    await sim.runFor(50 * MINUTE)
    expect(sentTo(sim, 'SHUT')).toHaveLength(2)
  })

  it('is tried at once when settings change, and the rest goes out after it', async () => {
    const sim = await opened()
    sim.answer(accepted)
    sim.setSettings(simSettings({ label: 'SiteMinder again' }))
    await sim.until(
      'the rest is out',
      () =>
        statesOf(sim, 'SHUT')
          .slice(1)
          .every((state) => state === 'delivered'),
      MINUTE,
    )
    expect(statesOf(sim, 'SHUT')[0]).toBe('failed')
  })

  it("is freed by the hour's probe", async () => {
    const sim = await opened()
    await sim.runFor(30 * MINUTE)
    sim.answer(accepted)
    await sim.until(
      'the rest is out',
      () =>
        statesOf(sim, 'SHUT')
          .slice(1)
          .every((state) => state === 'delivered'),
      32 * MINUTE,
    )
  })
})

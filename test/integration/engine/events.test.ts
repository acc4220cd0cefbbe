import { expect, test } from 'vitest'
import type { Topic } from '../../../main/contract/methods.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { SECOND, type SimEngine, simEngine } from '../../support/sim-engine.ts'

/**
 * Counts what one committed change sets going: how often the screens are told, and how often the dispatcher
 * looks for what is due.
 */
const counting = (sim: SimEngine) => {
  const told: Topic[][] = []
  let passes = 0
  sim.engine().onChanged((topics) => told.push(topics.toSorted()))
  const { queue } = sim.store()
  const { claimedBy } = queue
  // Asked by every pass, and by nothing else.
  queue.claimedBy = (epoch) => {
    passes += 1
    return claimedBy(epoch)
  }
  return {
    told,
    passes: () => passes,
    /** Right after a pass: the next one that nobody asks for is seconds away. */
    begin: async () => {
      const before = passes
      await sim.until('a pass', () => passes > before, 10 * SECOND)
      told.splice(0)
      passes = 0
    },
  }
}

const booking = (reservationId: string) => newBooking({ reservationId, hotelCode: 'H1' })

test('each act of a person tells the screens once and has the dispatcher look once', async () => {
  const sim = await simEngine()
  await sim.call('connections.pause', { id: 'sim' })
  for (const reservation of ['R1', 'R2']) sim.drop(booking(reservation))
  await sim.until('two bookings wait', () => sim.messages().length === 2)
  await sim.runFor(10 * SECOND)
  const count = counting(sim)
  const [first, second] = sim.messages()
  const acts = [
    () => sim.call('messages.close', { id: first?.id ?? '', reason: 'typed in by hand' }),
    () => sim.call('messages.resend', { ids: [second?.id ?? ''], notBefore: sim.clock.now() + 3_600_000 }),
    () => sim.call('connections.pause', { id: 'sim', reason: 'again' }),
    () => sim.call('connections.resume', { id: 'sim' }),
  ]
  for (const act of acts) {
    await count.begin()
    await act()
    await sim.runFor(2 * SECOND)
    expect(count.told, String(act)).toEqual([['health', 'messages']])
    expect(count.passes(), String(act)).toBe(1)
  }
})

test('a booking on its way costs one look when it is captured and one when its request ends', async () => {
  const sim = await simEngine()
  const count = counting(sim)
  await count.begin()
  sim.drop(booking('R1'))
  await sim.until('it is delivered', () => sim.states('R1')[0] === 'delivered')
  await sim.runFor(SECOND)
  expect(count.passes()).toBe(2)
})

test('what another process commits is told here too, and looked at', async () => {
  const sim = await simEngine()
  const count = counting(sim)
  await count.begin()
  const store = sim.store()
  const { dataVersion } = store
  store.dataVersion = () => dataVersion() + 1
  await sim.runFor(2_500)
  expect(count.told).toEqual([['health', 'messages']])
  expect(count.passes()).toBe(1)
})

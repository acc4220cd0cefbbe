import { expect, it } from 'vitest'
import type { Http } from '../../../main/core/ports/http.ts'
import { startHotel } from './hotel.ts'

/** 150 requests a minute for everything on the connection: writes, questions, retries and test calls. */

const pace = { perMinute: 150, concurrent: 3 }

/** Most requests in any sixty seconds. */
const busiest = (times: number[]): number => {
  let most = 0
  let from = 0
  times.forEach((at, n) => {
    while ((times[from] ?? at) <= at - 60_000) from += 1
    most = Math.max(most, n - from + 1)
  })
  return most
}

it('counts everything together, starves neither writes nor questions, and has one write in flight', async () => {
  const hotel = await startHotel({ scenario: { job: { pendingPolls: 2 } }, connection: { pace } })
  const { standIn } = hotel
  const references = Array.from({ length: 130 }, (_, n) => `R${n}`)
  hotel.book(...references)
  let tested = 0
  await hotel.until('all delivered', async () => {
    if (standIn.seen.length > 100 * (tested + 1) && tested < 3) {
      tested += 1
      await hotel.call('connections.test', { id: 'prx' })
    }
    return (await hotel.call('health.get')).counts.deliveredToday === references.length
  })
  expect(standIn.jobs()).toHaveLength(references.length)
  expect(standIn.seen.length).toBe(references.length * 4 + tested)
  const times = standIn.seen.map(({ at }) => at)
  expect(busiest(times)).toBeLessThanOrEqual(150)
  // The limit is used as well as kept: 520 requests need three full minutes and a part.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(6 * 60_000)

  // While the queue is full both kinds of request go on beside each other.
  const second = standIn.seen.filter(({ at }) => at > (times[0] ?? 0) + 60_000 && at <= (times[0] ?? 0) + 120_000)
  expect(second.filter(({ kind }) => kind === 'new').length).toBeGreaterThan(20)
  expect(second.filter(({ kind }) => kind === 'job-status').length).toBeGreaterThan(20)
})

it('still counts what was asked before a restart', async () => {
  const first = await startHotel({
    scenario: { job: { end: 'never' } },
    connection: { pace: { perMinute: 30, concurrent: 3 } },
  })
  first.book(...Array.from({ length: 40 }, (_, n) => `R${n}`))
  await first.until('the minute is full', () => first.standIn.seen.length === 28)
  await first.stop()
  const { clock, standIn, data } = first
  const again = await startHotel({ clock, standIn, data, connection: { pace: { perMinute: 30, concurrent: 3 } } })
  await again.until('it goes on', () => standIn.seen.length > 40)
  expect(busiest(standIn.seen.map(({ at }) => at))).toBeLessThanOrEqual(30)
})

it('has one write in flight and questions beside it', async () => {
  // The second write is on its way for as long as the test likes.
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const writes = { begun: 0, inFlight: 0, most: 0 }
  const http = (real: Http): Http => ({
    ...real,
    send: async (request) => {
      if (request.method === 'GET') return real.send(request)
      writes.begun += 1
      writes.inFlight += 1
      writes.most = Math.max(writes.most, writes.inFlight)
      if (writes.begun === 2) await held
      return real.send(request).finally(() => {
        writes.inFlight -= 1
      })
    },
  })
  const hotel = await startHotel({ scenario: { job: { pendingPolls: 0 } }, connection: { pace }, http })
  hotel.book('A')
  await hotel.reach('A', 'confirming')
  hotel.book('B', 'C')
  await hotel.until('A is delivered while B is being sent', async () => {
    const [a, b] = [await hotel.item('A'), await hotel.item('B')]
    return a?.state === 'delivered' && b?.state === 'sending'
  })
  expect(writes).toEqual({ begun: 2, inFlight: 1, most: 1 })
  expect((await hotel.item('C'))?.state).toBe('waiting')
  letGo()
  await hotel.reach('C', 'delivered')
  expect(writes).toEqual({ begun: 3, inFlight: 0, most: 1 })
})

it('lets neither wait for the other where only one request goes at a time', async () => {
  const hotel = await startHotel({
    scenario: { job: { pendingPolls: 0 } },
    connection: { pollSeconds: 0.5, pace: { perMinute: 150, concurrent: 1 } },
  })
  hotel.book(...Array.from({ length: 40 }, (_, n) => `R${n}`))
  await hotel.until('all delivered', async () => (await hotel.call('health.get')).counts.deliveredToday === 40)
  const kinds = hotel.standIn.seen.map(({ kind }) => kind)
  expect(kinds.indexOf('job-status')).toBeLessThan(20)
  expect(kinds.lastIndexOf('new')).toBeGreaterThan(40)
  expect(hotel.standIn.maxInFlight()).toBe(1)
})

import { describe, expect, it } from 'vitest'
import { paceShareAt } from '../../../main/core/queue/adaptive-pace.ts'
import type { SimAsk, SimScript } from '../../../main/headless/simulate/sim-channel.ts'
import { accepted, fault, status } from '../../../main/headless/simulate/sim-replies.ts'
import { availability, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, SECOND, simEngine } from '../../support/sim-engine.ts'

/** The channel asks us to slow down: nobody's task, and nothing counts against a booking. */

describe('throttling', () => {
  it('by Retry-After holds the whole connection that long', async () => {
    const sim = await simEngine({
      script: (ask) =>
        ask.reservation === 'T0' && ask.attempt === 1 ? status(429, { 'retry-after': '90' }) : accepted(ask),
    })
    for (let n = 0; n < 6; n++) sim.drop(newBooking({ reservationId: `T${n}`, hotelCode: `H${n % 3}` }))
    await sim.until('throttled', () => sim.store().links.get('sim').throttledUntilAt !== null)
    const [first] = sim.sends()
    const until = (first?.endedAt ?? 0) + 90 * SECOND
    const item = await sim.item('T0')
    expect(item).toMatchObject({
      state: 'waiting',
      cause: 'throttled',
      nextAttemptAt: until,
      explanation: { who: 'nobody' },
    })
    const underWay = sim.sends().length
    await sim.until('all out', () => (sim.store().lists.counts().delivered ?? 0) === 6)
    const later = sim.sends().slice(underWay)
    expect(Math.min(...later.map(({ at }) => at))).toBeGreaterThanOrEqual(until)
    expect(Math.min(...later.map(({ at }) => at))).toBeLessThan(until + 5 * SECOND)
    expect(sim.notices).toEqual([])
    expect((await sim.item('T0')).attempts).toBe(2)
  })

  it('by the throttle fault holds it until the next clock minute', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.attempt === 1 ? fault('Server', 'Throttling limit reached for this PMS') : accepted(ask)),
    })
    sim.drop(newBooking({ reservationId: 'T0' }))
    await sim.until('out', () => sim.states('T0')[0] === 'delivered')
    const [first, second] = sim.sends()
    const minute = (Math.floor((first?.endedAt ?? 0) / MINUTE) + 1) * MINUTE
    expect(second?.at).toBeGreaterThanOrEqual(minute)
    expect(second?.at).toBeLessThan(minute + 5 * SECOND)
  })

  it('asked for twice at the same time goes by the longer wish', async () => {
    const sim = await simEngine({
      script: (ask) =>
        ask.attempt > 1 ? accepted(ask) : ask.hotel === 'H0' ? status(429, { 'retry-after': '300' }) : status(429),
      answerMs: (ask) => (ask.hotel === 'H0' ? 1_000 : 3_000),
    })
    for (let n = 0; n < 2; n++) sim.drop(newBooking({ reservationId: `T${n}`, hotelCode: `H${n}` }))
    await sim.until('all out', () => (sim.store().lists.counts().delivered ?? 0) === 2)
    const [, , third] = sim.sends()
    expect((third?.at ?? 0) - (sim.sends()[0]?.endedAt ?? 0)).toBeGreaterThanOrEqual(300 * SECOND)
  })

  it.each(['0', '-5', 'Thu, 19 Nov 2026 08:00:00 GMT'])(
    'waits the usual time for a Retry-After of %s',
    async (value) => {
      const sim = await simEngine({
        script: (ask) => (ask.attempt < 3 ? status(429, { 'retry-after': value }) : accepted(ask)),
      })
      sim.drop(newBooking({ reservationId: 'T0' }))
      await sim.until('out', () => sim.states('T0')[0] === 'delivered')
      const minutes = sim.sends().map(({ at }) => Math.floor(at / MINUTE))
      expect(new Set(minutes).size).toBe(3)
    },
  )
})

describe('a message that is throttled each time', () => {
  it('fails by itself after three times alone, and names who can make it smaller', async () => {
    const sim = await simEngine({ script: () => status(429) })
    sim.drop(newBooking({ reservationId: 'T0' }))
    await sim.until('failed', () => sim.states('T0')[0] === 'failed')
    expect(sim.sends()).toHaveLength(3)
    expect(await sim.item('T0')).toMatchObject({
      cause: 'message-throttled',
      explanation: { who: 'pms-vendor', resend: 'helps' },
    })
    expect((await sim.call('health.get')).level).toBe('attention')
    await sim.runFor(MINUTE)
    expect(sim.notices.map(({ cause, edge }) => [cause, edge])).toEqual([['message-throttled', 'began']])
  })

  it('holds neither the bookings of its hotel nor those of others while it is tried, and then lets its own kind go', async () => {
    const isTooLarge = (ask: SimAsk) => ask.kind === 'availability' && ask.body.includes('BookingLimit="501"')
    const sim = await simEngine({ script: (ask) => (isTooLarge(ask) ? status(429) : accepted(ask)) })
    sim.drop(availability({ hotelCode: 'H0', limit: 501 }))
    sim.drop(availability({ hotelCode: 'H0', limit: 0 }))
    for (let n = 0; n < 2; n++) sim.drop(newBooking({ reservationId: `T${n}`, hotelCode: `H${n}` }))
    await sim.until('the bookings are out', () => (sim.store().lists.counts().delivered ?? 0) === 2, 3 * MINUTE)
    await sim.until('the stop-sell is out', () => (sim.store().lists.counts().delivered ?? 0) === 3, 5 * MINUTE)
    const [large, stopSell] = sim.messages().filter(({ kind }) => kind === 'availability')
    // The newer update said all of the failed one anew.
    expect([large?.state, large?.supersededBy]).toEqual(['superseded', stopSell?.id])
    // The first time something else was under way as well, so that the second one says nothing yet.
    expect(sim.sends().filter(isTooLarge)).toHaveLength(4)
    expect(sim.store().links.get('sim')).toMatchObject({ throttledSinceAt: null, paceShare: 1 })
  })

  it('is not blamed where others are throttled as well: the connection alarms and names somebody, and all go when it ends', async () => {
    let isThrottled = true
    const sim = await simEngine({ script: (ask) => (isThrottled ? status(429) : accepted(ask)) })
    for (let n = 0; n < 3; n++) sim.drop(newBooking({ reservationId: `T${n}`, hotelCode: 'H0' }))
    await sim.runFor(29 * MINUTE)
    expect(sim.messages().map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting'])
    expect((await sim.call('health.get')).level).toBe('busy')
    await sim.runFor(3 * MINUTE)
    const { level, detail } = await sim.call('health.get')
    expect([level, detail]).toEqual(['attention', expect.stringContaining('SiteMinder support')])
    expect((await sim.item('T0')).explanation).toMatchObject({ who: 'channel-support' })
    expect(sim.notices.map(({ cause, edge }) => [cause, edge])).toEqual([['throttled-long', 'began']])
    isThrottled = false
    await sim.until('all out', () => (sim.store().lists.counts().delivered ?? 0) === 3)
    await sim.runFor(10 * SECOND)
    expect(sim.notices.at(-1)).toMatchObject({ cause: 'throttled-long', edge: 'ended' })
    expect((await sim.call('health.get')).level).toBe('ok')
  })

  it('goes again by itself when the next message shows that the connection was throttled after all', async () => {
    let isThrottled = true
    const sim = await simEngine({ script: (ask) => (isThrottled ? status(429) : accepted(ask)) })
    sim.drop(newBooking({ reservationId: 'T0' }))
    await sim.until('failed', () => sim.states('T0')[0] === 'failed')
    sim.drop(newBooking({ reservationId: 'T1', hotelCode: 'H1' }))
    await sim.until('waiting again', () => sim.states('T0')[0] === 'waiting')
    isThrottled = false
    await sim.until('both out', () => (sim.store().lists.counts().delivered ?? 0) === 2)
  })

  it('keeps its count over a restart, and begins anew when a person sends it again', async () => {
    const sim = await simEngine({ script: () => status(429) })
    sim.drop(newBooking({ reservationId: 'T0' }))
    await sim.until('throttled', () => sim.sends().length === 1 && sim.states('T0')[0] === 'waiting')
    sim.kill()
    sim.start()
    await sim.until('failed', () => sim.states('T0')[0] === 'failed')
    // Nobody knows any more that the request before the restart was this message's own.
    const sent = sim.sends().length
    expect([3, 4]).toContain(sent)
    await sim.call('messages.resend', { ids: sim.of('T0').map(({ id }) => id) })
    await sim.until('failed again', () => sim.states('T0')[0] === 'failed')
    expect(sim.sends()).toHaveLength(sent + 3)
  })
})

describe('the pace after a throttle', () => {
  /**
   * Another PC with the same PMS code leaves only so many requests a minute; the channel's counter goes by
   * the clock.
   */
  const shared = (perMinute: number): SimScript => {
    const taken = new Map<number, number>()
    return (ask) => {
      const minute = Math.floor(ask.at / MINUTE)
      const count = (taken.get(minute) ?? 0) + 1
      taken.set(minute, count)
      return count > perMinute ? status(429) : accepted(ask)
    }
  }

  it('goes down until little is refused, and comes back slowly when there is room', async () => {
    let script = shared(10)
    const sim = await simEngine({ script: (ask) => script(ask) })
    const startedAt = sim.clock.now()
    for (let n = 0; n < 600; n++) sim.drop(newBooking({ reservationId: `P${n}`, hotelCode: `H${n % 40}` }))
    await sim.runFor(30 * MINUTE)
    const perMinute = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => {
        const fromAt = startedAt + (from + n) * MINUTE
        return sim.sends().filter(({ at }) => at >= fromAt && at < fromAt + MINUTE)
      })
    const counts = perMinute(2, 30).map((requests) => requests.length)
    // The full pace would ask 40 times a minute and be refused three times in four.
    expect(Math.max(...counts)).toBeLessThanOrEqual(20)
    const throttled = perMinute(2, 30).flatMap((requests) =>
      requests.filter(({ result }) => result?.kind === 'reply' && result.status === 429),
    )
    expect(throttled.length / counts.length).toBeLessThan(2)
    expect(counts.reduce((sum, n) => sum + n, 0) / counts.length).toBeGreaterThan(5)
    // Nothing failed that was not at fault itself.
    script = accepted
    const before = sim.store().links.get('sim').paceShare
    expect(before).toBeLessThan(0.5)
    await sim.until('all out', () => (sim.store().lists.counts().delivered ?? 0) === 600, 60 * MINUTE)
    const link = sim.store().links.get('sim')
    await sim.runFor(25 * MINUTE)
    expect(paceShareAt(link, sim.clock.now())).toBe(1)
  }, 60_000)
})

import { describe, expect, it, vi } from 'vitest'
import { type SimResult, type SimSent, simulate } from '../../../main/headless/simulate/simulate.ts'
import { gapsAfter, HOUR, MINUTE, SECOND } from '../../support/sim-engine.ts'

vi.setConfig({ testTimeout: 180_000 })

/** Whole nights of 500 bookings over 3 hotels, as `np simulate` runs them: every request counted. */

const ladder = [5, 10, 20, 40]

/** Failed requests until the first that fails alone: what was under way together when the link went down. */
const together = (down: readonly SimSent[]): number => {
  const firstEnd = Math.min(...down.map(({ endedAt }) => endedAt ?? Infinity))
  return down.filter(({ at }) => at < firstEnd).length
}

/** How many probes fit between the first failed answer and the end of the outage, by the ladder alone. */
const probesUntil = (firstEndAt: number, endAt: number, answerMs: number): number => {
  let at = firstEndAt
  for (let n = 0; ; n++) {
    at += (ladder[n] ?? 60) * SECOND + (n > 0 ? answerMs : 0)
    if (at >= endAt) return n
  }
}

const messages = ({ requests }: SimResult) => requests.filter(({ kind }) => kind !== 'test')

/** The most requests within any 60 seconds. */
const busiestMinute = (requests: readonly SimSent[]): number =>
  Math.max(...requests.map(({ at }, n) => requests.slice(n).filter((other) => other.at < at + MINUTE).length))

const expectNight = (result: SimResult, endAt: number, answerMs: number) => {
  const down = result.requests.filter(({ isDown }) => isDown)
  const initial = together(down)
  const firstEndAt = Math.min(...down.map(({ endedAt }) => endedAt ?? Infinity))
  const probes = probesUntil(firstEndAt, endAt, answerMs)
  expect(down).toHaveLength(initial + probes)
  expect(result.requests).toHaveLength(initial + probes + 500)
  expect(messages(result)).toHaveLength(result.requests.length)
  const gaps = gapsAfter(down.slice(initial - 1))
  expect(gaps).toEqual(gaps.map((_, n) => ladder[n] ?? 60))
  expect(result.maxInFlight).toBe(1)
  expect(result.undelivered).toBe(0)
  expect(
    new Set(
      messages(result)
        .filter(({ isDown }) => !isDown)
        .map(({ reservation }) => reservation),
    ).size,
  ).toBe(500)
  expect(result.notices.map(({ edge, cause }) => `${cause} ${edge}`)).toEqual(['outage began', 'outage ended'])
  const [began, ended] = result.notices
  expect(Math.abs((began?.at ?? 0) - firstEndAt - 30 * MINUTE)).toBeLessThan(15 * SECOND)
  expect((ended?.at ?? 0) - endAt).toBeLessThan(61 * SECOND + 15 * SECOND)
  return { down, initial, probes }
}

/** What goes out after the outage but for the probe that ended it. */
const drained = (result: SimResult, endAt: number): SimSent[] =>
  result.requests.filter(({ at }) => at >= endAt).slice(1)

const expectDrain = (drain: readonly SimSent[], { exports }: SimResult) => {
  const place = new Map(exports.map(({ reservation }, n) => [reservation, n]))
  expect(busiestMinute(drain)).toBeLessThanOrEqual(40)
  for (const hotel of ['HOTEL1', 'HOTEL2', 'HOTEL3']) {
    const places = drain.filter((one) => one.hotel === hotel).map(({ reservation }) => place.get(reservation) ?? -1)
    expect(places, hotel).toEqual(places.toSorted((a, b) => a - b))
  }
}

describe('an outage of 30 minutes', () => {
  it('for 500 bookings exported before it: 3 + 32 requests in vain, then one for each, oldest first, at 40 a minute', async () => {
    const answerMs = SECOND
    const result = await simulate({
      hours: 1,
      bookings: 500,
      hotels: 3,
      outage: { fromMinute: 0, toMinute: 30 },
      seed: 1,
      isBurst: true,
      answerMs,
    })
    const endAt = result.startAt + 30 * MINUTE
    const { initial, probes } = expectNight(result, endAt, answerMs)
    expect([initial, probes, result.requests.length]).toEqual([3, 32, 535])
    const tried = result.requests.slice(0, initial + probes).map(({ reservation }) => reservation)
    expect(new Set(tried).size, 'each probe is a booking not tried yet').toBe(initial + probes)
    const drain = drained(result, endAt)
    expectDrain(drain, result)
    const first = drain[0]?.at ?? 0
    const inTenMinutes = drain.filter(({ at }) => at < first + 10 * MINUTE)
    expect(inTenMinutes.length, 'the pace is used').toBeGreaterThanOrEqual(390)
    const shares = ['HOTEL1', 'HOTEL2', 'HOTEL3'].map(
      (hotel) => inTenMinutes.filter((one) => one.hotel === hotel).length,
    )
    expect(Math.max(...shares) - Math.min(...shares), shares.join(' ')).toBeLessThan(12)
    expect(result.notices[0]?.reservations).toBe(500)
  })
})

describe('an outage of 8 hours', () => {
  it('for 500 bookings exported before and while it lasts: the ladder to its end, one alarm, nothing given up', async () => {
    const answerMs = SECOND
    const result = await simulate({
      hours: 10,
      bookings: 500,
      hotels: 3,
      outage: { fromMinute: 30, toMinute: 510 },
      seed: 7,
      answerMs,
    })
    const endAt = result.startAt + 510 * MINUTE
    const { probes } = expectNight(result, endAt, answerMs)
    expect(probes).toBe(474)
    const backlog = result.requests.filter(({ at }) => at < endAt + 20 * MINUTE)
    expectDrain(drained({ ...result, requests: backlog }, endAt), result)
    expect(result.hours.map(({ failed }) => failed)).toEqual(Array(10).fill(0))
    expect(result.hours.at(-1)?.waiting).toBe(0)
    expect((result.requests.at(-1)?.at ?? 0) - result.startAt).toBeLessThan(9 * HOUR)
  })
})

it('the same night again gives the same requests at the same times', async () => {
  const night = { hours: 1, bookings: 30, hotels: 3, outage: { fromMinute: 10, toMinute: 20 }, seed: 3 }
  const [one, two] = [await simulate(night), await simulate(night)]
  expect(two).toEqual(one)
})

import { PRACTICE_REQUESTOR_ID, practiceConnection } from '../../rehearsal/practice-hotel.ts'
import { seededRandom } from '../../rehearsal/practice-pms.ts'
import { newBooking } from '../../rehearsal/sample-exports.ts'
import type { SimAsk } from './sim-channel.ts'
import type { SimClock } from './sim-clock.ts'
import { accepted, status } from './sim-replies.ts'
import { createSimWorld, type SimNotice, type SimWorld } from './sim-world.ts'

/** A night of one's own: bookings over hours, an outage, and what becomes of them. */

export type SimInput = {
  hours: number
  bookings: number
  hotels: number
  /** Minutes from the start; null: no outage. */
  outage: { fromMinute: number; toMinute: number } | null
  seed: number
  /** All bookings at the start instead of spread over the time. */
  isBurst?: boolean
  /** How long each answer takes; left out: 300 to 1200 ms by chance. */
  answerMs?: number
  startAt?: number
  /** Called once everything stands, before time runs: tests put the PC to sleep or set its clock. */
  during?: (clock: SimClock) => void
}

export type SimSent = Pick<SimAsk, 'at' | 'hotel' | 'reservation' | 'kind'> & {
  endedAt: number | null
  isDown: boolean
}
type SimHour = {
  fromAt: number
  exported: number
  requests: number
  delivered: number
  waiting: number
  failed: number
}

export type SimResult = {
  startAt: number
  /** What the PMS exported, in order. */
  exports: { at: number; reservation: string }[]
  requests: SimSent[]
  notices: SimNotice[]
  hours: SimHour[]
  maxInFlight: number
  undelivered: number
}

const HOUR = 3_600_000
const startsAt = Date.parse('2026-11-20T20:00:00Z')

const settings = {
  version: 1,
  hotelName: 'Simulation',
  timeZone: 'UTC',
  connections: [practiceConnection('https://channel.invalid')],
  folders: [{ id: 'sim', path: '/export', connection: 'practice' }],
}

/** Lets the PMS export each booking at its time. */
const exportBookings = (
  world: SimWorld,
  input: SimInput,
  startAt: number,
  random: () => number,
): SimResult['exports'] =>
  Array.from({ length: input.bookings }, (_, n) => {
    const afterMs = input.isBurst ? 0 : Math.floor(random() * input.hours * HOUR * 0.8)
    const name = `SIM_${String(n + 1).padStart(5, '0')}`
    const text = newBooking({
      reservationId: name,
      hotelCode: `HOTEL${(n % input.hotels) + 1}`,
      requestorId: PRACTICE_REQUESTOR_ID,
      guest: { given: 'Test', surname: `Guest${n}` },
    })
    world.clock.after(afterMs, () => world.drop(`${name}.xml`, text))
    return { at: startAt + afterMs, reservation: name }
  }).sort((a, b) => a.at - b.at)

const undeliveredIn = (world: SimWorld) => {
  const { waiting = 0, sending = 0, failed = 0, unsure = 0 } = world.store().lists.counts()
  return { waiting: waiting + sending, failed, all: waiting + sending + failed + unsure }
}

/**
 * Runs the simulation to its end. Deterministic: the same input gives the same requests at the same times.
 */
export const simulate = async (input: SimInput): Promise<SimResult> => {
  const startAt = input.startAt ?? startsAt
  const random = seededRandom(input.seed)
  const { outage } = input
  const isDown = (at: number) =>
    outage !== null && at >= startAt + outage.fromMinute * 60_000 && at < startAt + outage.toMinute * 60_000
  const world = createSimWorld({
    startAt,
    settings,
    script: (ask) => (isDown(ask.at) ? status(503) : accepted(ask)),
    answerMs: () => input.answerMs ?? 300 + Math.floor(random() * 900),
    beatMs: 10_000,
  })
  const { clock, channel } = world
  try {
    const exports = exportBookings(world, input, startAt, random)
    world.start()
    input.during?.(clock)
    const hours: SimHour[] = []
    for (let hour = 0; hour < Math.ceil(input.hours); hour++) {
      const fromAt = startAt + hour * HOUR
      const untilAt = Math.min(fromAt + HOUR, startAt + input.hours * HOUR)
      await clock.run(untilAt)
      const within = (at: number) => at >= fromAt && at < untilAt
      const requests = channel.seen.filter(({ at }) => within(at))
      const { waiting, failed } = undeliveredIn(world)
      hours.push({
        fromAt,
        exported: exports.filter(({ at }) => within(at)).length,
        requests: requests.length,
        delivered: requests.filter(({ at, kind }) => kind !== 'test' && !isDown(at)).length,
        waiting,
        failed,
      })
    }
    return {
      startAt,
      exports,
      requests: channel.seen.map(({ at, endedAt, hotel, reservation, kind }) => ({
        at,
        endedAt,
        hotel,
        reservation,
        kind,
        isDown: isDown(at),
      })),
      notices: world.notices,
      hours,
      maxInFlight: channel.maxInFlight(),
      undelivered: undeliveredIn(world).all,
    }
  } finally {
    await world.end()
  }
}

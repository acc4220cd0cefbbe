import { momentsOf } from './business-day.ts'

/**
 * Times as a PMS wrote them, and which of two is surely the older one
 * (docs/architecture.md#order-and-healing).
 */

/** With an offset, without one, or a day alone. */
export type TimeForm = 'zoned' | 'local' | 'day'

/** The earliest and the latest moment that a written time can mean, epoch ms, both included. */
export type WrittenTime = { form: TimeForm; fromAt: number; untilAt: number }

/**
 * A time without an offset is the hotel's: it is put on the hotel's clock. In the hour that is repeated in
 * autumn it can mean two moments. Other forms stay as they are.
 */
export const onHotelClock = (time: WrittenTime, timeZone: string): WrittenTime => {
  if (time.form !== 'local') return time
  const momentsAt = (wall: number): number[] => {
    const below = wall % 1000
    const { exact, near } = momentsOf(wall - below, timeZone)
    return (exact.length > 0 ? exact : near).map((at) => at + below)
  }
  return {
    form: 'local',
    fromAt: Math.min(...momentsAt(time.fromAt)),
    untilAt: Math.max(...momentsAt(time.untilAt)),
  }
}

/**
 * Whether `time` is older whatever both mean. Times of different forms say nothing about each other: a PMS
 * that mixes them errs in one.
 */
export const isSurelyOlder = (time: WrittenTime, other: WrittenTime): boolean =>
  time.form === other.form && time.untilAt < other.fromAt

import { atWallTime, shiftDay, wallTime } from './business-day.ts'

/**
 * Epoch ms at which the hotel's clock next shows `time` (hh:mm), always after `now`; on days the clock
 * changes by the clock's own rule.
 */
export const nextWallTime = (now: number, time: string, timeZone: string): number => {
  const { day } = wallTime(now, timeZone)
  const today = atWallTime(day, time, timeZone)
  return today > now ? today : atWallTime(shiftDay(day, 1), time, timeZone)
}

import type { Locale } from '../../contract/words.ts'
import { wallTime } from './business-day.ts'

const tags: Record<Locale, string> = { en: 'en-GB', de: 'de-AT' }

/** hh:mm on the hotel's clock, with weekday and date when it is not the day of `now`. */
export const formatTime = (at: number, moment: { now: number; timeZone: string; locale: Locale }): string => {
  const { now, timeZone, locale } = moment
  const time = new Intl.DateTimeFormat(tags[locale], {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
  if (wallTime(at, timeZone).day === wallTime(now, timeZone).day) return time
  const day = new Intl.DateTimeFormat(tags[locale], {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).format(at)
  return `${day}, ${time}`
}

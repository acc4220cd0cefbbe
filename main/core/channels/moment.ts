import type { WrittenTime } from '../time/written-time.ts'

/** Reads the times and days that PMSs write. Every function gives null where it finds none. */

const moment =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?[+\-\d:Z]*)?$/i

const isDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

const offsetMs = (zone: string | undefined): number => {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/**
 * A time stamp with its form and the earliest and latest moment it can mean: it may lack seconds, or all but the day. A wall clock
 * without a zone is given as if it were UTC.
 */
export const readWrittenTime = (text: string | null): WrittenTime | null => {
  const match = text === null ? null : moment.exec(text.trim())
  const from = readMoment(text)
  if (match === null || from === null) return null
  const [hour, , second, fraction, zone] = match.slice(4, 9)
  const form = hour === undefined ? 'day' : zone === undefined ? 'local' : 'zoned'
  const lasts = hour === undefined ? 86_400_000 : second === undefined ? 60_000 : fraction === undefined ? 1000 : 1
  return { form, fromAt: from, untilAt: from + lasts - 1 }
}

/**
 * A time stamp as epoch ms. Takes what is seen in real messages: zones as `+0700` or `+07`, two zones (`-04:00+00:00`, the first
 * counts), a blank for the `T`, a date alone; without a zone it is UTC.
 */
export const readMoment = (text: string | null): number | null => {
  const match = text === null ? null : moment.exec(text.trim())
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  if (!isDay(year, month, day) || hour > 24 || minute > 59 || second > 60) return null
  const ms = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) - offsetMs(match[8])
}

/** The day of a date or time stamp as `yyyy-mm-dd`, exactly as written: a zone does not move it. */
export const readDay = (text: string | null): string | null => {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(text?.trim() ?? '')
  if (match === null) return null
  return isDay(Number(match[1]), Number(match[2]), Number(match[3])) ? match[0] : null
}

/** The day that many nights after `day`: `P3N` and `P3D` are three, `P1W` seven, a bare `3` three. */
export const addNights = (day: string, duration: string | null): string | null => {
  const match = /^P?(\d{1,4})([NDW]?)(?:T.*)?$/i.exec(duration?.trim() ?? '')
  if (match === null) return null
  const days = Number(match[1]) * (match[2]?.toUpperCase() === 'W' ? 7 : 1)
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

import type { WrittenTime } from '../time/written-time.ts'

/** Reads the times and days that PMSs write. Every function gives null where it finds none. */

const moment =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?[+\-\d:Z]*)?$/i

/** In English, German, French and Spanish; longer names are known by their beginning. */
const monthNames = [
  'jan ene janv',
  'feb fev fevr',
  'mar mrz',
  'apr avr abr',
  'may mai',
  'jun juin',
  'jul juil',
  'aug aou ago',
  'sep',
  'oct okt',
  'nov',
  'dec dez dic',
].map((names) => names.split(' '))

/** From 1; 0 where no month has that name. */
const monthOf = (word: string): number => {
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return 1 + monthNames.findIndex((names) => names.some((name) => plain.startsWith(name)))
}

const dayOfMonth = (day: string, month: string | number, year: string): string =>
  `${year.length === 2 ? `20${year}` : year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`

/**
 * Other ways to write a day that leave no doubt, as `yyyy-mm-dd`: `20261224`, `2026/12/24`, `24.12.2026`,
 * `24-DEC-26`. What follows the day stays; a time without colons gets them. Whether `03/12/2026` is in March
 * or December nobody can say, so it stays as it is.
 */
const asIso = (text: string): string => {
  const written = text.trim()
  const compact = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(.*))?$/i.exec(written)
  if (compact !== null) {
    const [, year, month, day, hour, minute, second, rest = ''] = compact
    const time = hour === undefined ? '' : `T${hour}:${minute}${second === undefined ? '' : `:${second}`}${rest}`
    return `${year}-${month}-${day}${time}`
  }
  return written
    .replace(/^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/, (_, year, _sign, month, day) => dayOfMonth(day, month, year))
    .replace(/^(\p{L}{3,10})\.? (\d{1,2}), ?(\d{4})(?!\d)/u, (all, word, day, year) => {
      const month = monthOf(String(word))
      return month === 0 ? all : dayOfMonth(day, month, year)
    })
    .replace(/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?![\d.])/, (_, day, month, year) =>
      dayOfMonth(day, month, year),
    )
    .replace(/^(\d{1,2})(?:\. ?|[-/ ])(\p{L}{3,10})(?:\. ?|[-/ ])(\d{4}|\d{2})(?!\d)/u, (all, day, word, year) => {
      const month = monthOf(String(word))
      return month === 0 ? all : dayOfMonth(day, month, year)
    })
}

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
 * A time stamp with its form and the earliest and latest moment it can mean: it may lack seconds, or all but
 * the day. A wall clock without a zone is given as if it were UTC.
 */
export const readWrittenTime = (text: string | null): WrittenTime | null => {
  const match = text === null ? null : moment.exec(asIso(text))
  const from = readMoment(text)
  if (match === null || from === null) return null
  const [hour, , second, fraction, zone] = match.slice(4, 9)
  const form = hour === undefined ? 'day' : zone === undefined ? 'local' : 'zoned'
  const lasts = hour === undefined ? 86_400_000 : second === undefined ? 60_000 : fraction === undefined ? 1000 : 1
  return { form, fromAt: from, untilAt: from + lasts - 1 }
}

/**
 * A time stamp as epoch ms. Takes what is seen in real messages: zones as `+0700` or `+07`, two zones
 * (`-04:00+00:00`, the first counts), a blank for the `T`, a date alone, and dates as `asIso` knows them;
 * without a zone it is UTC.
 */
export const readMoment = (text: string | null): number | null => {
  const match = text === null ? null : moment.exec(asIso(text))
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
  const match = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(asIso(text ?? ''))
  if (match === null) return null
  return isDay(Number(match[1]), Number(match[2]), Number(match[3])) ? match[0] : null
}

const duration =
  /^P?(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})[ND]?)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?$/i

/**
 * The day on which a stay of this length ends: `P3N`, `P3D`, `P0Y0M3D` and a bare `3` are three nights, `P1W`
 * seven, `PT72H` three. Hours count from the time at which the stay begins. Null where it ends on the day it
 * began.
 */
export const dayAfter = (start: string | null, length: string | null): string | null => {
  const day = readDay(start)
  const match = length === null || length.trim() === '' ? null : duration.exec(length.trim())
  if (day === null || match === null) return null
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const written = asIso(start ?? '')
  const begin = new Date(readMoment(/^.{10}[T ]\d\d:\d\d/i.test(written) ? written.slice(0, 16) : day) ?? 0)
  begin.setUTCFullYear(
    begin.getUTCFullYear() + years,
    begin.getUTCMonth() + months,
    begin.getUTCDate() + 7 * weeks + days,
  )
  const end = new Date(begin.getTime() + (hours * 60 + minutes) * 60_000).toISOString().slice(0, 10)
  return end > day ? end : null
}

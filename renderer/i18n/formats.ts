/** Days are `yyyy-mm-dd` as the calls give them; times are epoch ms, shown in the hotel's time zone. */
export type Formats = {
  /** `05:09` */
  time(at: number): string
  /** `05:09:02` */
  seconds(at: number): string
  /** `09:02`, minutes and seconds, for a try in the same hour as the one before */
  minutes(at: number): string
  /** `05:09` today, `Wed 11 Nov, 18:22` on another day, with the year in another year */
  moment(at: number, nowAt: number): string
  /** `Thu 12 Nov, 05:12` */
  clock(at: number): string
  /** The day of a moment in the hotel's time zone, `yyyy-mm-dd` */
  dayOf(at: number): string
  /** `12 Nov`, with the year in another year than today's */
  day(day: string, today: string): string
  /** `12–16 Nov`; one day where the other is not known; empty where neither is */
  stay(arrival: string | null, departure: string | null, today: string): string
  /** `Thu 12 to Mon 16 Nov` needs a word between, so the ends come apart: `Thu 12 Nov` */
  weekday(day: string): string
  /** `6 KB` */
  size(bytes: number): string
  /** `€ 612.00`; the amount as the PMS wrote it where the currency is not known */
  money(total: { amount: string; currency: string | null }): string
  /** `0.8 s`, `5 s`, `1 min`, `2 min 30 s`, `3 h` */
  lasting(ms: number): string
}

const utc = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** Two days of one month, which Intl sets apart with spaces of one kind or another: `12 – 16 Nov`. */
const withinMonth = /^(\d{1,2}\.?)\s*–\s*(\d)/

/** Formats for one language and time zone. English is written as in Europe: day before month, 24 hours. */
export const createFormats = ({ locale, timeZone }: { locale: string; timeZone: string }): Formats => {
  const language = locale === 'de' ? 'de-DE' : 'en-GB'
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { hourCycle: 'h23', timeZone, ...options })
  const clockParts = { hour: '2-digit', minute: '2-digit' } as const
  const hm = make(clockParts)
  const hms = make({ ...clockParts, second: '2-digit' })
  const iso = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const dayMonth = make({ day: 'numeric', month: 'short', timeZone: 'UTC' })
  const dayMonthYear = make({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  const weekdayOnly = make({ weekday: 'short', timeZone: 'UTC' })
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)

  const day = (text: string, today: string): string =>
    (text.slice(0, 4) === today.slice(0, 4) ? dayMonth : dayMonthYear).format(utc(text))
  // Intl puts a comma or a full stop after the weekday; on the screens it stands without.
  const weekdayOf = (text: string): string => weekdayOnly.format(utc(text)).replace('.', '')
  const weekday = (text: string): string => `${weekdayOf(text)} ${dayMonth.format(utc(text))}`

  return {
    time: (at) => hm.format(at),
    seconds: (at) => hms.format(at),
    minutes: (at) => hms.format(at).slice(3),
    clock: (at) => `${weekday(iso.format(at))}, ${hm.format(at)}`,
    dayOf: (at) => iso.format(at),
    moment: (at, nowAt) => {
      const [then, now] = [iso.format(at), iso.format(nowAt)]
      return then === now ? hm.format(at) : `${weekdayOf(then)} ${day(then, now)}, ${hm.format(at)}`
    },
    day,
    weekday,
    stay: (arrival, departure, today) => {
      const only = arrival ?? departure
      if (!arrival || !departure || arrival === departure) return only ? day(only, today) : ''
      const sameYear = [arrival, departure].every((end) => end.slice(0, 4) === today.slice(0, 4))
      return (sameYear ? dayMonth : dayMonthYear)
        .formatRange(utc(arrival), utc(departure))
        .replace(withinMonth, '$1–$2')
    },
    size: (bytes) =>
      bytes < 1024 * 1024
        ? `${number(Math.max(1, Math.round(bytes / 1024)), 0)} KB`
        : `${number(bytes / 1024 / 1024, 1)} MB`,
    money: ({ amount, currency }) => {
      const value = Number(amount)
      if (!currency || !/^[A-Z]{3}$/.test(currency) || Number.isNaN(value))
        return [amount, currency].filter(Boolean).join(' ')
      return new Intl.NumberFormat(language, { style: 'currency', currency }).format(value)
    },
    lasting: (ms) => {
      if (ms < 10_000) return `${number(ms / 1000, 1)} s`
      const total = Math.round(ms / 1000)
      if (total < 60) return `${total} s`
      const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60]
      if (hours) return minutes ? `${hours} h ${minutes} min` : `${hours} h`
      return rest ? `${minutes} min ${rest} s` : `${minutes} min`
    },
  }
}

/** Whole nights between two days; null where one is missing. */
export const nightsOf = (arrival: string | null, departure: string | null): number | null =>
  arrival && departure ? Math.round((utc(departure).getTime() - utc(arrival).getTime()) / 86_400_000) : null

/** Calendar facts in the hotel's time zone. All functions are pure; zones are names such as Europe/Vienna. */

export type WallTime = { day: string; hour: number; minute: number; second: number }

/**
 * Making a formatter costs a hundred times more than using it, and turns are given out often. A cache only:
 * same zone, same formatter.
 */
const formatters = new Map<string, Intl.DateTimeFormat>()

const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formatters.set(timeZone, made)
  return made
}

/** The wall clock of the zone at `at` (epoch ms). */
export const wallTime = (at: number, timeZone: string): WallTime => {
  const parts = formatterOf(timeZone).formatToParts(at)
  const get = (type: string) => parts.find((part) => part.type === type)?.value ?? '0'
  return {
    day: `${get('year')}-${get('month')}-${get('day')}`,
    hour: Number(get('hour')),
    minute: Number(get('minute')),
    second: Number(get('second')),
  }
}

/**
 * Epoch ms at which the zone's clock shows `day` and `time` (hh:mm). In a gap of daylight saving the moment
 * after it; of two, the first.
 */
export const atWallTime = (day: string, time: string, timeZone: string): number => {
  const wanted = Date.parse(`${day}T${time}:00Z`)
  const { exact, near } = momentsOf(wanted, timeZone)
  return exact[0] ?? near.at(-1) ?? wanted
}

/**
 * Epoch ms at which the zone's clock shows a wall time, which is given in whole seconds as if it were UTC.
 * `exact`: none in a gap of daylight saving, two in a repeated hour; `near`: what it comes to by each offset
 * in use around then. Earliest first.
 */
export const momentsOf = (wanted: number, timeZone: string): { exact: number[]; near: number[] } => {
  const shown = (at: number) => {
    const wall = wallTime(at, timeZone)
    return Date.parse(`${wall.day}T00:00:00Z`) + ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1000
  }
  // The offset at the guess may differ from the one at the answer, so each offset near it is tried.
  const offsets = [wanted - 86_400_000, wanted, wanted + 86_400_000].map((at) => shown(at) - at)
  const near = [...new Set(offsets)].map((offset) => wanted - offset).sort((a, b) => a - b)
  return { exact: near.filter((at) => shown(at) === wanted), near }
}

/** The day before or after, as yyyy-mm-dd. */
export const shiftDay = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)

export type BusinessDay = { day: string; startedAt: number; endsAt: number }

/**
 * The hotel's business day at `at`: it ends at `dayEndsAt` (hh:mm), so 02:00 still belongs to yesterday where
 * that is 04:00.
 */
export const businessDay = (at: number, timeZone: string, dayEndsAt: string): BusinessDay => {
  const { day: today } = wallTime(at, timeZone)
  const turn = atWallTime(today, dayEndsAt, timeZone)
  const day = at < turn ? shiftDay(today, -1) : today
  return {
    day,
    startedAt: atWallTime(day, dayEndsAt, timeZone),
    endsAt: atWallTime(shiftDay(day, 1), dayEndsAt, timeZone),
  }
}

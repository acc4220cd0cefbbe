import type { FolderSettings } from '../../contract/settings.ts'
import { atWallTime, shiftDay, wallTime } from '../time/business-day.ts'

/**
 * Whether an export folder has been silent for longer than the hotel expects. All times of day are the
 * hotel's own, every day of the week unless it says otherwise; durations are real ones, so a day of 23 or 25
 * hours moves no deadline but its own.
 */

export type Expectation = {
  expect: NonNullable<FolderSettings['expect']>
  timeZone: string
  /** hh:mm at which the hotel's business day ends. */
  dayEndsAt: string
  /** The first and the last export ever seen in this folder, epoch ms; null before there was one. */
  firstExportAt: number | null
  lastExportAt: number | null
}

const DAY_MS = 86_400_000
/** `everyMinutes` is a week at most; a day of room on both sides for hours past midnight. */
const MOST_DAYS = 10
/** A night audit export may come this long before the business day ends, and counts for that night. */
const NIGHT_MS = 6 * 3_600_000
/** The night ends at least this long after it began, however the two times of day are set. */
const LEAST_NIGHT_MS = 2 * 3_600_000

/**
 * Since when exports are overdue (epoch ms), or null. Never before the first export was seen and one period
 * after it. What began within business hours lasts through the night: only an export ends it.
 */
export const silentSince = (expectation: Expectation, now: number): number | null => {
  const { firstExportAt, lastExportAt } = expectation
  if (firstExportAt === null || lastExportAt === null) return null
  const seen = { first: firstExportAt, last: lastExportAt }
  const due = [gapDue(expectation, seen), auditDue(expectation, seen)].filter((at) => at !== null && at <= now)
  return due.length === 0 ? null : Math.min(...due.filter((at) => at !== null))
}

type Seen = { first: number; last: number }

/**
 * When the next export is due by `everyMinutes`. Within hours the count begins with the last export or with
 * the opening, whichever is later; a period longer than a day's hours counts from the last export and falls
 * due when hours are open.
 */
const gapDue = ({ expect, timeZone }: Expectation, { last }: Seen): number | null => {
  if (expect.everyMinutes === undefined) return null
  const everyMs = expect.everyMinutes * 60_000
  if (expect.between === undefined) return last + everyMs
  const [opens, closes] = expect.between
  let day = shiftDay(wallTime(last, timeZone).day, -1)
  for (let n = 0; n <= MOST_DAYS; n++, day = shiftDay(day, 1)) {
    const openAt = atWallTime(day, opens, timeZone)
    const closeAt = atWallTime(closes > opens ? day : shiftDay(day, 1), closes, timeZone)
    if (closeAt <= last) continue
    const dueAt = everyMs <= closeAt - openAt ? Math.max(last, openAt) + everyMs : Math.max(last + everyMs, openAt)
    if (dueAt <= closeAt) return dueAt
  }
  return null
}

/**
 * The first night after the last export whose audit brought nothing until `nightAuditBy`. A night begins
 * where the hours of `between` end, else six hours before the business day does.
 */
const auditDue = ({ expect, timeZone, dayEndsAt }: Expectation, { first, last }: Seen): number | null => {
  if (expect.nightAuditBy === undefined) return null
  let day = wallTime(last, timeZone).day
  for (let n = 0; n <= MOST_DAYS; n++, day = shiftDay(day, 1)) {
    const dueAt = atWallTime(day, expect.nightAuditBy, timeZone)
    if (dueAt <= last || dueAt - first < DAY_MS) continue
    if (last < nightBegins({ dueAt, day, timeZone, dayEndsAt, closes: expect.between?.[1] })) return dueAt
  }
  return null
}

const nightBegins = (night: {
  dueAt: number
  day: string
  timeZone: string
  dayEndsAt: string
  closes: string | undefined
}): number => {
  const { dueAt, day, timeZone, dayEndsAt, closes } = night
  /**
   * The last moment before the deadline, with room for a night, at which the hotel's clock shows this time.
   */
  const before = (time: string, latestAt: number) =>
    [1, 0, -1, -2].map((by) => atWallTime(shiftDay(day, by), time, timeZone)).find((at) => at <= latestAt) ??
    dueAt - DAY_MS
  if (closes !== undefined) return before(closes, dueAt - LEAST_NIGHT_MS)
  return before(dayEndsAt, dueAt + NIGHT_MS - LEAST_NIGHT_MS) - NIGHT_MS
}

import type { Output } from '../../contract/methods.ts'
import type { ConnectionSettings } from '../../contract/settings.ts'
import { isRemarkName } from '../../core/channels/remark.ts'
import { atWallTime } from '../../core/time/business-day.ts'
import type { CallDeps } from './deps.ts'

type Finding = Output<'doctor.run'>[number]

/** A remark that was not noted again for so long is mended. */
const REMEMBERED_MS = 7 * 24 * 3_600_000

/**
 * Hours between what the channel reads, UTC, and the hotel's clock; positive where the channel reads it too
 * late.
 */
const hoursOff = (value: string, timeZone: string): number => {
  const [day = '', time = ''] = value.split(/[T ]/)
  const hotel = atWallTime(day, time.slice(0, 5), timeZone)
  return (Date.parse(`${day}T${time.slice(0, 5)}:00Z`) - hotel) / 3_600_000
}

/**
 * What was noticed about the messages of a connection within the last days: advice for whoever looks after
 * the PMS.
 */
export const remarkFindings = (
  { store, clock, texts, settings }: Pick<CallDeps, 'store' | 'clock' | 'texts' | 'settings'>,
  { id, label }: ConnectionSettings,
): Finding[] => {
  const { locale, timeZone } = settings()
  const t = texts.in(locale)
  return store.remarks.since(id, clock.now() - REMEMBERED_MS).flatMap(({ name, value }): Finding[] => {
    if (!isRemarkName(name)) return []
    const hours = name === 'time-without-zone' ? hoursOff(value, timeZone) : 0
    // At a hotel whose clock shows UTC, both readings are the same.
    if (name === 'time-without-zone' && !(Math.abs(hours) > 0)) return []
    const values = { label, value, zone: timeZone, count: Math.abs(hours) }
    return [
      {
        name: t('doctor.remark.name', { label }),
        result: 'warn',
        sentence: t(`doctor.remark.${name}`, values),
        fix: t(`doctor.remark.${name}-fix`, values),
      },
    ]
  })
}

import type { LogFields } from '../ports/log.ts'
import { printable } from '../text/printable.ts'

const written = (value: string | number | boolean | null): string => {
  const text = String(value)
  return typeof value !== 'string' || /^[^\s"'=<>&\\]+$/.test(text) ? text : JSON.stringify(text)
}

/**
 * One line of the log, not yet redacted: time (ISO, UTC), level, scope, event, then `key=value` with quotes
 * where needed.
 */
export const formatLogLine = (
  at: number,
  level: string,
  scope: string,
  event: string,
  fields: LogFields = {},
): string => {
  const pairs = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${written(value)}`],
  )
  const time = new Date(at).toISOString()
  return printable([time, level, scope, event, ...pairs].join(' ').replace(/[\r\n\u2028\u2029]+/g, ' '))
}

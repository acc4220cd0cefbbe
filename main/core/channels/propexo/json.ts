/** JSON from outside, read without trust. */

/**
 * A number that JavaScript would write otherwise stays the text that it was: job 12345678901234567890 is no
 * other.
 */
const asWritten = (_name: string, value: unknown, place?: { source?: string }): unknown =>
  typeof value === 'number' && place?.source !== undefined && String(value) !== place.source ? place.source : value

/**
 * Parses JSON text from outside; undefined for anything that is none. Numbers that would change by being read
 * are given as text, as they were written.
 */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text, asWritten)
  } catch {
    return undefined // not JSON is an everyday answer: the caller shows it as text
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value's own property; nothing from the prototype. */
export const own = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined

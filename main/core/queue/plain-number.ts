import { maskCards } from '../redact/cards.ts'

/**
 * Whether a text is no more than a number of a booking, which may be stored readable: short, without blanks
 * or letters beyond ASCII, with a digit in it where it is long enough for a name, and no card number.
 */
export const isPlainNumber = (value: string): boolean =>
  /^[A-Za-z0-9._/#-]{1,40}$/.test(value) && (/\d/.test(value) || value.length <= 4) && maskCards(value) === value

/** Whether the method and path of a job hold numbers and plain words only. */
export const isPlainPath = (value: string): boolean =>
  /^[A-Za-z0-9._/ -]{1,200}$/.test(value) && maskCards(value) === value

import { maskCards } from './cards.ts'

/** Thirteen digits, of any script, with no letter between them: nothing shorter is a card number. */
const mayHoldCard = /(?:\p{N}[^\p{L}\p{N}]*){13}/u

const masked = (text: string): string => (mayHoldCard.test(text) ? maskCards(text) : text)

/**
 * An answer of the program as it may be shown: card numbers in any of its texts (file names, reservation
 * numbers, wishes, reasons) keep their last four digits. Names of fields and numbers stay as they are.
 */
export const maskAnswer = (value: unknown): unknown => {
  if (typeof value === 'string') return masked(value)
  if (Array.isArray(value)) return value.map(maskAnswer)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskAnswer(one)]))
}

import type { Thing } from './lexicon.ts'
import { readText } from './senses.ts'

/** The things of which a remark may say that they were left out while the message itself was taken. */
const minor: readonly Thing[] = [
  'contact',
  'address',
  'card',
  'remark',
  'name',
  'price',
  'guests',
  'agent',
  'part',
  'markup',
  'company',
  'payment',
  'currency',
]

/**
 * Whether a text says that a message was not taken, in whatever words; that a comment or a card was left out
 * is a remark only.
 */
export const saysNotTaken = (text: string): boolean => {
  const { senses } = readText(text)
  if (senses.some(({ predicate }) => predicate === 'taken')) return false
  return senses.some(({ predicate, things }) => {
    if (predicate === 'not-taken' || predicate === 'denied')
      return things.length === 0 || !things.every((thing) => minor.includes(thing))
    return (predicate === 'unknown' || predicate === 'none') && things[0] === 'reservation'
  })
}

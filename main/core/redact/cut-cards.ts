import type { Found } from './card-found.ts'
import { findCardData } from './find-card-data.ts'
import type { Span } from './view.ts'

/** What is taken out of a text: what may never be stored, or card numbers with it. */
export type Taken = 'security' | 'all'

const spansOf = ({ what, as, values, whole }: Found): Span[] =>
  whole !== null ? [whole] : what === 'number' && as === 'text' ? values.slice(0, -4) : values

/**
 * Values of ids: of free digits in them nobody knows that they are a card's, and the channel needs them as
 * they are.
 */
const idValue = /(?:\bID|_Value|Token|[Rr]eference|[Cc]onfirmation)\s*(?:=|"\s*:)\s*["']?$/

const apart = (spans: readonly Span[]): Span[] => {
  const cuts: Span[] = []
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = cuts.at(-1)
    if (start === end) continue
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else cuts.push({ start, end })
  }
  return cuts
}

/**
 * What a text holds of cards: the parts to take out before it may be stored, in order and apart from each
 * other, and whether there are card numbers in it.
 */
export const lookForCards = (text: string, taken: Taken = 'security'): { cuts: Span[]; hasNumber: boolean } => {
  const isTaken = (what: Found['what']) => taken === 'all' || what === 'security'
  const isInId = ({ what, as, values: [first] }: Found) =>
    what === 'number' &&
    as === 'text' &&
    first !== undefined &&
    idValue.test(text.slice(Math.max(0, first.start - 40), first.start))
  const found = findCardData(text, isTaken).filter((one) => !isInId(one))
  return {
    cuts: apart(found.filter(({ what }) => isTaken(what)).flatMap(spansOf)),
    hasNumber: found.some(({ what }) => what === 'number'),
  }
}

/** The text without these parts. */
export const withoutSpans = (text: string, cuts: readonly Span[]): string => {
  let left = ''
  let at = 0
  for (const { start, end } of cuts) {
    left += text.slice(at, start)
    at = end
  }
  return left + text.slice(at)
}

/** The text without card numbers, security codes and the like; the structure of XML and JSON stays whole. */
export const withoutCards = (text: string): string => withoutSpans(text, lookForCards(text, 'all').cuts)

import type { Found } from './card-found.ts'
import { findCardNumbers } from './card-numbers.ts'
import { findInJson, findMembers } from './json-fields.ts'
import { findInMarkup } from './markup-fields.ts'
import { findSecurityText } from './security-text.ts'
import { readSigns, type Span } from './view.ts'

/** A text may stand in a text that stands in a text; deeper than this nobody writes. */
const ROUNDS = 4

const digitsOf = (groups: readonly Span[]): Span[] =>
  groups.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, n) => ({ start: start + n, end: start + n + 1 })),
  )

const inText = (text: string): Found[] => {
  const numbers = findCardNumbers(text)
  const ends = numbers.map((groups) => groups.at(-1)?.end ?? 0)
  return [
    ...numbers.map((groups): Found => ({ what: 'number', as: 'text', values: digitsOf(groups), whole: null })),
    ...findSecurityText(text, ends).map(
      (span): Found => ({ what: 'security', as: 'text', values: [span], whole: null }),
    ),
  ]
}

/**
 * Whole attributes and elements are known of the outermost text only; of a number in JSON also within others,
 * or it would break.
 */
const asInner = (found: Found): Found => (found.as === 'literal' ? found : { ...found, whole: null })

const isJson = (text: string): boolean => /^[\s\ufeff]*[{[]/.test(text.slice(0, 1000))

/**
 * All that a text holds about payment cards, in fields by their names and in free text: of XML, JSON, plain
 * text and broken pieces of them, and of texts that stand in them as text. References, escapes, full-width
 * digits, tags and line breaks within a number hide nothing. Offsets are of `source`. `isTaken` says what
 * will be taken out, which decides where the comma of a JSON member goes. Takes time in proportion to the
 * text.
 */
export const findCardData = (
  source: string,
  isTaken: (what: Found['what']) => boolean = (what) => what === 'security',
): Found[] => {
  const found = inText(source)
  const json = isJson(source) ? findInJson(source, isTaken, found) : null
  if (json !== null) found.push(...json.found)
  found.push(...findInMarkup(source).map((one) => (json === null ? one : asInner(one))))
  if (!json?.isWhole) found.push(...findMembers(source))
  let text = source
  let toSource = (span: Span): Span => span
  for (let round = 1; round < ROUNDS; round++) {
    const view = readSigns(text)
    if (view === null) break
    const toOuter = toSource
    toSource = (span) => toOuter(view.toSource(span))
    text = view.text
    const inner = [...findInMarkup(text), ...findMembers(text)].map(asInner)
    for (const one of [...inner, ...inText(text)])
      found.push({ ...one, values: one.values.map(toSource), whole: one.whole && toSource(one.whole) })
  }
  return found
}

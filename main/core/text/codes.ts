import { entryOf, longestAt, type Thing } from './lexicon.ts'
import type { Clause, Word } from './words.ts'

const fillers = new Set([
  'cod',
  'code',
  'id',
  'number',
  'is',
  'with',
  'name',
  'value',
  'valu',
  'of',
  'nam',
  'call',
  'the',
  'equal',
  'type',
  'plan',
])

const isShouting = (clauses: readonly Clause[]): boolean =>
  clauses
    .flat()
    .filter(({ isQuoted }) => !isQuoted)
    .every(({ raw }) => raw === raw.toUpperCase())

const LONGEST_CODE = 30

/**
 * An unquoted word counts only where it looks like a code: capitals or digits, and no word that the rules
 * know. Right behind the word "code" a thing's name is a code, too (`RatePlanCode TAG`); what is said of a
 * thing is not (`code INVALID`).
 */
const codeOf = (word: Word | undefined, isShouted: boolean, isBehindCode: boolean): string | null => {
  if (word === undefined) return null
  const raw = word.raw.replace(/[.,;:]+$/, '')
  if (raw === '' || raw.length > LONGEST_CODE) return null
  if (word.isQuoted) return word.text === '' ? raw : null
  const known = entryOf(word.text)
  const isWord = known !== undefined && !(isBehindCode && known.things !== null)
  const isCode = /^(?=.*[A-Z\d])[A-Z\d._/-]+$/.test(raw) && !isWord
  return isCode && (!isShouted || /\d/.test(raw)) ? raw : null
}

const codeAfter = (clause: Clause, from: number, isShouted: boolean): string | null => {
  for (let at = from; at < Math.min(from + 4, clause.length); at += 1) {
    const code = codeOf(clause[at], isShouted, ['cod', 'code'].includes(clause[at - 1]?.text ?? ''))
    if (code !== null) return code
    if (!fillers.has(clause[at]?.text ?? '')) return null
  }
  return null
}

/**
 * The codes that a text gives for what it speaks of, each thing with its first: `Room type 'DLX'`,
 * `HotelCode=HTL9`, `hotelier H`.
 */
export const codesIn = (clauses: readonly Clause[]): ReadonlyMap<Thing, string> => {
  const codes = new Map<Thing, string>()
  const isShouted = isShouting(clauses)
  clauses.forEach((clause, index) => {
    const stems = clause.map(({ text }) => text)
    for (let at = 0; at < stems.length; ) {
      const found = longestAt(stems, at)
      at += found?.length ?? 1
      const thing = found?.entry.things ?? null
      if (thing === null || codes.has(thing)) continue
      // The code may stand behind a colon, which begins a new clause.
      const code =
        at < clause.length ? codeAfter(clause, at, isShouted) : codeAfter(clauses[index + 1] ?? [], 0, isShouted)
      if (code !== null) codes.set(thing, code)
    }
  })
  return codes
}

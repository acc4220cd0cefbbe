/**
 * Turns a sentence that some system wrote into plain words, so that rules need to know each word once:
 * capitals, plurals, tenses, contractions, names of elements (`RoomTypeCode`), quotes and references of HTML
 * make no difference any more.
 */

/**
 * `text` is the stem of the word, or '' for something in quotes that is a value; `raw` is what stood there.
 */
export type Word = { text: string; raw: string; isQuoted: boolean }
/** Words that belong together; a comma is a word of its own. */
export type Clause = readonly Word[]

/** Longer texts are read from their beginning only, which keeps reading quick. */
const MAX_CHARACTERS = 4_000
/** A sentence without an end is cut here. */
const MAX_CLAUSE = 60

const entities: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lsquo: "'",
  rsquo: "'",
  ldquo: '"',
  rdquo: '"',
  ndash: '-',
  mdash: '-',
  hellip: '.',
}

const decoded = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]{2,6}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 31 && code < 0xd800 ? String.fromCharCode(code) : ' '
    },
  )

const plainSigns = (text: string): string =>
  text
    .replace(/[\u2018\u2019\u201b\u00b4`]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2013\u2014]/g, ' - ')
    .replace(/\bhttps?:\/\/[^\s"']{1,400}/gi, ' ')

/** Words whose end only looks like one of a plural or a tense. */
const kept = new Set(['booking', 'nothing', 'during', 'does', 'this', 'always', 'existing', 'need'])

const endsDouble = /([^aeious])\1$/

const single = (word: string): string => (word.length > 3 && endsDouble.test(word) ? word.slice(0, -1) : word)

const shortened = (rest: string): string => (rest.length <= 3 && !endsDouble.test(rest) ? `${rest}e` : single(rest))

/**
 * One form for `exists`, `existed`, `exist`; for `cancelled`, `canceled`, `cancelling`. Not a linguist's
 * stem, only always the same.
 */
export const stemOf = (word: string): string => {
  if (word.length <= 3 || kept.has(word)) return word
  let stem = word
  if (stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`
  else if (stem.endsWith('s') && !/(?:ss|us|is)$/.test(stem)) stem = stem.slice(0, -1)
  if (kept.has(stem)) return stem
  if (stem.endsWith('ied')) stem = `${stem.slice(0, -3)}y`
  else if (/[aeiouy].*(?<!e)ed$/.test(stem)) stem = shortened(stem.slice(0, -2))
  else if (/[aeiouy].*ing$/.test(stem)) stem = shortened(stem.slice(0, -3))
  if (stem.length > 4 && stem.endsWith('e')) stem = stem.slice(0, -1)
  return single(stem)
}

const contracted: Readonly<Record<string, readonly string[]>> = {
  cannot: ['can', 'not'],
  "can't": ['can', 'not'],
  cant: ['can', 'not'],
  "won't": ['will', 'not'],
  "shan't": ['shall', 'not'],
}
const withoutApostrophe = /^(does|did|do|is|was|were|are|could|would|should|has|have|had)nt$/

const expanded = (word: string): readonly string[] => {
  const known = Object.hasOwn(contracted, word) ? contracted[word] : undefined
  if (known !== undefined) return known
  if (word.endsWith("n't")) return [word.slice(0, -3), 'not']
  const bare = withoutApostrophe.exec(word)?.[1]
  return bare === undefined ? [word.replace(/'(?:s|re|ve|ll|d|m)?$/, '')] : [bare, 'not']
}

/** Letters without their accents. */
const plainLetters = (raw: string): string => raw.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss')

/** French takes the vowel from small words before one: `l'hôtel`, `n'existe`. */
const apart = (part: string): string[] => {
  const elided = /^(d|l|s|n|qu)'(\p{L}{2,})/u.exec(part)
  return elided === null ? [part] : [elided[1] === 'n' ? 'ne' : (elided[1] ?? ''), elided[2] ?? '']
}

/**
 * The stems in one written word: `RoomTypeCode`, `room_type`, `check-in` and `username/password` are several.
 */
const stemsOf = (raw: string): string[] =>
  plainLetters(raw)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_\-/.&@#]+/)
    .flatMap(apart)
    .flatMap((part) => expanded(part))
    .filter((part) => part !== '')
    .map(stemOf)

const wordsOf = (raw: string): Word[] => stemsOf(raw).map((text) => ({ text, raw, isQuoted: false }))

/** The stems of a phrase as rules write it. */
export const phraseOf = (phrase: string): string => phrase.split(' ').flatMap(stemsOf).join(' ')

const enders = new Set(['but', 'because', 'since', 'please', 'although', 'however', 'therefore', 'whereas'].map(stemOf))

/** A quoted text, a written word, or a sign that parts sentences. */
const piece =
  /"([^"\n]{0,200})"|(?<![\p{L}\p{N}])'([^'\n]{0,200})'(?![\p{L}\p{N}])|([\p{L}\p{N}_](?:[\p{L}\p{N}_\-/&@#]|[.'](?=[\p{L}\p{N}]))*)|([.;:!?\n]|\s-\s)|(,)/gu

/**
 * Reads a text into clauses. `isName` tells whether the stems of a quoted text are words of the rules, as in
 * `'HotelCode' is empty`.
 */
export const clausesOf = (text: string, isName: (phrase: string) => boolean): Clause[] => {
  const clauses: Word[][] = [[]]
  const end = (): void => {
    if (clauses.at(-1)?.length !== 0) clauses.push([])
  }
  const push = (...words: Word[]): void => {
    for (const word of words) {
      if ((clauses.at(-1)?.length ?? 0) >= MAX_CLAUSE || enders.has(word.text)) end()
      clauses.at(-1)?.push(word)
    }
  }
  const pushQuoted = (inner: string): void => {
    const stems = inner.split(/\s+/).flatMap(stemsOf)
    if (stems.length > 0 && isName(stems.join(' ')))
      push(...stems.map((stem) => ({ text: stem, raw: inner, isQuoted: true })))
    else push({ text: '', raw: inner.trim(), isQuoted: true })
  }
  for (const [, double, single, written, stop, comma] of plainSigns(
    decoded(decoded(text.slice(0, MAX_CHARACTERS))),
  ).matchAll(piece)) {
    const inner = double ?? single
    if (inner !== undefined) pushQuoted(inner)
    else if (written !== undefined) push(...wordsOf(written))
    else if (stop !== undefined) end()
    else if (comma !== undefined) push({ text: ',', raw: ',', isQuoted: false })
  }
  return clauses.filter((clause) => clause.length > 0)
}

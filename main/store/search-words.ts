/** Letters that Unicode does not take apart into a base letter and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ı: 'i', ŧ: 't', ŋ: 'n', ĸ: 'k' },
  ...{ ɨ: 'i', ƶ: 'z', ə: 'e' },
}
/** How names are written where a keyboard or an old PMS lacks the letter. */
const longForms: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' }

const SHORTEST_PREFIX = 2
const LONGEST_PREFIX = 20
const MOST_WORDS = 400
const MOST_QUERY_WORDS = 12

const replaceLetters = (text: string, table: Readonly<Record<string, string>>): string =>
  Array.from(text, (letter) => (Object.hasOwn(table, letter) ? (table[letter] ?? letter) : letter)).join('')

/** Decomposed before it is put in lower case, so that the Turkish İ becomes a plain i. */
const plain = (text: string): string =>
  replaceLetters(text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(), plainLetters)

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

/** What stands between two spaces as one word: obrien, annemarie, res1047. */
const joinedOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .map((chunk) => wordsOf(chunk).join(''))
    .filter((word) => word !== '')

const formsOf = (text: string): string[] => {
  const short = plain(text)
  const long = plain(replaceLetters(text.normalize('NFC').toLowerCase(), longForms))
  return [short, long, short.replace(/([aou])e/g, '$1')].flatMap((form) => [...wordsOf(form), ...joinedOf(form)])
}

/** By code points, so that no letter is cut in half. */
const firstOf = (word: string, length: number): string =>
  word.length <= length ? word : Array.from(word).slice(0, length).join('')

const unique = (words: readonly string[]): string[] => [...new Set(words)]

/**
 * What a message can be found by: every word of `texts` in plain letters and each of its beginnings of 2 to
 * 20 characters, without repeats. `Müller` is found as muller and mueller, `Mueller` also as muller,
 * `O'Brien` as brien and obrien. At most 400; whole words come first, then short beginnings before long ones,
 * so that a large group loses the least. A word longer than 20 is found by its first 20.
 */
export const searchWords = (texts: readonly string[]): string[] => {
  const wholes = unique(texts.flatMap(formsOf).map((word) => firstOf(word, LONGEST_PREFIX))).slice(0, MOST_WORDS)
  const found = new Set(wholes)
  for (let length = SHORTEST_PREFIX; length < LONGEST_PREFIX; length++) {
    for (const word of wholes) found.add(firstOf(word, length))
  }
  return [...found].slice(0, MOST_WORDS)
}

/**
 * The words to look up for what a person typed; a message matches when it has them all. Each is cut to 20
 * characters; one-letter words are left out unless there are no others. Empty where nothing can be searched
 * for.
 */
export const queryWords = (search: string): string[] => {
  const chunks = plain(search).split(/\s+/)
  // A single figure says much in a booking number: ST-5 is looked up joined, or it would find every ST-.
  const numbers = chunks.filter(
    (chunk) => wordsOf(chunk).length > 1 && wordsOf(chunk).some((word) => /^\d$/.test(word)),
  )
  const words = unique(
    [...wordsOf(plain(search)), ...numbers.flatMap(joinedOf)].map((word) => firstOf(word, LONGEST_PREFIX)),
  )
  const longer = words.filter((word) => word.length > 1)
  return (longer.length > 0 ? longer : words).slice(0, MOST_QUERY_WORDS)
}

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu

/** Letters without marks and case; `Müller` also as it is typed without umlauts. */
const formsOf = (text: string): string[] => {
  const lower = text.toLowerCase().replace(/ß/g, 'ss')
  const plain = (one: string): string => one.normalize('NFD').replace(/\p{M}/gu, '')
  return [plain(lower), plain(lower.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue'))]
}

/**
 * Whether every word of `search` stands in the text as a word or the beginning of one. False for no words.
 */
export const holdsWords = (text: string, search: string): boolean => {
  const wanted = search.match(wordPattern) ?? []
  const forms = formsOf(text).map((form) => ` ${(form.match(wordPattern) ?? []).join(' ')} `)
  return (
    wanted.length > 0 &&
    wanted.every((word) => formsOf(word).some((one) => forms.some((form) => form.includes(` ${one}`))))
  )
}

/** A shorter number stands in many files by chance. */
const SHORTEST_NUMBER = 4

/** Whether a reservation's number stands in the text by itself, not as part of a longer one. */
export const holdsNumber = (text: string, number: string): boolean => {
  if (number.length < SHORTEST_NUMBER) return false
  const isPart = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}]/u.test(letter)
  for (let at = text.indexOf(number); at >= 0; at = text.indexOf(number, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + number.length])) return true
  return false
}

/** `a.xml` of `a (2).xml`: what was set down beside an equal name is of the same export. */
export const withoutCounter = (name: string): string => name.replace(/ \(\d+\)(?=\.[^.]*$|$)/, '')

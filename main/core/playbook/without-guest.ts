const MARK = '[…]'

/** Letters without marks and case, so that `MUELLER`, `Müller` and `Muller` meet. */
const fold = (word: string): string => word.toLowerCase().replace(/ß/g, 'ss').normalize('NFD').replace(/\p{M}/gu, '')
const foldGerman = (word: string): string =>
  fold(word.toLowerCase().replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue'))

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu

/** Short numbers (a room, a night count) say nothing about a person; letters count from the second on. */
const isTelling = (word: string): boolean => (/^\d+$/.test(word) ? word.length >= 4 : word.length >= 2)

const guestWords = (values: readonly string[]): ReadonlySet<string> =>
  new Set(
    values
      .flatMap((value) => value.match(wordPattern) ?? [])
      .filter(isTelling)
      .flatMap((word) => [fold(word), foldGerman(word)]),
  )

/**
 * Takes this message's guest values out of a text that leaves the message (support text, logs,
 * notifications): every word of them, in any case and with or without accents; besides, anything that looks
 * like a card number or an e-mail address.
 */
export const withoutGuest = (text: string, guestValues: readonly string[]): string => {
  const words = guestWords(guestValues)
  return text
    .replace(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, MARK)
    .replace(/\b\d(?:[ -]?\d){12,18}\b/g, MARK)
    .replace(wordPattern, (word) => (words.has(fold(word)) || words.has(foldGerman(word)) ? MARK : word))
}

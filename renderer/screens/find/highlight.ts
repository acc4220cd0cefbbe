/** A piece of a text, and whether the search found it. */
export type Piece = { text: string; isHit: boolean }

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * Cuts a text where words of a search begin words of the text, as the search itself matches: case and accents
 * do not matter.
 */
export const highlight = (text: string, search: string): Piece[] => {
  const wanted = plain(search)
    .split(/[\s,;]+/)
    .filter((word) => word.length > 0)
  const pieces: Piece[] = []
  // Words and what lies between them alternate.
  for (const part of text.split(/([\p{L}\p{N}\p{M}]+)/u)) {
    if (!part) continue
    const word = plain(part)
    const hit = wanted.filter((start) => word.startsWith(start)).toSorted((a, b) => b.length - a.length)[0]
    const cut = hit ? lengthInOriginal(part, hit.length) : 0
    if (cut) pieces.push({ text: part.slice(0, cut), isHit: true })
    if (cut < part.length) pieces.push({ text: part.slice(cut), isHit: false })
  }
  return join(pieces)
}

/**
 * How many characters of the original the first `length` plain ones come from (ß, ü and combining marks
 * change the length).
 */
const lengthInOriginal = (part: string, length: number): number => {
  const letters = [...part]
  let taken = 0
  for (const [index, letter] of letters.entries()) {
    if (taken >= length && plain(letter) !== '') return letters.slice(0, index).join('').length
    taken += plain(letter).length
  }
  return part.length
}

const join = (pieces: readonly Piece[]): Piece[] => {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (last && last.isHit === piece.isHit) last.text += piece.text
    else joined.push({ ...piece })
  }
  return joined
}

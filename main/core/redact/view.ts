/** Offsets of a text, counted in UTF-16 units: `end` is behind the last one. */
export type Span = { start: number; end: number }

/**
 * A text as a reader sees it, made from one that is written with references and escapes. `toSource` gives the
 * span of the source from which a span of `text` was made.
 */
export type View = { text: string; toSource: (span: Span) => Span }

/**
 * References of XML and HTML, escapes of JSON and URLs, signs that nobody sees, and whatever is no plain
 * ASCII letter.
 */
const written =
  /&(?:amp|lt|gt|quot|apos|nbsp|shy|ndash|mdash|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});|\\(?:u[0-9A-Fa-f]{4}|["\\/bfnrt])|\p{ASCII}?\p{M}+|\P{ASCII}\p{M}*/gu

const named: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '', ndash: '-', mdash: '-' },
  ...{ b: ' ', f: ' ', n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '/': '/' },
}

const isDigit = /^\p{Nd}$/u

/** Digits of every script as 0 to 9: a block of them begins at a code point that ends in 0 or in 6. */
const plainDigit = (sign: string): string => {
  const code = sign.codePointAt(0) ?? 0
  const low = code & 0xf
  return String(low < 10 && isDigit.test(String.fromCodePoint(code - low)) ? low : low - 6)
}

const invisible = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu

const plainSign = (sign: string): string => {
  const normal = sign.normalize('NFKC').replace(invisible, '')
  return isDigit.test(normal) && !/^\d$/.test(normal) ? plainDigit(normal) : normal
}

const characterOf = (code: number): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? plainSign(String.fromCodePoint(code)) : ' '

const read = (piece: string): string => {
  if (piece.startsWith('&#'))
    return characterOf(
      /^&#[xX]/.test(piece) ? Number.parseInt(piece.slice(3), 16) : Number.parseInt(piece.slice(2), 10),
    )
  if (piece.startsWith('&') && piece.length > 1) return named[piece.slice(1, -1)] ?? piece
  if (piece.startsWith('\\u')) return characterOf(Number.parseInt(piece.slice(2), 16))
  if (piece.startsWith('\\')) return named[piece.slice(1)] ?? piece
  return plainSign(piece)
}

/** The last place of a rising list that is not above `value`. */
const lastUpTo = (list: readonly number[], value: number): number => {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/**
 * The text with references, escapes and other ways to write a sign read once: `&#52;`, `\u0034`, `４` and `٤`
 * are all 4, and signs that nobody sees are gone. Null where there is none of that. Takes time in proportion
 * to the text.
 */
export const readSigns = (source: string): View | null => {
  /** Where each piece that differs begins in the text, and its extent in the source. */
  const at: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  const pieces: string[] = []
  let from = 0
  let length = 0
  for (const match of source.matchAll(written)) {
    const [piece] = match
    const sign = read(piece)
    if (sign === piece) continue
    pieces.push(source.slice(from, match.index), sign)
    length += match.index - from
    from = match.index + piece.length
    at.push(length)
    starts.push(match.index)
    ends.push(from)
    length += sign.length
  }
  if (at.length === 0) return null
  pieces.push(source.slice(from))

  const place = (offset: number, isEnd: boolean): number => {
    const n = lastUpTo(at, isEnd ? offset - 1 : offset)
    if (n < 0) return offset
    const start = starts[n] ?? 0
    const end = ends[n] ?? 0
    const sign = read(source.slice(start, end))
    const into = offset - (at[n] ?? 0)
    if (isEnd ? into <= sign.length : into < sign.length) return isEnd ? end : start
    return end + into - sign.length
  }
  return {
    text: pieces.join(''),
    toSource: ({ start, end }) => ({
      start: place(start, false),
      end: end > start ? place(end, true) : place(start, false),
    }),
  }
}

import { createScanner } from 'jsonc-parser'

/**
 * A piece of JSON text from `at` up to `end`. `sign` is the character that brackets, commas, colons and
 * strings begin with; a number, `true`, `false` or `null` is a `literal`, and `wrong` is what JSON does not
 * have, comments among it. After the last one there is only `end`.
 */
export type JsonToken = {
  sign: '{' | '}' | '[' | ']' | ',' | ':' | '"' | 'literal' | 'wrong' | 'end'
  at: number
  end: number
  /** Whether a string has its closing mark and nothing in it that JSON forbids. True for everything else. */
  isWhole: boolean
}

/** The library's numbers for its tokens; its own names for them exist at compile time only. */
const signs: Readonly<Record<number, JsonToken['sign']>> = {
  1: '{',
  2: '}',
  3: '[',
  4: ']',
  5: ',',
  6: ':',
  7: 'literal',
  8: 'literal',
  9: 'literal',
  10: '"',
  11: 'literal',
  17: 'end',
}
const blanks: ReadonlySet<number> = new Set([14, 15])

/** Reads one token after the other, blanks left out. Depth costs no stack. */
export const readJsonTokens = (text: string): (() => JsonToken) => {
  const scanner = createScanner(text)
  return () => {
    let kind: number = scanner.scan()
    while (blanks.has(kind)) kind = scanner.scan()
    const at = scanner.getTokenOffset()
    const sign = signs[kind] ?? 'wrong'
    return { sign, at, end: at + scanner.getTokenLength(), isWhole: sign !== '"' || scanner.getTokenError() === 0 }
  }
}

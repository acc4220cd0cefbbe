import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCardData } from '../../../../main/core/redact/find-card-data.ts'
import { readMarkupTokens } from '../../../../main/core/redact/markup-tokens.ts'

/** The same tokens as one pattern, which is right on short texts and runs out of stack on long ones. */
const pattern =
  /<!--|-->|<!\[CDATA\[|\]\]>|<(?:"[^"<]*(?:"|$)|'[^'<]*(?:'|$)|[^<>"'])*(?:>|$)|(?:(?!-->|\]\]>)[^<])+|</g

const tokensOf = (text: string): { piece: string; index: number }[] => {
  const next = readMarkupTokens(text)
  const tokens: { piece: string; index: number }[] = []
  for (let token = next(); token !== null; token = next()) tokens.push(token)
  return tokens
}

it('the tokens of broken and whole markup are those of the pattern', () => {
  const pieces = fc.constantFrom(
    ...['<', '>', '"', "'", '<!--', '-->', '<![CDATA[', ']]>', '-', ']', 'a', ' ', '=', '/', '<a b="', '</a>', '!'],
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const text = parts.join('')
      expect(tokensOf(text)).toEqual([...text.matchAll(pattern)].map(({ 0: piece, index }) => ({ piece, index })))
    }),
    { numRuns: 2_000 },
  )
})

describe('ten megabytes of one sign', () => {
  const wraps = [
    ['', ''],
    ['<a b="', '"/>'],
    ['{"body":"', '"}'],
  ] as const
  it.each(['x', '-', ']', '"', '&', 'a='])('%s are looked through', (sign) => {
    const run = sign.repeat(10_000_000 / sign.length)
    for (const [begin, end] of wraps) expect(() => findCardData(begin + run + end)).not.toThrow()
  })
})

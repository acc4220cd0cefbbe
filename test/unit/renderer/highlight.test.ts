import { describe, expect, it } from 'vitest'
import { highlight } from '../../../renderer/screens/find/highlight.ts'

/** Hits in brackets. */
const marked = (text: string, search: string): string =>
  highlight(text, search)
    .map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text))
    .join('')

describe('what the search found', () => {
  it('is marked at the beginning of words', () => {
    expect(marked('Kowalczyk, Piotr', 'kow')).toBe('[Kow]alczyk, Piotr')
    expect(marked('Haddad, Samir', 'ad')).toBe('Haddad, Samir')
    expect(marked('Haddad, Samir', 'sam had')).toBe('[Had]dad, [Sam]ir')
  })

  it('does not mind case and accents, on either side', () => {
    expect(marked('Ferreira, Inês', 'ines')).toBe('Ferreira, [Inês]')
    expect(marked('Ferreira, Ines', 'INÊ')).toBe('Ferreira, [Ine]s')
    expect(marked('Ferreira, Ine\u0302s', 'ine')).toBe('Ferreira, [Ine\u0302]s')
  })

  it('takes the longest of several words', () => {
    expect(marked('Marlene', 'mar marl')).toBe('[Marl]ene')
  })

  it('leaves a text as it is where nothing was searched or found', () => {
    expect(highlight('Rossi, Elena', '  ')).toEqual([{ text: 'Rossi, Elena', isHit: false }])
    expect(highlight('', 'x')).toEqual([])
  })

  it('never changes the text', () => {
    for (const text of ['Weißenberger, Tom', 'O’Brien–Łukasz 12', '李小龍'])
      for (const search of ['wei', 'ł', 'o', '李']) expect(marked(text, search).replace(/[[\]]/g, '')).toBe(text)
  })
})

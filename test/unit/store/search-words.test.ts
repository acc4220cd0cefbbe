import { describe, expect, it } from 'vitest'
import { queryWords, searchWords } from '../../../main/store/search-words.ts'

/** Whether what a person typed finds a message that has these texts. */
const finds = (typed: string, ...texts: string[]): boolean => {
  const words = new Set(searchWords(texts))
  const wanted = queryWords(typed)
  return wanted.length > 0 && wanted.every((word) => words.has(word))
}

describe('names', () => {
  it.each([
    // German
    ['Müller', 'müller'],
    ['Müller', 'MULLER'],
    ['Müller', 'Mueller'],
    ['Mueller', 'Müller'],
    ['Mu\u0308ller', 'mueller'],
    ['Groß', 'gross'],
    ['GROẞ', 'groß'],
    ['Böhm', 'boehm'],
    // Polish
    ['Łukasz Wójcik', 'lukasz wojcik'],
    ['Łukasz Wójcik', 'wojcik łuk'],
    ['Świętosława Żółć', 'swietoslawa zolc'],
    // Turkish
    ['Işık', 'isik'],
    ['IŞIK', 'ışık'],
    ['İbrahim Çağlar', 'ibrahim caglar'],
    ['ibrahim', 'İBRAHİM'],
    ['Gül', 'GUL'],
    // Nordic and others
    ['Sørensen', 'sorensen'],
    ['Sørensen', 'soerensen'],
    ['Ægir Þórsson', 'aegir thorsson'],
    ['Đorđević', 'dordevic'],
    ['Håkan', 'haakan'],
    ["O'Brien", 'obrien'],
    ["O'Brien", "o'brien"],
    ['O’Brien', 'brien'],
    ['Anne-Marie', 'annemarie'],
    ['Anne-Marie', 'marie anne'],
    ['Иванов', 'иван'],
    ['김민준', '김민'],
    ['Ｍüller', 'muller'],
  ])('%s is found by %s', (name, typed) => {
    expect(finds(typed, name)).toBe(true)
  })

  it.each([
    ['Müller', 'ller'],
    ['Müller', 'mullers'],
    ['Anna Weber', 'anna berg'],
    ['Weber', ''],
    ['Weber', ' ,.- '],
  ])('%s is not found by %s', (name, typed) => {
    expect(finds(typed, name)).toBe(false)
  })

  it('needs every word, in any order, over all texts', () => {
    expect(finds('res-1047 weber', 'Weber, Anna', 'RES-1047')).toBe(true)
    expect(finds('RES1047', 'Weber, Anna', 'RES-1047')).toBe(true)
    expect(finds('res-1048 weber', 'Weber, Anna', 'RES-1047')).toBe(false)
  })
})

describe('words of a message', () => {
  it('are each beginning of 2 to 20 characters and the whole, once', () => {
    expect(searchWords(['Anna anna'])).toEqual(['anna', 'an', 'ann'])
    expect(searchWords(['X'])).toEqual(['x'])
    expect(searchWords([])).toEqual([])
    expect(searchWords(['', ' - '])).toEqual([])
  })

  it('stop at 20 characters, by which a longer word is still found', () => {
    const long = 'Wolfeschlegelsteinhausen'
    const words = searchWords([long])
    expect(Math.max(...words.map((word) => word.length))).toBe(20)
    expect(queryWords(long)).toEqual([long.toLowerCase().slice(0, 20)])
    expect(finds(long, long)).toBe(true)
  })

  it('never cut a letter in half', () => {
    for (const word of searchWords(['𝒜𝒷𝒸', '𐐨𐐩𐐪'])) expect(word.isWellFormed()).toBe(true)
  })

  it('are 400 at most, whole names before their beginnings', () => {
    const names = Array.from(
      { length: 150 },
      (_, index) => `Guestname${String.fromCharCode(97 + (index % 26))}${index}`,
    )
    const words = searchWords(names)
    expect(words).toHaveLength(400)
    expect(names.every((name) => words.includes(name.toLowerCase()))).toBe(true)
  })

  it('bound even a hostile text', () => {
    expect(searchWords([Array.from({ length: 50_000 }, (_, index) => `w${index}`).join(' ')])).toHaveLength(400)
  })
})

describe('words of a search', () => {
  it('leave out one-letter words unless there are no others', () => {
    expect(queryWords('a weber')).toEqual(['weber'])
    expect(queryWords('w')).toEqual(['w'])
    expect(queryWords('a b')).toEqual(['a', 'b'])
  })

  it('are each looked up once, and bounded', () => {
    expect(queryWords('Weber WEBER')).toEqual(['weber'])
    expect(queryWords(Array.from({ length: 100 }, (_, index) => `word${index}`).join(' ')).length).toBeLessThanOrEqual(
      12,
    )
  })
})

it('a single figure of a booking number counts: ST-5 is not every ST-', () => {
  const found = (search: string, text: string) => queryWords(search).every((word) => searchWords([text]).includes(word))
  expect(found('ST-5', 'ST-5')).toBe(true)
  expect(found('ST-5', 'ST-7')).toBe(false)
  expect(found('st 5', 'ST-5')).toBe(true)
})

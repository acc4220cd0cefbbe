import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonMistake } from '../../../../main/core/settings/json-mistake.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // That is the answer.
  }
}

describe('a mistake in JSON', () => {
  test.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or }'],
    ['{ "a": 1, }', 1, 11, 'a field name in double quotation marks'],
    ['[1, 2 3]', 1, 7, 'a comma or ]'],
    ['{ "path": "C:\\PMS" }', 1, 14, expect.stringContaining('two backslashes')],
    ['{ "a": "secret-value', 1, 21, 'a closing quotation mark'],
    ["{ 'a': 1 }", 1, 3, 'a field name in double quotation marks'],
    ['{ "a" 1 }', 1, 7, 'a colon after the field name'],
    ['{ "a": yes }', 1, 8, 'a value'],
    ['', 1, 1, 'a value'],
    ['{} {}', 1, 4, 'the end of the file'],
    ['{ "a": 01 }', 1, 9, 'a comma or }'],
  ])('%j', (text, line, column, expected) => {
    expect(findJsonMistake(text)).toEqual({ line, column, expected })
  })

  test('is never found in good JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (text, indent) => {
        expect(findJsonMistake(JSON.stringify(JSON.parse(text), null, indent))).toBeNull()
      }),
    )
  })

  test('is found exactly where the runtime finds one', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '\\',
      '1',
      '-',
      '0',
      '.5',
      'e1',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0001',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(findJsonMistake(pieces.join('')) === null).toBe(isJson(pieces.join('')))
      }),
    )
  })

  test('is found in a text of any depth', () => {
    expect(findJsonMistake('['.repeat(100_000))).toMatchObject({ line: 1, column: 100_001 })
  })
})

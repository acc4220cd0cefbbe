import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLogLine } from '../../../../main/core/redact/format-line.ts'
import { redactLine } from '../../../../main/core/redact/log-line.ts'
import { printable, printableJson } from '../../../../main/core/text/printable.ts'

const acting = /[\p{Cc}--[\n\t]]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/v

describe('text for a terminal', () => {
  it.each([
    ['a colour', 'a\u001b[31mred\u001b[0m b', 'ared b'],
    ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a link', '\u001b]8;;http://x/\u001b\\here\u001b]8;;\u001b\\', 'here'],
    ['a sequence of one byte', 'a\u009b2Jb', 'ab'],
    ['a clearing', '\u001bcfresh', 'fresh'],
    ['a sequence cut off', 'a\u001b[', 'a'],
    ['a line overwritten', 'failed\rfine', 'failedfine'],
    ['a direction', 'invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['isolates', '\u2066a\u2069\u200e\u061c', 'a'],
    ['what is only text', 'Zürich\tÄ\nпривет \u0645 👩\u200d👧', 'Zürich\tÄ\nпривет \u0645 👩\u200d👧'],
  ])('has no %s', (_, text, expected) => expect(printable(text)).toBe(expected))

  it('never acts, whatever it is made of', () => {
    const parts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b', '\u001b[', '\u009d', '\u202e', '\u0007', '[31m'),
    )
    fc.assert(
      fc.property(fc.array(parts), (all) => {
        expect(printable(all.join(''))).not.toMatch(acting)
      }),
    )
  })

  it('as JSON says the same to a program', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const json = printableJson(JSON.stringify({ value: `${value}\u202e\u009b` }))
        expect(json).not.toMatch(acting)
        expect(JSON.parse(json)).toEqual({ value: `${value}\u202e\u009b` })
      }),
    )
  })
})

it('a log line has neither sequences nor marks', () => {
  expect(formatLogLine(0, 'info', 'x', 'e', { file: 'a\u001b[2J\u202eb' })).not.toMatch(acting)
})

it.each([
  ['C:\\Users\\Anna Brandt\\Desktop\\x.xml', 'C:\\Users\\[user]\\Desktop\\x.xml'],
  [JSON.stringify('C:\\Users\\anna\\x'), JSON.stringify('C:\\Users\\[user]\\x')],
  ['/home/anna/.local/x and more', '/home/[user]/.local/x and more'],
  ['"/Users/anna"', '"/Users/[user]"'],
  ['file:///home/anna', 'file:///home/[user]'],
  ['C:\\ProgramData\\Night Porter\\x', 'C:\\ProgramData\\Night Porter\\x'],
])('a log line names nobody whose folder stands in it: %s', (text, expected) => expect(redactLine(text)).toBe(expected))

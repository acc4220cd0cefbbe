import { describe, expect, it } from 'vitest'
import { applyEdits, findExtents } from '../../../../main/core/xml/extents.ts'

describe('extents', () => {
  const text =
    '<?xml version="1.0"?>\r\n<o:a x = "1>2" y=\'/a>\'><!-- <b> --><b/>t<![CDATA[<b>]]><b z="">u</b ></o:a >\n'

  it('finds where elements stand in the text', () => {
    const root = findExtents(text)
    const slices = root?.children.map(({ start, end }) => text.slice(start, end))
    expect(text.slice(root?.start, root?.end)).toBe(text.slice(text.indexOf('<o:a'), -1))
    expect(root).toMatchObject({ name: 'o:a', local: 'a', isEmpty: false })
    expect(slices).toEqual(['<b/>', '<b z="">u</b >'])
    expect(root?.attributes.map(({ start, end }) => text.slice(start, end))).toEqual(['x = "1>2"', "y='/a>'"])
    expect(root?.attributes.map(({ valueStart, valueEnd }) => text.slice(valueStart, valueEnd))).toEqual(['1>2', '/a>'])
    expect(
      root?.children.map(({ isEmpty, openEnd, closeStart }) => [isEmpty, text.slice(openEnd, closeStart)]),
    ).toEqual([
      [true, ''],
      [false, 'u'],
    ])
  })

  it('gives null for what is not well-formed', () => {
    expect(findExtents('<a><b></a>')).toBeNull()
    expect(findExtents('<a>')).toBeNull()
  })

  it('applies edits in the order of the text', () => {
    const edits = [
      { start: 4, end: 5, text: 'E' },
      { start: 1, end: 3, text: '' },
      { start: 0, end: 0, text: '>' },
    ]
    expect(applyEdits('abcdefg', edits)).toBe('>adEfg')
    expect(applyEdits('abcdefg', [{ start: 4, end: 5, text: 'E' }], 3, 6)).toBe('dEf')
  })
})

import { describe, expect, it } from 'vitest'
import { applyEdits, insertFirst, setAttributes } from '../../../../main/core/xml/edits.ts'
import { readTree } from '../../../../main/core/xml/tree.ts'

const rootOf = (text: string) => {
  const read = readTree(text)
  if (!read.ok) throw new Error(`refused as ${read.problem.reason}`)
  return read.root
}

describe('edits', () => {
  it('are applied in the order of the text', () => {
    const edits = [
      { start: 4, end: 5, text: 'E' },
      { start: 1, end: 3, text: '' },
      { start: 0, end: 0, text: '>' },
    ]
    expect(applyEdits('abcdefg', edits)).toBe('>adEfg')
    expect(applyEdits('abcdefg', [{ start: 4, end: 5, text: 'E' }], 3, 6)).toBe('dEf')
  })

  it.each([
    ['<a/>', '<a y="&lt;" x="1"/>'],
    ["<a x = '0' />", '<a x="1" y="&lt;" />'],
    ['<a x="0" y=""><b x="0"/></a>', '<a x="1" y="&lt;"><b x="0"/></a>'],
    ['<o:a o:x="0" />', '<o:a o:x="0" y="&lt;" x="1" />'],
  ])('set attributes of %s in their place, or behind the last', (text, edited) => {
    expect(applyEdits(text, setAttributes(rootOf(text), { y: '<', x: '1' }))).toBe(edited)
  })

  it.each([
    ['<a>t</a>', '<a><b/>t</a>'],
    ['<o:a x="/" />', '<o:a x="/" ><b/></o:a>'],
  ])('insert in front of the content of %s', (text, edited) => {
    expect(applyEdits(text, [insertFirst(rootOf(text), '<b/>')])).toBe(edited)
  })
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseXml } from '../../../../main/core/xml/parse.ts'
import { DECLARATION, escapeAttribute, escapeText, writeXml, type XmlNode } from '../../../../main/core/xml/write.ts'

describe('writing', () => {
  it.each([
    ['<b> & "c" \'d\'', '&lt;b&gt; &amp; "c" \'d\'', '&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;'],
    ['a\r\n\tb', 'a&#13;\n\tb', 'a&#13;&#10;&#9;b'],
    ['\u0000a\u0008\u000b\u001f\ufffeb\uffff', 'ab', 'ab'],
    ['\ud800x\udc00', 'x', 'x'],
    ['ü 😀 ]]>', 'ü 😀 ]]&gt;', 'ü 😀 ]]&gt;'],
  ])('escapes %j', (text, asText, asAttribute) => {
    expect(escapeText(text)).toBe(asText)
    expect(escapeAttribute(text)).toBe(asAttribute)
  })

  it('writes the golden document', () => {
    const node: XmlNode = {
      name: 'x:root',
      attributes: { 'xmlns:x': 'urn:x', note: 'a "quoted" <value> & more' },
      children: [
        'text & <more>',
        { name: 'empty' },
        { name: 'inner', children: ['Grüße\u0007'] },
        { raw: '<as-it-is  a="1"/>' },
      ],
    }
    expect(`${DECLARATION}\n${writeXml(node)}\n`).toBe(readFileSync('test/fixtures/golden/writer.xml', 'utf8'))
  })

  it('what is written is read back the same, whatever the text', () => {
    const any = fc.string({ unit: 'grapheme', maxLength: 30 })
    const special = fc.string({
      unit: fc.constantFrom('&', '<', '>', '"', "'", '\n', '\t', '\r', ']', '&amp;', '&#1;', 'x', ' '),
      maxLength: 20,
    })
    fc.assert(
      fc.property(fc.oneof(any, special), fc.oneof(any, special), (text, value) => {
        const parsed = parseXml(writeXml({ name: 'a', attributes: { v: value }, children: [text] }))
        const allowed = (all: string) => [...all].filter((c) => escapeText(c) !== '').join('')
        expect(parsed).toEqual({
          ok: true,
          root: { name: 'a', attributes: { v: allowed(value) }, children: [], text: allowed(text) },
        })
      }),
    )
  })
})

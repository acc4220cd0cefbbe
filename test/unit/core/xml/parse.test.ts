import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attribute, child, children, descendants, find, findAll, textOf } from '../../../../main/core/xml/find.ts'
import { parseXml, type XmlElement } from '../../../../main/core/xml/parse.ts'

const rootOf = (text: string): XmlElement => {
  const parsed = parseXml(text)
  if (!parsed.ok) throw new Error(`refused as ${parsed.problem.reason}`)
  return parsed.root
}

const problemOf = (text: string) => {
  const parsed = parseXml(text)
  return parsed.ok ? null : parsed.problem
}

describe('reading values', () => {
  it('leaves numbers, blanks and dates as they are written', () => {
    const root = rootOf('<a room="0101" rate="1e5" flag="true" name=" x "> 007 </a>')
    expect(root.attributes).toEqual({ room: '0101', rate: '1e5', flag: 'true', name: ' x ' })
    expect(root.text).toBe(' 007 ')
  })

  it.each([
    ['M&#252;ller', 'Müller'],
    ['M&#xFC;ller', 'Müller'],
    ['Smith &amp; Sons &lt;VIP&gt;', 'Smith & Sons <VIP>'],
    ['&amp;#252;', '&#252;'],
    ['&amp;lt;', '&lt;'],
    ['&quot;&apos;', '"\''],
    ['&#x1F600;', '😀'],
    ['a<![CDATA[<b> &amp; ]]>c', 'a<b> &amp; c'],
    ["a<!-- & < -->b<?note don't?>c", 'abc'],
  ])('reads %s as %s', (written, text) => {
    expect(rootOf(`<a>${written}</a>`).text).toBe(text)
    if (!written.includes('<'))
      expect(rootOf(`<a x="${written.replaceAll('"', '&quot;')}"/>`).attributes).toEqual({ x: text })
  })

  it('joins own text around children and gives each child its own', () => {
    const root = rootOf('<a>one<b>two</b>three</a>')
    expect(root.text).toBe('onethree')
    expect(root.children[0]?.text).toBe('two')
  })

  it('removes prefixes and name space declarations, and prefers a plain attribute over a prefixed one', () => {
    const root = rootOf('<s:a xmlns:s="u" xmlns="v" s:id="1" id="2" s:only="3"><s:b/></s:a>')
    expect(root).toEqual({
      name: 'a',
      attributes: { id: '2', only: '3' },
      children: [{ name: 'b', attributes: {}, children: [], text: '' }],
      text: '',
    })
  })

  it('keeps one child as a list of one', () => {
    expect(rootOf('<a><b/></a>').children).toHaveLength(1)
  })

  it('accepts a blank line or a byte order mark before the declaration', () => {
    expect(rootOf('\r\n <?xml version="1.0"?><a/>').name).toBe('a')
    expect(rootOf('\uFEFF<?xml version="1.0"?><a/>').name).toBe('a')
  })

  it('reads more references and text than the library alone would', () => {
    expect(rootOf(`<a>${'&amp;'.repeat(200_000)}</a>`).text).toHaveLength(200_000)
  })

  it('is not misled by names that JavaScript objects have', () => {
    const root = rootOf('<a hasOwnProperty="1" toString="2"><valueOf/></a>')
    expect(attribute(root, 'hasOwnProperty')).toBe('1')
    expect(attribute(root, 'constructor')).toBeNull()
    expect(child(root, 'valueOf')?.name).toBe('valueOf')
    // The library takes no such element; no OTA message has one either.
    expect(problemOf('<a><__proto__>x</__proto__></a>')).toMatchObject({ reason: 'broken', line: null, column: null })
  })
})

describe('refusing', () => {
  it.each([
    ['a wrong end tag', '<a>\n<b></a></b>', 2, 4],
    ['a bare ampersand', '<a>\n\nSmith & Sons</a>', 3, 7],
    ['an unknown reference', '<a>&nbsp;</a>', 1, 4],
    ['an ampersand in a value', '<a x="Smith & Sons"/>', 1, 13],
    ['a reference to a forbidden character', '<a>&#1;</a>', 1, 4],
    ['a forbidden character', '<a>\r\n\u0001</a>', 2, 1],
    ['half a surrogate pair', '<a>\ud800</a>', 1, 4],
    ['two roots', '<a/>\r<b/>', 2, 1],
    ['text behind the root', '<a/>x', 1, 5],
    ['text before the root', 'x<a/>', 1, 1],
    ['an attribute twice', '<a x="1" x="2"/>', 1, 10],
    ['an attribute without quotes', '<a x=1/>', 1, 6],
    ['no space between attributes', '<a x="1"y="2"/>', 1, 9],
    ['a less-than in a value', '<a x="<"/>', 1, 7],
    ['a declaration in the middle', '<a/>\n<?xml version="1.0"?>', 2, 1],
    ['CDATA outside the root', '<![CDATA[x]]><a/>', 1, 1],
    ['no XML at all', 'PK\u0003\u0004', 1, 1],
  ])('refuses %s as broken, with line and column', (_, text, line, column) => {
    expect(problemOf(text)).toMatchObject({ reason: 'broken', line, column })
  })

  it.each([
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
    '<!doctype html><html></html>',
    '<!-- first --><!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>',
    '<!DOCTYPE a [<!ENTITY',
  ])('refuses a DOCTYPE before anything is read: %s', (text) => {
    expect(problemOf(text)).toMatchObject({
      reason: 'doctype',
      line: 1,
      column: text.toUpperCase().indexOf('<!DOCTYPE') + 1,
    })
  })

  it.each([
    '',
    '<',
    '<a',
    '<a ',
    '<a x',
    '<a x="1',
    '<a>',
    '<a><b></b>',
    '<a>&am',
    '<a>&#2',
    '<a><!-- x',
    '<a><![CDA',
    '<!',
    '<!--',
    '<?xml ver',
    '<a></',
    '<a></a',
  ])('takes %j for the beginning of a document', (text) => {
    expect(problemOf(text)?.reason).toBe('incomplete')
  })

  it('bounds the depth', () => {
    expect(parseXml('<a>'.repeat(100) + '</a>'.repeat(100)).ok).toBe(true)
    expect(problemOf('<a>'.repeat(101) + '</a>'.repeat(101))?.reason).toBe('too-deep')
  })

  it.each([
    ['less-than signs', '<'.repeat(2_000_000)],
    ['open tags', '<a>'.repeat(700_000)],
    ['ampersands', `<a>${'&'.repeat(2_000_000)}`],
    ['half references', `<a>${'&#'.repeat(1_000_000)}`],
    ['open quotes', `<a ${'b="'.repeat(600_000)}`],
    ['blanks in a tag', `<a${' '.repeat(2_000_000)}/>`],
    ['open comments', '<!--'.repeat(500_000)],
    ['open CDATA', `<a>${'<![CDATA['.repeat(200_000)}`],
    ['many elements', `<a>${'<b c="1"/>'.repeat(100_000)}</a>`],
    ['many attributes', `<a ${Array.from({ length: 50_000 }, (_, n) => `x${n}="1"`).join(' ')}/>`],
  ])(
    'answers about 2 MB of %s within seconds',
    (_, text) => {
      expect(typeof parseXml(text).ok).toBe('boolean')
    },
    20_000,
  )
})

const nameOf = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/)
const textOfXml = fc.string({
  unit: fc.constantFrom('a', 'é', ' ', '0', '&amp;', '&#233;', '<![CDATA[<]]>', '<!-- c -->'),
  maxLength: 6,
})
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(nameOf, textOfXml).map(([name, text]) => `<${name}>${text}</${name}>`),
    fc
      .tuple(nameOf, nameOf, fc.array(tie('tree'), { maxLength: 3 }))
      .map(([name, attr, parts]) => `<${name} ${attr}='v"&lt;'>${parts.join('\n')}</${name} >`),
    nameOf.map((name) => `<${name}/>`),
  ),
}))

describe('any text', () => {
  it('every proper beginning of a document is incomplete, never broken', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (document, seed) => {
        expect(parseXml(document).ok).toBe(true)
        const cut = document.slice(0, seed % document.length)
        expect(problemOf(cut)?.reason).toBe('incomplete')
      }),
    )
  })

  it('never throws', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '&',
      ';',
      '#',
      '"',
      "'",
      '=',
      '!',
      '?',
      '-',
      '[',
      ']',
      'a',
      'xml',
      ' ',
      '<a',
      '</a>',
      '<!--',
      '-->',
      ']]>',
      '\ud800',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.string({ unit: pieces, maxLength: 60 }), (text) => {
        expect(typeof parseXml(text).ok).toBe('boolean')
      }),
    )
  })
})

describe('finding', () => {
  const root = rootOf('<r><a n="1"><b> x </b></a><a n=" "><b/><c><b>deep</b></c></a></r>')

  it('finds by local name and path', () => {
    expect(child(root, 'a')?.attributes).toEqual({ n: '1' })
    expect(children(root, 'a')).toHaveLength(2)
    expect(findAll(root, 'a/b')).toHaveLength(2)
    expect(textOf(find(root, 'a/b'))).toBe('x')
    expect(find(root, 'a/z')).toBeUndefined()
    expect(descendants(root, 'b').map(textOf)).toEqual(['x', null, 'deep'])
    expect(findAll(undefined, 'a')).toEqual([])
  })

  it('takes a blank attribute for an absent one', () => {
    expect(children(root, 'a').map((each) => attribute(each, 'n'))).toEqual(['1', null])
    expect(attribute(undefined, 'n')).toBeNull()
  })
})

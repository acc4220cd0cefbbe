import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attribute,
  child,
  children,
  descendants,
  find,
  findAll,
  nearest,
  textOf,
} from '../../../../main/core/xml/find.ts'
import { parseXml, type XmlElement } from '../../../../main/core/xml/parse.ts'
import { localName } from '../../../../main/core/xml/scan.ts'
import { attributeValue, ownText, readTree, type SourceElement } from '../../../../main/core/xml/tree.ts'

const rootOf = (text: string): SourceElement => {
  const read = readTree(text)
  if (!read.ok) throw new Error(`refused as ${read.problem.reason}`)
  return read.root
}

/** All that a tree says, in the shape in which the library's is given. */
const asRead = (element: SourceElement): XmlElement => {
  const names = element.attributes.map(({ name }) => name).filter((name) => !/^xmlns(?::|$)/.test(name))
  return {
    name: element.name,
    attributes: Object.fromEntries(
      names.map(localName).map((name) => [name, attributeValue(element, name) ?? 'absent']),
    ),
    children: element.children.map(asRead),
    text: ownText(element),
  }
}

describe('the places of elements', () => {
  const text =
    '<?xml version="1.0"?>\r\n<o:a x = "1>2" y=\'/a>\'><!-- <b> --><b/>t<![CDATA[<b>]]><b z="">u</b ></o:a >\n'

  it('are those in the text', () => {
    const root = rootOf(text)
    const slices = root.children.map(({ start, end }) => text.slice(start, end))
    expect(text.slice(root.start, root.end)).toBe(text.slice(text.indexOf('<o:a'), -1))
    expect(root).toMatchObject({ source: text, qualifiedName: 'o:a', name: 'a', isEmpty: false })
    expect(slices).toEqual(['<b/>', '<b z="">u</b >'])
    expect(root.attributes.map(({ start, end }) => text.slice(start, end))).toEqual(['x = "1>2"', "y='/a>'"])
    expect(root.attributes.map(({ valueStart, valueEnd }) => text.slice(valueStart, valueEnd))).toEqual(['1>2', '/a>'])
    expect(root.children.map(({ isEmpty, openEnd, closeStart }) => [isEmpty, text.slice(openEnd, closeStart)])).toEqual(
      [
        [true, ''],
        [false, 'u'],
      ],
    )
  })

  it.each([
    ['a wrong end tag', '<a>\n<b></a></b>', { reason: 'broken', line: 2, column: 4 }],
    ['a bare ampersand', '<a>\r\n\r\nSmith & Sons</a>', { reason: 'broken', line: 3, column: 7 }],
    ['a forbidden character', '<a>\rx\u0001</a>', { reason: 'broken', line: 2, column: 2 }],
    ['a document type', '<?xml version="1.0"?><!DOCTYPE a><a/>', { reason: 'doctype', line: 1, column: 22 }],
    ['nesting without end', '<a>'.repeat(101) + '</a>'.repeat(101), { reason: 'too-deep', line: 1, column: 301 }],
    ['a root that is not closed', '<a>\n<b/>', { reason: 'incomplete', line: 2, column: 5 }],
    ['nothing', ' \n', { reason: 'incomplete', line: null, column: null }],
  ])('are given for %s', (_, text, problem) => {
    expect(readTree(text)).toMatchObject({ ok: false, problem })
  })
})

describe('reading an element', () => {
  it('removes prefixes and name space declarations, and prefers a plain attribute over a prefixed one', () => {
    const root = rootOf('<s:a xmlns:s="u" xmlns="v" id="2" s:id="1" s:only="3" t:only="4"><s:b/></s:a>')
    expect(['id', 'only', 's', 'xmlns', 's:id'].map((name) => attribute(root, name))).toEqual([
      '2',
      '4',
      null,
      null,
      null,
    ])
    expect(child(root, 'b')?.qualifiedName).toBe('s:b')
  })

  it('decodes references, CDATA and line ends, and leaves comments and instructions out', () => {
    const root = rootOf(
      '<a x=" M&#252;ller\r\n&amp;amp; "> a&lt;<!-- & < --><b>not this</b>\r<![CDATA[<b>\r\n &amp; ]]><?note <![CDATA[ don\'t?>c&amp;lt; </a>',
    )
    expect(attributeValue(root, 'x')).toBe(' Müller\n&amp; ')
    expect(ownText(root)).toBe(' a<\n<b>\n &amp; c&lt; ')
    expect(attribute(root, 'x')).toBe('Müller\n&amp;')
    expect(textOf(root)).toBe('a<\n<b>\n &amp; c&lt;')
  })

  it('is not misled by names that JavaScript objects have', () => {
    const root = rootOf('<a toString="2"><__proto__ __proto__="1">x</__proto__></a>')
    expect(attribute(root, 'toString')).toBe('2')
    expect(attribute(root, 'constructor')).toBeNull()
    expect(attribute(child(root, '__proto__'), '__proto__')).toBe('1')
    expect(textOf(child(root, '__proto__'))).toBe('x')
  })
})

describe('finding in a tree', () => {
  const root = rootOf('<r><a n="1"><b> x </b></a><a n=" "><b/><c><b>deep<b/></b></c></a></r>')

  it('finds by local name and path', () => {
    expect(attribute(child(root, 'a'), 'n')).toBe('1')
    expect(children(root, 'a').map((each) => attribute(each, 'n'))).toEqual(['1', null])
    expect(findAll(root, 'a/b')).toHaveLength(2)
    expect(textOf(find(root, 'a/b'))).toBe('x')
    expect(find(root, 'a/z')).toBeUndefined()
    expect(descendants(root, 'b').map(textOf)).toEqual(['x', null, 'deep', null])
    expect(nearest(root, 'b').map(textOf)).toEqual(['x', null, 'deep'])
  })
})

const folder = path.join(import.meta.dirname, '../../../fixtures')
const fixtures = ['exports', 'golden'].flatMap((part) =>
  readdirSync(path.join(folder, part))
    .filter((name) => name.endsWith('.xml'))
    .map((name) => path.join(part, name)),
)

// Without the names that the library refuses, such as __proto__, and those that XML keeps for itself.
const nameOf = fc
  .tuple(fc.constantFrom('', '', 'o:', 'soap:'), fc.stringMatching(/^[A-WYZa-wyz][A-Za-z0-9.-]{0,5}$/))
  .map(([prefix, name]) => prefix + name)
const blank = fc.constantFrom('', ' ', '\n', '\r\n', '\t', '\r')
const piece = fc.constantFrom(
  ...['a', 'é', '😀', ' ', '0', '\r\n', '\r', '\t', '"', "'", '>', ']]', '--', '?', '/'],
  ...['&amp;', '&lt;', '&#233;', '&#xE9;', '&#13;', '&amp;lt;', '&quot;', '&apos;'],
)
const chars = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''))
const charsOfValue = chars.map((text) => text.replaceAll('"', ''))
const misc = fc.constantFrom(
  '<!-- c <b> & -->',
  '<!---->',
  '<![CDATA[<b> &amp;\r\n]]>',
  '<![CDATA[]]>',
  '<![CDATA[<!-- ]]>',
  '<?note a < b > c "?>',
  '<?note?>',
  '<!-- <![CDATA[ -->',
)
const attributesOf = fc
  .uniqueArray(fc.tuple(fc.oneof(nameOf, fc.constantFrom('xmlns', 'xmlns:o')), charsOfValue), {
    selector: ([name]) => name,
    maxLength: 4,
  })
  .map((pairs) => pairs.map(([name, value]) => ` ${name}="${value}"`).join(''))
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(nameOf, attributesOf, blank).map(([name, attributes, space]) => `<${name}${attributes}${space}/>`),
    fc
      .tuple(nameOf, attributesOf, fc.array(fc.oneof(tie('element'), chars, misc), { maxLength: 5 }), blank)
      .map(([name, attributes, parts, space]) => `<${name}${attributes}${space}>${parts.join('')}</${name}${space}>`),
  ),
}))
const document = fc
  .tuple(fc.constantFrom('', '<?xml version="1.0"?>', '\uFEFF<?xml version="1.0"?>\r\n<!-- d -->'), element, blank)
  .map((parts) => parts.join(''))

describe('the two readers', () => {
  it.each(fixtures)('read %s alike', (name) => {
    const text = readFileSync(path.join(folder, name), 'utf8')
    expect(parseXml(text)).toEqual({ ok: true, root: asRead(rootOf(text)) })
  })

  it('read any well-formed document alike', () => {
    fc.assert(
      fc.property(document, (text) => {
        expect(parseXml(text)).toEqual({ ok: true, root: asRead(rootOf(text)) })
      }),
    )
  })

  it('refuse the same, with the same reason and place', () => {
    fc.assert(
      fc.property(
        document,
        fc.nat(),
        fc.nat(3),
        fc.constantFrom('', '<', '>', '&', '"', '/', '<!', ' x'),
        (text, seed, cut, put) => {
          const at = seed % text.length
          const changed = text.slice(0, at) + put + text.slice(at + cut)
          const tree = readTree(changed)
          const parsed = parseXml(changed)
          if (!tree.ok) expect(parsed).toEqual(tree)
          else if (parsed.ok) expect(parsed.root).toEqual(asRead(tree.root))
        },
      ),
    )
  })

  it('take every element to be where it stands: each, cut out, reads as it does in its document', () => {
    fc.assert(
      fc.property(document, (text) => {
        const check = (each: SourceElement): void => {
          const alone = rootOf(text.slice(each.start, each.end))
          expect(asRead(alone)).toEqual(asRead(each))
          for (const below of each.children) {
            expect(below.start >= each.openEnd && below.end <= each.closeStart).toBe(true)
            check(below)
          }
        }
        check(rootOf(text))
      }),
    )
  })
})

import { decodeEntities } from './entities.ts'
import { localName, type ScannedAttribute, scanXml, type XmlProblem } from './scan.ts'

/**
 * One element of a document and where it stands in it. Offsets count the UTF-16 units of `source`. An element
 * holds offsets, not copies: attribute values and text are cut out and decoded when they are asked for
 * (`attribute` and `textOf` in find.ts).
 */
export type SourceElement = {
  /** The whole text that the element was read from. */
  source: string
  /** Without its prefix. */
  name: string
  /** As written, with its prefix. */
  qualifiedName: string
  /** At the `<` of the start tag. */
  start: number
  /** Behind the `>` of the start tag. */
  openEnd: number
  /** At the `<` of the end tag; for an empty element the same as `openEnd` and `end`. */
  closeStart: number
  /** Behind the `>` of the end tag. */
  end: number
  /** Written as `<a/>`. */
  isEmpty: boolean
  attributes: ScannedAttribute[]
  children: SourceElement[]
}

/**
 * Reads one XML document in a single pass of the strict scanner. A DOCTYPE, anything not well-formed and
 * nesting beyond 100 levels are refused with line and column; `incomplete` means well-formed so far, but the
 * root is not closed. Takes time and memory in proportion to the text, and never throws.
 */
export const readTree = (source: string): { ok: true; root: SourceElement } | { ok: false; problem: XmlProblem } => {
  const open: SourceElement[] = []
  let root: SourceElement | null = null
  const problem = scanXml(source, {
    open: ({ name, start, end, isEmpty, attributes }) => {
      const element: SourceElement = {
        source,
        name: localName(name),
        qualifiedName: name,
        start,
        openEnd: end,
        closeStart: end,
        end,
        isEmpty,
        attributes,
        children: [],
      }
      open.at(-1)?.children.push(element)
      root ??= element
      open.push(element)
    },
    close: (start, end) => {
      const element = open.pop()
      if (element === undefined) return
      element.closeStart = start
      element.end = end
    },
  })
  if (problem !== null) return { ok: false, problem }
  return root === null
    ? { ok: false, problem: { reason: 'incomplete', line: null, column: null, sign: null } }
    : { ok: true, root }
}

/** XML 1.0, 2.11: a reader sees every line end as LF. */
const withLineFeeds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

const isDeclaration = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:')

/**
 * The value of the attribute with this local name, references decoded, not trimmed; undefined where there is
 * none. Name space declarations are no attributes. Where a prefixed and a plain one share the name, the plain
 * one is the message's own.
 */
export const attributeValue = ({ source, attributes }: SourceElement, name: string): string | undefined => {
  let found: ScannedAttribute | undefined
  for (const attribute of attributes) {
    if (isDeclaration(attribute.name) || localName(attribute.name) !== name) continue
    found = attribute
    if (attribute.name === name) break
  }
  return found && decodeEntities(withLineFeeds(source.slice(found.valueStart, found.valueEnd)))
}

const markup = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>/g

/** Text between two tags, which may hold CDATA, comments and processing instructions. */
const plainText = (written: string): string => {
  const text = withLineFeeds(written)
  if (!text.includes('<')) return decodeEntities(text)
  let plain = ''
  let from = 0
  for (const match of text.matchAll(markup)) {
    plain += decodeEntities(text.slice(from, match.index)) + (match[1] ?? '')
    from = match.index + match[0].length
  }
  return plain + decodeEntities(text.slice(from))
}

/**
 * The element's own text and CDATA, joined, references decoded, not trimmed; what stands in its children is
 * not of it.
 */
export const ownText = ({ source, openEnd, closeStart, children }: SourceElement): string => {
  let text = ''
  let from = openEnd
  for (const { start, end } of children) {
    if (start > from) text += plainText(source.slice(from, start))
    from = end
  }
  return text + plainText(source.slice(from, closeStart))
}

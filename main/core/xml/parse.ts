import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { decodeEntities } from './entities.ts'
import { localName, scanXml, type XmlProblem } from './scan.ts'

export type { XmlProblem } from './scan.ts'

/**
 * One element. Names are local (prefixes removed, namespace declarations left out), text and values are
 * exactly as written.
 */
export type XmlElement = {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** The element's own text and CDATA, joined, references decoded, not trimmed. */
  text: string
}

const ATTRIBUTES_KEY = ':@'
const TEXT_KEY = '#text'

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: TEXT_KEY,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 1000,
  jPath: false,
  onDangerousProperty: (name: string) => name,
  entityDecoder: {
    decode: decodeEntities,
    setExternalEntities: () => {},
    addInputEntities: () => {},
    reset: () => {},
    setXmlVersion: () => {},
  },
})

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const attributesOf = (node: Record<string, unknown>): Record<string, string> => {
  const written = node[ATTRIBUTES_KEY]
  if (!isRecord(written)) return {}
  const pairs = Object.entries(written).filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
  // Where a prefixed and a plain attribute share a local name, the plain one is the message's own.
  pairs.sort(([a], [b]) => Number(b.includes(':')) - Number(a.includes(':')))
  return Object.fromEntries(pairs.map(([name, value]) => [localName(name), String(value)]))
}

const elementOf = (node: unknown): XmlElement | null => {
  if (!isRecord(node)) return null
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES_KEY)
  const content = name === undefined ? undefined : node[name]
  if (name === undefined || name === TEXT_KEY || !Array.isArray(content)) return null
  const element: XmlElement = { name: localName(name), attributes: attributesOf(node), children: [], text: '' }
  for (const part of content) {
    const child = elementOf(part)
    if (child !== null) element.children.push(child)
    else if (isRecord(part)) element.text += String(part[TEXT_KEY] ?? '')
  }
  return element
}

const broken: { ok: false; problem: XmlProblem } = {
  ok: false,
  problem: { reason: 'broken', line: null, column: null, sign: null },
}

/**
 * Reads one small document, such as a reply of the channel, through the library; exports are read by
 * `readTree`. A DOCTYPE, anything not well-formed and nesting beyond 100 levels are refused with line and
 * column; `incomplete` means well-formed so far, but the root is not closed. Takes time in proportion to the
 * text and never throws.
 */
export const parseXml = (text: string): { ok: true; root: XmlElement } | { ok: false; problem: XmlProblem } => {
  // The library stumbles over an apostrophe in a processing instruction, and nothing here reads one.
  let document = ''
  let from = Math.max(0, text.indexOf('<'))
  const instruction = (start: number, end: number): void => {
    document += text.slice(from, start)
    from = end
  }
  const problem = scanXml(text, { open: () => {}, close: () => {}, instruction })
  if (problem !== null) return { ok: false, problem }
  document += text.slice(from)
  try {
    const verdict = XMLValidator.validate(document)
    if (verdict !== true) return broken
    const nodes: unknown = parser.parse(document)
    const roots = Array.isArray(nodes) ? nodes.map(elementOf).filter((element) => element !== null) : []
    const root = roots[0]
    return root === undefined ? broken : { ok: true, root }
  } catch {
    // The library refuses some input by throwing; to us that is one more document it cannot read.
    return broken
  }
}

import { dropForbidden } from './characters.ts'

/** An element to write. Attributes stand in the order given; `raw` is XML that is already written. */
export type XmlNode = {
  name: string
  attributes?: Record<string, string>
  children?: (XmlNode | string | { raw: string })[]
}

/** Text for element content: reserved characters escaped, characters that XML 1.0 forbids dropped. */
export const escapeText = (text: string): string =>
  dropForbidden(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')

/**
 * Text for an attribute in double quotes. Tabs and line ends are written as references, or a reader would
 * turn them into spaces.
 */
export const escapeAttribute = (text: string): string =>
  escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;')

/** Attributes as they stand in a start tag, with a space before each. */
export const writeAttributes = (attributes: Record<string, string>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join('')

/** One element on one line, without declaration. */
export const writeXml = (node: XmlNode): string => {
  const start = `<${node.name}${writeAttributes(node.attributes ?? {})}`
  const inside = (node.children ?? [])
    .map((part) => (typeof part === 'string' ? escapeText(part) : 'raw' in part ? part.raw : writeXml(part)))
    .join('')
  return inside === '' ? `${start}/>` : `${start}>${inside}</${node.name}>`
}

/** What every document we write begins with. */
export const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'

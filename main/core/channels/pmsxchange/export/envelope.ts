import type { Edit, Extent } from '../../../xml/extents.ts'
import type { XmlElement } from '../../../xml/parse.ts'

/** An element as read, and where it stands in its text. */
export type Placed = { element: XmlElement; extent: Extent }

/** The children of a placed element. Both readings are of one text, so they come in the same order. */
export const placedChildren = ({ element, extent }: Placed): Placed[] =>
  element.children.flatMap((child, n) => {
    const place = extent.children[n]
    return place?.local === child.name ? [{ element: child, extent: place }] : []
  })

/** The nearest elements of this name below, in document order; those inside another one of them are not looked at. */
export const placedItems = (from: Placed, name: string): Placed[] =>
  placedChildren(from).flatMap((child) => (child.element.name === name ? [child] : placedItems(child, name)))

/**
 * The messages of a document: its root, or what stands in the Body where the root is a SOAP envelope; an exported header is
 * ignored. `ancestors` are the elements around the messages, the nearest first.
 */
export const unwrap = (document: Placed): { messages: Placed[]; ancestors: Extent[] } => {
  if (document.element.name !== 'Envelope') return { messages: [document], ancestors: [] }
  const body = placedChildren(document).find(({ element }) => element.name === 'Body')
  if (body === undefined) return { messages: [], ancestors: [document.extent] }
  return { messages: placedChildren(body), ancestors: [body.extent, document.extent] }
}

const soap = /^http:\/\/(?:schemas\.xmlsoap\.org\/soap\/envelope\/|www\.w3\.org\/2003\/05\/soap-envelope)$/

const usesDefault = (extent: Extent): boolean => !extent.name.includes(':') || extent.children.some(usesDefault)

/**
 * The insertion that carries name space declarations of removed ancestors over to a message that needs them, as they were
 * written. A prefix counts as needed where it occurs at all: it may stand in a value, such as that of xsi:type.
 */
export const namespaceEdits = (text: string, message: Extent, ancestors: Extent[]): Edit[] => {
  const declared = new Set(message.attributes.map(({ name }) => name))
  const own = text.slice(message.start, message.end)
  let carried = ''
  for (const { name, start, valueStart, valueEnd, end } of ancestors.flatMap(({ attributes }) => attributes)) {
    if (declared.has(name) || (name !== 'xmlns' && !name.startsWith('xmlns:'))) continue
    declared.add(name)
    const value = text.slice(valueStart, valueEnd)
    const isNeeded =
      name === 'xmlns' ? value !== '' && !soap.test(value) && usesDefault(message) : own.includes(`${name.slice(6)}:`)
    if (isNeeded) carried += ` ${text.slice(start, end)}`
  }
  const at = message.start + 1 + message.name.length
  return carried === '' ? [] : [{ start: at, end: at, text: carried }]
}

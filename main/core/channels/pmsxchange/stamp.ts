import { applyEdits, type Edit, type Extent, findExtents } from '../../xml/extents.ts'
import { prefixOf } from '../../xml/scan.ts'
import { escapeAttribute, writeAttributes, writeXml } from '../../xml/write.ts'

/** What Night Porter owns in a message that the PMS wrote. */
export type Stamp = { echoToken: string; timeStamp: string; requestorType: string; requestorId: string }

/** Sets attributes of an element: a value that is there is replaced in its place, a new one goes behind the last. */
const setAttributes = (element: Extent, values: Record<string, string>): Edit[] => {
  const edits: Edit[] = []
  const missing: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    const written = element.attributes.find((attribute) => attribute.name === name)
    if (written === undefined) missing[name] = value
    // The whole attribute is written anew: its quotes may be single ones.
    else edits.push({ start: written.start, end: written.end, text: `${name}="${escapeAttribute(value)}"` })
  }
  const at = element.attributes.at(-1)?.end ?? element.start + 1 + element.name.length
  if (Object.keys(missing).length > 0) edits.push({ start: at, end: at, text: writeAttributes(missing) })
  return edits
}

/** Puts XML in front of an element's content; an empty element is opened for it. */
const insertFirst = (text: string, element: Extent, xml: string): Edit => {
  if (!element.isEmpty) return { start: element.openEnd, end: element.openEnd, text: xml }
  const slash = text.lastIndexOf('/', element.openEnd)
  return { start: slash, end: element.openEnd, text: `>${xml}</${element.name}>` }
}

const childOf = (element: Extent, local: string): Extent | undefined =>
  element.children.find((candidate) => candidate.local === local)

/** POS/Source/RequestorID, each with the prefix of what it stands in, so that all are in one name space. */
const requestorEdits = (text: string, root: Extent, { requestorType, requestorId }: Stamp): Edit[] => {
  const attributes = { Type: requestorType, ID: requestorId }
  const pos = childOf(root, 'POS')
  const source = pos === undefined ? undefined : childOf(pos, 'Source')
  const written = pos?.children.flatMap(({ children }) => children).find(({ local }) => local === 'RequestorID')
  if (written !== undefined) return setAttributes(written, attributes)
  const prefix = prefixOf((source ?? pos ?? root).name)
  const requestor = { name: `${prefix}RequestorID`, attributes }
  if (source !== undefined) return [insertFirst(text, source, writeXml(requestor))]
  const newSource = { name: `${prefix}Source`, children: [requestor] }
  if (pos !== undefined) return [insertFirst(text, pos, writeXml(newSource))]
  return [insertFirst(text, root, writeXml({ name: `${prefix}POS`, children: [newSource] }))]
}

/**
 * The PMS's message with a new EchoToken and TimeStamp, a Version where it has none, and the RequestorID of the settings. Nothing
 * else changes; whatever stands before and after the root, the XML declaration among it, is left away.
 */
export const stampMessage = (body: string, stamp: Stamp): string => {
  const root = findExtents(body)
  if (root === null) return body
  const hasVersion = root.attributes.some(({ name }) => name === 'Version')
  const edits = [
    ...setAttributes(root, {
      EchoToken: stamp.echoToken,
      TimeStamp: stamp.timeStamp,
      ...(hasVersion ? {} : { Version: '1.0' }),
    }),
    ...requestorEdits(body, root, stamp),
  ]
  return applyEdits(body, edits, root.start, root.end)
}

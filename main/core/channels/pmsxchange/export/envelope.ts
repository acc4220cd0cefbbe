import type { Edit } from '../../../xml/edits.ts'
import { child } from '../../../xml/find.ts'
import type { SourceElement } from '../../../xml/tree.ts'

/**
 * The messages of a document: its root, or what stands in the Body where the root is a SOAP envelope; an
 * exported header is ignored. `ancestors` are the elements around the messages, the nearest first.
 */
export const unwrap = (root: SourceElement): { messages: SourceElement[]; ancestors: SourceElement[] } => {
  if (root.name !== 'Envelope') return { messages: [root], ancestors: [] }
  const body = child(root, 'Body')
  if (body === undefined) return { messages: [], ancestors: [root] }
  return { messages: body.children, ancestors: [body, root] }
}

const soap = /^http:\/\/(?:schemas\.xmlsoap\.org\/soap\/envelope\/|www\.w3\.org\/2003\/05\/soap-envelope)$/

const usesDefault = ({ qualifiedName, children }: SourceElement): boolean =>
  !qualifiedName.includes(':') || children.some(usesDefault)

/**
 * The insertion that carries name space declarations of removed ancestors over to a message that needs them,
 * as they were written. A prefix counts as needed where it occurs at all: it may stand in a value, such as
 * that of xsi:type.
 */
export const namespaceEdits = (message: SourceElement, ancestors: SourceElement[]): Edit[] => {
  const text = message.source
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
  const at = message.start + 1 + message.qualifiedName.length
  return carried === '' ? [] : [{ start: at, end: at, text: carried }]
}

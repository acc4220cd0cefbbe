import type { SourceElement } from './tree.ts'
import { escapeAttribute, writeAttributes } from './write.ts'

/** A change to a text: what stands from `start` to `end` becomes `text`. */
export type Edit = { start: number; end: number; text: string }

/** Applies edits to a range of a text. They must not overlap; insertions at one place keep their order. */
export const applyEdits = (text: string, edits: readonly Edit[], from = 0, to = text.length): string => {
  let edited = ''
  let at = from
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    edited += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return edited + text.slice(at, to)
}

/**
 * Sets attributes of an element: a value that is there is replaced in its place, a new one goes behind the
 * last.
 */
export const setAttributes = (element: SourceElement, values: Record<string, string>): Edit[] => {
  const edits: Edit[] = []
  const missing: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    const written = element.attributes.find((attribute) => attribute.name === name)
    if (written === undefined) missing[name] = value
    // The whole attribute is written anew: its quotes may be single ones.
    else edits.push({ start: written.start, end: written.end, text: `${name}="${escapeAttribute(value)}"` })
  }
  const at = element.attributes.at(-1)?.end ?? element.start + 1 + element.qualifiedName.length
  if (Object.keys(missing).length > 0) edits.push({ start: at, end: at, text: writeAttributes(missing) })
  return edits
}

/** Puts XML in front of an element's content; an empty element is opened for it. */
export const insertFirst = (element: SourceElement, xml: string): Edit => {
  if (!element.isEmpty) return { start: element.openEnd, end: element.openEnd, text: xml }
  const slash = element.source.lastIndexOf('/', element.openEnd)
  return { start: slash, end: element.openEnd, text: `>${xml}</${element.qualifiedName}>` }
}

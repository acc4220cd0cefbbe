import { localName, type ScannedAttribute, scanXml } from './scan.ts'

/** Where an element stands in its text. For an empty element `openEnd`, `closeStart` and `end` are one. */
export type Extent = {
  /** As written, with its prefix. */
  name: string
  local: string
  start: number
  openEnd: number
  closeStart: number
  end: number
  isEmpty: boolean
  attributes: ScannedAttribute[]
  children: Extent[]
}

/** The elements of a well-formed document with their offsets; null where `parseXml` would refuse the text. */
export const findExtents = (text: string): Extent | null => {
  const open: Extent[] = []
  let root: Extent | null = null
  const problem = scanXml(text, {
    open: ({ name, start, end, isEmpty, attributes }) => {
      const extent = {
        name,
        local: localName(name),
        start,
        openEnd: end,
        closeStart: end,
        end,
        isEmpty,
        attributes,
        children: [],
      }
      open.at(-1)?.children.push(extent)
      root ??= extent
      open.push(extent)
    },
    close: (start, end) => {
      const extent = open.pop()
      if (extent === undefined) return
      extent.closeStart = start
      extent.end = end
    },
  })
  return problem === null ? root : null
}

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

import { applyEdits, type Edit } from '../../../xml/edits.ts'
import type { SourceElement } from '../../../xml/tree.ts'

/** More text than this is never made out of one file; only a file built to do harm comes near. */
const MOST_CHARACTERS = 64 * 1024 * 1024

type Range = { start: number; end: number }

/** Renders neighbouring ranges with the edits that lie in each. Both must be sorted. */
const render = (text: string, ranges: Range[], edits: Edit[]): string[] => {
  let next = 0
  return ranges.map(({ start, end }) => {
    const first = next
    while (next < edits.length && (edits[next]?.end ?? 0) <= end) next += 1
    return applyEdits(text, edits.slice(first, next), start, end)
  })
}

/** Only white space and comments: it goes with the item that follows it. */
const isLoose = (gap: string): boolean => gap.replace(/<!--[\s\S]*?-->/g, '').trim() === ''

/**
 * Where the text right before the first item begins: behind the sibling before it, else behind its parent's
 * start tag.
 */
const gapStart = (parent: SourceElement, item: SourceElement): number => {
  const around = parent.children.find(({ start, end }) => start < item.start && item.end <= end)
  if (around !== undefined) return gapStart(around, item)
  return parent.children.findLast(({ end }) => end <= item.start)?.end ?? parent.openEnd
}

/**
 * Cuts one message into several: each group names the items (by number) that stay, all others are cut out.
 * Everything else is the source's own text with the edits applied; white space and comments before an item go
 * with it. Null where the parts together would be absurdly large.
 */
export const splitMessage = (
  root: SourceElement,
  items: SourceElement[],
  groups: number[][],
  edits: Edit[],
): string[] | null => {
  const text = root.source
  const sorted = edits.toSorted((a, b) => a.start - b.start)
  const [first] = items
  if (groups.length <= 1 || first === undefined) return [applyEdits(text, sorted, root.start, root.end)]
  const ranges: Range[] = [{ start: root.start, end: gapStart(root, first) }]
  for (const item of items) ranges.push({ start: ranges.at(-1)?.end ?? 0, end: item.start }, item)
  ranges.push({ start: items.at(-1)?.end ?? 0, end: root.end })
  const pieces = render(text, ranges, sorted)
  const head = pieces[0] ?? ''
  const tail = pieces.at(-1) ?? ''
  const gaps = items.map((_, n) => pieces[2 * n + 1] ?? '')
  const fixed = items.map((_, n) => n).filter((n) => !isLoose(gaps[n] ?? ''))
  const shared = head.length + tail.length + fixed.reduce((sum, n) => sum + (gaps[n]?.length ?? 0), 0)
  if (shared * groups.length > MOST_CHARACTERS) return null
  return groups.map((group) => {
    const kept = new Set(group)
    const shown = [...new Set([...group, ...fixed])].sort((a, b) => a - b)
    return head + shown.map((n) => (gaps[n] ?? '') + (kept.has(n) ? (pieces[2 * n + 2] ?? '') : '')).join('') + tail
  })
}

import { children, nearest } from '../../../xml/find.ts'
import { readTree, type SourceElement } from '../../../xml/tree.ts'
import { utf8Length } from '../../../xml/utf8-length.ts'
import { MAX_UPDATES } from '../limits.ts'
import { splitMessage } from './split.ts'

/** The names of what holds the updates of a message and of an update. */
type Names = { list: string; item: string }

/** Neighbours together as long as they are not too many and, with what stands around them, not too large. */
const groupsOf = (updates: readonly SourceElement[], bytesLeft: number): number[][] => {
  const groups: number[][] = []
  let bytes = 0
  for (const [n, { source, start, end }] of updates.entries()) {
    // White space and comments before an update go with it.
    const size = utf8Length(source, updates[n - 1]?.end ?? start, end)
    const group = groups.at(-1)
    if (group === undefined || group.length >= MAX_UPDATES || bytes + size > bytesLeft) {
      groups.push([n])
      bytes = size
    } else {
      group.push(n)
      bytes += size
    }
  }
  return groups
}

/**
 * Cuts the body of availability or rates of one hotel into bodies of at most 500 updates and `maxBytes` of
 * UTF-8, in the order of the source. One that fits stays as it is; a single update that is larger makes a
 * body of its own. Null where the parts together would be absurdly large.
 */
export const splitUpdates = (body: string, names: Names, maxBytes: number): string[] | null => {
  // Most bodies are small: an update has more than 30 characters, and a character at most three bytes.
  if (body.length < 30 * MAX_UPDATES && 3 * body.length <= maxBytes) return [body]
  const read = readTree(body)
  if (!read.ok) return [body]
  const { root } = read
  const lists = nearest(root, names.list)
  const updates = lists.flatMap((list) => children(list, names.item))
  const size = utf8Length(body, 0, body.length)
  if (updates.length <= 1 || (updates.length <= MAX_UPDATES && size <= maxBytes)) return [body]
  if (lists.length > 1) {
    const bodies = splitMessage(
      root,
      lists,
      lists.map((_, n) => [n]),
      [],
    )
    const parts = bodies?.map((each) => splitUpdates(each, names, maxBytes))
    return parts === undefined || parts.includes(null) ? null : parts.flatMap((each) => each ?? [])
  }
  const around = size - updates.reduce((sum, { source, start, end }) => sum + utf8Length(source, start, end), 0)
  return splitMessage(root, updates, groupsOf(updates, maxBytes - around), [])
}

import type { FolderSettings } from '../../contract/settings.ts'
import type { FolderEntry } from '../ports/files.ts'

/**
 * When a file in the export folder may be read. Stability is measured from our own first sight by a clock that only grows, never
 * from the file's age: Windows copies keep old times.
 */

export type Sight = { size: number; mtimeMs: number; inode: string; firstSeenMs: number; unchangedSinceMs: number }

export type Readiness = 'ready' | 'writing' | 'waits-for-marker' | 'empty'

/** What we know of the file now, given what we knew. A change of any attribute starts the count again. */
export const sightOf = (before: Sight | undefined, entry: FolderEntry, nowMs: number): Sight => {
  const isSame =
    before !== undefined &&
    before.size === entry.size &&
    before.mtimeMs === entry.mtimeMs &&
    before.inode === entry.inode
  return {
    size: entry.size,
    mtimeMs: entry.mtimeMs,
    inode: entry.inode,
    firstSeenMs: before?.firstSeenMs ?? nowMs,
    unchangedSinceMs: isSame ? before.unchangedSinceMs : nowMs,
  }
}

/** Whether the PMS says, by the folder's rule, that the file is whole. An empty file is never ready. */
export const readinessOf = (
  sight: Sight,
  ready: FolderSettings['ready'],
  moment: { nowMs: number; hasMarker: boolean },
): Readiness => {
  if (ready.kind === 'marker') return moment.hasMarker ? 'ready' : 'waits-for-marker'
  if (ready.kind === 'rename') return sight.size === 0 ? 'empty' : 'ready'
  if (sight.size === 0) return 'empty'
  return moment.nowMs - sight.unchangedSinceMs >= ready.seconds * 1000 ? 'ready' : 'writing'
}

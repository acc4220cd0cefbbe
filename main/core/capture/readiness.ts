import type { FolderSettings } from '../../contract/settings.ts'
import type { FileStat, FolderEntry } from '../ports/files.ts'

/**
 * When a file in the export folder may be read. Stability is measured from our own first scan that saw it, by
 * a clock that only grows, never from the file's age: Windows copies keep old times.
 */

export type Observation = FileStat & { firstSeenMs: number; unchangedSinceMs: number }

export type Readiness = 'ready' | 'writing' | 'waits-for-marker' | 'empty'

/** Whether two readings of a file's attributes show no change of it. */
export const isUnchanged = (before: FileStat, now: FileStat): boolean =>
  before.size === now.size && before.mtimeMs === now.mtimeMs && before.inode === now.inode

/** What we know of the file now, given what we knew. A change of any attribute starts the count again. */
export const observe = (before: Observation | undefined, entry: FolderEntry, nowMs: number): Observation => {
  const isSame = before !== undefined && isUnchanged(before, entry)
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
  observation: Observation,
  ready: FolderSettings['ready'],
  moment: { nowMs: number; hasMarker: boolean },
): Readiness => {
  if (ready.kind === 'marker') return moment.hasMarker ? 'ready' : 'waits-for-marker'
  if (ready.kind === 'rename') return observation.size === 0 ? 'empty' : 'ready'
  if (observation.size === 0) return 'empty'
  return moment.nowMs - observation.unchangedSinceMs >= ready.seconds * 1000 ? 'ready' : 'writing'
}

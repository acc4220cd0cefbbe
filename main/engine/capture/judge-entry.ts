import { isTemporaryName, isUndecodableName, markerNames } from '../../core/capture/names.ts'
import { readinessOf, type Sight, sightOf } from '../../core/capture/readiness.ts'
import type { FolderEntry } from '../../core/ports/files.ts'
import type { LookFile, ScanParts } from './folder-memory.ts'
import { shownAs, shownSettled } from './show-file.ts'

/** An unfinished file is read again after this time even if nothing about it seems to have changed: shares report sizes and times late. */
const REREAD_MS = 5_000

const isSameSight = (a: Sight, b: Sight): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs && a.inode === b.inode

export type Judging = {
  /** Whether a name is of the folder's pattern. */
  matches: (name: string) => boolean
  /** All names, in small letters. */
  marks: ReadonlySet<string>
  /** Captured files that cannot be taken out. */
  lying: ReadonlySet<string>
  /** When the look was made, by the monotonic clock: one time for all, or files found together would not be ready together. */
  nowMs: number
}

/** What a file is to us now: ready to be read, or something to show with its reason. */
export const judgeEntry = (
  parts: ScanParts,
  entry: FolderEntry,
  { matches, marks, lying, nowMs }: Judging,
): LookFile | 'ready' => {
  const { context, folder, memory } = parts
  const { ready } = folder
  if (!entry.isFile) return shownAs(context, entry, 'ignored', 'sub-folder')
  if (isTemporaryName(entry.name)) return shownAs(context, entry, 'ignored', 'temporary-name')
  if (ready.kind === 'marker' && entry.name.toLowerCase().endsWith(ready.suffix.toLowerCase()))
    return shownAs(context, entry, 'ignored', 'marker')
  if (!matches(entry.name)) return shownAs(context, entry, 'ignored', 'pattern')
  if (isUndecodableName(entry.name)) return shownAs(context, entry, 'unreadable', 'name')
  if (lying.has(entry.name)) return shownAs(context, entry, 'captured', 'stuck', memory.stuck.get(entry.name)?.sinceMs)
  const sight = sightOf(memory.sights.get(entry.name), entry, nowMs)
  memory.sights.set(entry.name, sight)
  const settled = memory.settled.get(entry.name)
  const isKnown = settled !== undefined && isSameSight(settled.sight, sight)
  if (isKnown && !(settled.kind === 'incomplete' && nowMs - settled.readAtMs >= REREAD_MS))
    return shownSettled(context, entry, settled.kind, sight)
  const hasMarker =
    ready.kind === 'marker' && markerNames(entry.name, ready.suffix).some((name) => marks.has(name.toLowerCase()))
  const crash = memory.crashed.get(entry.name)
  if (crash?.size === entry.size && crash.mtimeMs === entry.mtimeMs && nowMs < crash.dueMs)
    return shownAs(context, entry, 'unreadable', 'parser', sight.firstSeenMs)
  const readiness = readinessOf(sight, ready, { nowMs, hasMarker })
  // The PMS may still have it open; but a booking that never comes must not wait unseen.
  const isLongEmpty = readiness === 'empty' && nowMs - sight.unchangedSinceMs >= parts.patienceMs
  if (readiness === 'ready' || isLongEmpty) return 'ready'
  return shownAs(context, entry, readiness === 'waits-for-marker' ? 'new' : 'writing', readiness, sight.firstSeenMs)
}

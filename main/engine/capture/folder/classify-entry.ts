import type { FolderSettings } from '../../../contract/settings.ts'
import { isTemporaryName, isUndecodableName, markerNames } from '../../../core/capture/names.ts'
import { readinessOf } from '../../../core/capture/readiness.ts'
import { reasonOfType } from '../../../core/capture/reasons.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { FolderEntry } from '../../../core/ports/files.ts'
import type { Departures } from './departures.ts'
import type { FileReader } from './file-reader.ts'
import type { Observations } from './observations.ts'
import type { RetainedFiles } from './retained-files.ts'
import type { Setbacks } from './setbacks.ts'
import { describeFile, describeRetained, type SnapshotFile } from './snapshot.ts'

/** What is the same for all entries of one scan. */
export type ScanFacts = {
  ready: FolderSettings['ready']
  /** Whether a name is of the folder's pattern. */
  matches: (name: string) => boolean
  /** All names, in small letters. */
  lowerCaseNames: ReadonlySet<string>
  /** Captured files that could not be taken out. */
  isStuck: (name: string) => boolean
  /** Files of which some messages are captured and some not yet. */
  isUnfinished: (name: string) => boolean
  /**
   * When the scan was made, by the monotonic clock: one time for all, or files found together would not be
   * ready together.
   */
  nowMs: number
}

type ClassifyDeps = {
  clock: Clock
  patienceMs: number
  observations: Pick<Observations, 'note'>
  reader: Pick<FileReader, 'blocked'>
  setbacks: Pick<Setbacks, 'resting'>
  departures: Pick<Departures, 'stuckSinceMs'>
  retained: Pick<RetainedFiles, 'kindOf'>
}

/** What a file is to us now: ready to be read, or something to show with its reason. */
export const classifyEntry = (
  { clock, patienceMs, observations, reader, setbacks, departures, retained }: ClassifyDeps,
  entry: FolderEntry,
  { ready, matches, lowerCaseNames, isStuck, isUnfinished, nowMs }: ScanFacts,
): SnapshotFile | 'ready' => {
  const { name } = entry
  // One that is named like an export may stand for a booking: somebody must look.
  if ((entry.type === 'link' || entry.type === 'hard-link') && matches(name))
    return describeFile(clock, entry, 'unreadable', reasonOfType[entry.type])
  if (entry.type !== 'file') return describeFile(clock, entry, 'ignored', reasonOfType[entry.type])
  if (isTemporaryName(name)) return describeFile(clock, entry, 'ignored', 'temporary-name')
  if (ready.kind === 'marker' && name.toLowerCase().endsWith(ready.suffix.toLowerCase()))
    return describeFile(clock, entry, 'ignored', 'marker')
  if (!matches(name)) return describeFile(clock, entry, 'ignored', 'pattern')
  if (isUndecodableName(name)) return describeFile(clock, entry, 'unreadable', 'name')
  if (entry.problem !== undefined) return reader.blocked(entry, entry.problem)
  if (isStuck(name)) return describeFile(clock, entry, 'captured', 'stuck', departures.stuckSinceMs(name))
  const observation = observations.note(entry, nowMs)
  const retainedKind = retained.kindOf(name, observation, nowMs)
  if (retainedKind !== null) return describeRetained(clock, entry, retainedKind, observation.unchangedSinceMs)
  const setback = setbacks.resting(entry, nowMs)
  if (setback !== null) return describeFile(clock, entry, 'unreadable', setback, observation.firstSeenMs)
  if (isUnfinished(name)) return describeFile(clock, entry, 'capturing', 'capturing', observation.firstSeenMs)
  const hasMarker =
    ready.kind === 'marker' &&
    markerNames(name, ready.suffix).some((marker) => lowerCaseNames.has(marker.toLowerCase()))
  const readiness = readinessOf(observation, ready, { nowMs, hasMarker })
  // The PMS may still have it open; but a booking that never comes must not wait unseen.
  const isLongEmpty = readiness === 'empty' && nowMs - observation.unchangedSinceMs >= patienceMs
  if (readiness === 'ready' || isLongEmpty) return 'ready'
  const state = readiness === 'waits-for-marker' ? 'new' : 'writing'
  return describeFile(clock, entry, state, readiness, observation.firstSeenMs)
}

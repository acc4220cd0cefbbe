import type { FolderState } from '../../../contract/health.ts'
import type { FileReason } from '../../../core/capture/reasons.ts'
import type { ReadExport } from '../../../core/channels/export.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { FolderEntry } from '../../../core/ports/files.ts'
import type { FolderSnapshot as Snapshot } from '../../../store/tables/folder-snapshots.ts'
import type { ExportTimes } from './export-times.ts'

/** What a scan found in a folder, as it is shown. */
export type { Snapshot }

export type SnapshotFile = Snapshot['files'][number]

const MOST_SHOWN = 200

/**
 * Most urgent first: where there are more files than are shown, those that need a person must not be left
 * out.
 */
const urgency: SnapshotFile['state'][] = [
  'unreadable',
  'unusable',
  'incomplete',
  'writing',
  'new',
  'capturing',
  'captured',
  'ignored',
]

/** One file with the reason why it lies there; `sinceMs` by the monotonic clock, now if left out. */
export const describeFile = (
  clock: Pick<Clock, 'now' | 'monotonicMs'>,
  entry: FolderEntry,
  state: SnapshotFile['state'],
  reason: FileReason,
  sinceMs?: number,
): SnapshotFile => {
  const ago = sinceMs === undefined ? 0 : clock.monotonicMs() - sinceMs
  // Whole seconds: two clocks never agree on the last millisecond, and an unchanged snapshot is not written
  // again.
  return { name: entry.name, size: entry.size, state, reason, since: Math.round((clock.now() - ago) / 1000) * 1000 }
}

/** A file that is in the database and stays where it is. */
export const describeRetained = (
  clock: Pick<Clock, 'now' | 'monotonicMs'>,
  entry: FolderEntry,
  kind: ReadExport['kind'],
  sinceMs?: number,
): SnapshotFile =>
  kind === 'messages'
    ? describeFile(clock, entry, 'captured', 'left', sinceMs)
    : describeFile(clock, entry, kind === 'incomplete' ? 'incomplete' : 'unusable', 'unread', sinceMs)

/** A folder with its files; `reason` is the key of a sentence. */
export const snapshotOf = (
  { firstExportAt, lastExportAt }: ExportTimes,
  state: FolderState,
  reason: string | null,
  files: readonly SnapshotFile[],
): Snapshot => ({
  state,
  reason,
  who: null,
  owner: null,
  total: files.length,
  files: files.toSorted((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state)).slice(0, MOST_SHOWN),
  firstExportAt,
  lastExportAt,
})

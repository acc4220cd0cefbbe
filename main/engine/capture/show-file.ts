import type { FolderState } from '../../contract/health.ts'
import type { Sight } from '../../core/capture/readiness.ts'
import type { FileReason } from '../../core/capture/reasons.ts'
import type { ReadExport } from '../../core/channels/export.ts'
import type { FolderEntry } from '../../core/ports/files.ts'
import type { Look } from '../../store/tables/folder-looks.ts'
import type { EngineContext } from '../deps.ts'
import type { FolderMemory, LookFile } from './folder-memory.ts'

/** How files and folders are shown. */

const MOST_SHOWN = 200

/** Most worth knowing first: of more files than are shown, those that need somebody must not be the ones left out. */
const urgency: LookFile['state'][] = [
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
export const shownAs = (
  { clock }: Pick<EngineContext, 'clock'>,
  entry: FolderEntry,
  state: LookFile['state'],
  reason: FileReason,
  sinceMs?: number,
): LookFile => {
  const ago = sinceMs === undefined ? 0 : clock.monotonicMs() - sinceMs
  // Whole seconds: two clocks never agree on the last millisecond, and an unchanged look is not written again.
  return { name: entry.name, size: entry.size, state, reason, since: Math.round((clock.now() - ago) / 1000) * 1000 }
}

/** A file that is in the database and stays where it is. */
export const shownSettled = (
  context: EngineContext,
  entry: FolderEntry,
  kind: ReadExport['kind'],
  sight?: Sight,
): LookFile =>
  kind === 'messages'
    ? shownAs(context, entry, 'captured', 'left', sight?.unchangedSinceMs)
    : shownAs(context, entry, kind === 'incomplete' ? 'incomplete' : 'unusable', 'unread', sight?.unchangedSinceMs)

/** The look at a folder that could be listed. */
export const lookOf = (
  memory: FolderMemory,
  state: FolderState,
  reason: string | null,
  files: readonly LookFile[],
): Look => ({
  state,
  reason,
  who: null,
  total: files.length,
  files: files.toSorted((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state)).slice(0, MOST_SHOWN),
  firstExportAt: memory.firstExportAt,
  lastExportAt: memory.lastExportAt,
})

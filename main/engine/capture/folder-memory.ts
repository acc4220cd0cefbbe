import type { ConnectionSettings, FolderSettings } from '../../contract/settings.ts'
import type { Sight } from '../../core/capture/readiness.ts'
import type { ReadExport } from '../../core/channels/export.ts'
import type { FileProblem } from '../../core/ports/files.ts'
import type { Look } from '../../store/tables/folder-looks.ts'
import type { EngineContext } from '../deps.ts'
import type { Captured } from './capture-file.ts'
import type { Lease } from './ownership.ts'

export type LookFile = Look['files'][number]

/** A captured file that could not be taken out of the folder yet. `isCopied`: its masked copy is written already. */
export type Stuck = { captureId: string; size: number; mtimeMs: number; isCopied: boolean; sinceMs: number }

/** What the looks into one folder remember from one to the next. Nothing here is needed to lose no booking; all of it is for patience. */
export type FolderMemory = {
  sights: Map<string, Sight>
  /** Files in the database that stay in the folder, by name, with what they were when they were read. */
  settled: Map<string, { captured: Captured; sight: Sight; kind: ReadExport['kind']; readAtMs: number }>
  stuck: Map<string, Stuck>
  /** Taking stuck files out: what went wrong last, how often in a row, and when it is tried again. */
  takingOut: { problem: FileProblem | null; failures: number; dueMs: number }
  /** Captures whose file has left, not written yet. */
  gone: string[]
  /** Since when a file could not be read, by name. */
  hindered: Map<string, number>
  /** Files whose reading crashed: how often, and when it is tried again. */
  crashed: Map<string, { size: number; mtimeMs: number; times: number; dueMs: number }>
  firstExportAt: number | null
  lastExportAt: number | null
}

/** Begins with what the database knows of the folder: exports seen, and files committed that have not left. */
export const freshMemory = ({ store, clock }: EngineContext, folder: string): FolderMemory => {
  const sinceMs = clock.monotonicMs()
  const stuck = store.captures
    .yetToLeave(folder)
    .map(
      ({ id, fileName, size, mtimeMs }) =>
        [fileName, { captureId: id, size, mtimeMs, isCopied: false, sinceMs }] as const,
    )
  return {
    sights: new Map(),
    settled: new Map(),
    stuck: new Map(stuck),
    takingOut: { problem: null, failures: 0, dueMs: sinceMs },
    gone: [],
    hindered: new Map(),
    crashed: new Map(),
    ...seenSoFar(store, folder),
  }
}

const seenSoFar = (
  store: EngineContext['store'],
  folder: string,
): Pick<FolderMemory, 'firstExportAt' | 'lastExportAt'> => {
  const look = store.looks.get(folder)
  const { first, last } = store.captures.seenIn(folder)
  const known = (times: (number | null | undefined)[]) => times.filter((at) => at !== null && at !== undefined)
  const firsts = known([look?.firstExportAt, first])
  const lasts = known([look?.lastExportAt, last])
  return {
    firstExportAt: firsts.length === 0 ? null : Math.min(...firsts),
    lastExportAt: lasts.length === 0 ? null : Math.max(...lasts),
  }
}

/** Notes an export. A clock that was wrong in the past must not keep silence unnoticed for years: nothing was seen later than now. */
export const noteExport = (memory: FolderMemory, now: number): void => {
  memory.firstExportAt = Math.min(memory.firstExportAt ?? now, now)
  memory.lastExportAt = now
}

/** Forgets files that are no longer there. */
export const forgetOthers = (memory: FolderMemory, names: ReadonlySet<string>): void => {
  for (const known of [memory.sights, memory.settled, memory.hindered, memory.crashed])
    for (const name of known.keys()) if (!names.has(name)) known.delete(name)
}

export type ScanParts = {
  context: EngineContext
  folder: FolderSettings
  connection: ConnectionSettings
  memory: FolderMemory
  /** How long an unusable or unfinished file stays unchanged before it is set aside or failed, and one that cannot be read is a problem. */
  patienceMs: number
  /** Whether this process may still capture here. */
  lease: Lease
  /** Shows what is there while a long look is still under way. */
  showMeanwhile: (look: Look) => void
}

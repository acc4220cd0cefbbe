import type { CaptureDeps, CaptureTimes } from './deps.ts'
import { createDepartures } from './folder/departures.ts'
import { createCopyExpiry } from './folder/expire-copies.ts'
import { createExportTimes } from './folder/export-times.ts'
import { createFileReader } from './folder/file-reader.ts'
import { createObservations } from './folder/observations.ts'
import { createRetainedFiles } from './folder/retained-files.ts'
import { createScan } from './folder/scan.ts'
import { createSetbacks } from './folder/setbacks.ts'
import { createSlowShare } from './folder/slow-share.ts'
import type { Target } from './folder/target.ts'
import { createUnfinishedCaptures } from './folder/unfinished-captures.ts'
import { type FolderWatch, startFolderWatch } from './folder/watch.ts'

/**
 * One export folder of the hotel. What it remembers from one scan to the next lies in its parts, each of
 * which owns its own: nothing of it is needed to lose no booking, all of it is for patience. It outlives a
 * change of the folder's settings.
 */
export type ExportFolder = {
  path: string
  /** Scans it again and again by these settings, until `stop`. */
  start(target: Target): void
  /** Scans at once, whatever was planned: the PC woke up, its network changed. */
  scanNow(): void
  /** Ends it; `isLeaving`: other PCs may have the folder at once. */
  stop(isLeaving: boolean): Promise<void>
}

/**
 * Begins with what the database knows of the folder: exports seen, and files committed that have not left.
 */
export const createExportFolder = (
  deps: CaptureDeps,
  identity: { id: string; path: string },
  times: CaptureTimes,
): ExportFolder => {
  const { clock, log } = deps
  const { patienceMs } = times
  let watch: FolderWatch | null = null

  const share = createSlowShare({
    clock,
    afterMs: times.answerMs,
    onSilent: () => {
      log.warn('folder-silent', { folder: identity.id })
      watch?.showSilent()
    },
  })
  const files = share.files(deps.files)
  const exportTimes = createExportTimes(deps, identity.id)
  const observations = createObservations()
  const reader = createFileReader({ ...deps, files, identity, patienceMs })
  const departures = createDepartures({ ...deps, files, identity, patienceMs })
  const retained = createRetainedFiles({ ...deps, files, identity, patienceMs, observationOf: observations.of })
  const expireCopies = createCopyExpiry({ ...deps, files, identity })
  const setbacks = createSetbacks(deps)
  const unfinished = createUnfinishedCaptures({ ...deps, identity, departures, setbacks })
  const memory = { exportTimes, observations, reader, departures, retained, setbacks, unfinished }
  const scan = createScan({ ...deps, files, patienceMs, ...memory })

  return {
    path: identity.path,
    start: (target) => {
      watch = startFolderWatch({
        ...deps,
        files,
        owners: deps.owners && share.owners(deps.owners),
        ownerTimes: times.owner,
        target,
        scan,
        failOverdue: retained.failOverdue,
        expireCopies,
        isStuck: departures.isStuck,
        exportTimes: exportTimes.times,
      })
    },
    scanNow: () => watch?.scanNow(),
    stop: async (isLeaving) => {
      const ending = watch
      watch = null
      await ending?.stop(isLeaving)
    },
  }
}

import type { FolderSettings } from '../../contract/settings.ts'
import type { CaptureDeps, CaptureTimes } from './deps.ts'
import { createExportFolder, type ExportFolder } from './export-folder.ts'
import { type OwnerTimes, ownerTimes } from './folder/ownership.ts'
import { createFormerFolders } from './former-folders.ts'

const PATIENCE_MS = 60_000
const ANSWER_MS = 30_000

/**
 * Shorter times for tests. `patienceMs`: unusable and unreadable files; `answerMs`: a share that does not
 * answer; `owner`: shared folders.
 */
export type CaptureOptions = { patienceMs?: number; answerMs?: number; owner?: Partial<OwnerTimes> }

/** Watches every export folder: a scan on a timer is the truth, a change event only makes it come sooner. */
export type Capture = {
  start(): void
  /** Ends for good: other PCs may have shared folders at once. */
  stop(): Promise<void>
  /** Ends because another process of this data folder captures now. */
  halt(): Promise<void>
  settingsChanged(): void
  scanNow(): void
}

export const createCapture = (deps: CaptureDeps, options: CaptureOptions = {}): Capture => {
  const times: CaptureTimes = {
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    answerMs: options.answerMs ?? ANSWER_MS,
    owner: { ...ownerTimes, ...options.owner },
  }
  const former = createFormerFolders(deps, times)
  let folders = new Map<string, ExportFolder>()
  let watched: ExportFolder[] = []
  /** Counts starts and ends. A change of settings that is still under way after one of them is void. */
  let run = 0
  let restarting: Promise<void> = Promise.resolve()

  const folderOf = ({ id, path }: FolderSettings): ExportFolder => {
    const key = JSON.stringify([id, path])
    const folder = folders.get(key) ?? createExportFolder(deps, { id, path }, times)
    folders.set(key, folder)
    return folder
  }
  const watchAll = () => {
    const { folders: wanted, connections } = deps.settings()
    watched = wanted.flatMap((settings) => {
      const connection = connections.find(({ id }) => id === settings.connection)
      if (!connection) return []
      const folder = folderOf(settings)
      folder.start({ folder: settings, connection })
      return folder
    })
  }
  const end = async (isLeaving: (folder: ExportFolder) => boolean) => {
    const ending = watched
    watched = []
    await Promise.all(ending.map((folder) => folder.stop(isLeaving(folder))))
  }
  const isStillSet = ({ path }: ExportFolder): boolean => deps.settings().folders.some((folder) => folder.path === path)
  const restart = async (of: number) => {
    if (of !== run) return
    await end((folder) => !isStillSet(folder))
    if (of !== run) return
    watchAll()
    former.settingsChanged()
  }

  return {
    start: () => {
      run += 1
      // What another process of this data folder did meanwhile is in the database, not in here.
      folders = new Map()
      deps.store.write(() => deps.store.captures.dropStaged())
      watchAll()
      former.start()
    },
    stop: async () => {
      run += 1
      await Promise.all([end(() => true), former.stop(true)])
    },
    halt: async () => {
      run += 1
      await Promise.all([end(() => false), former.stop(false)])
    },
    settingsChanged: () => {
      const of = run
      restarting = restarting.then(() => restart(of))
    },
    scanNow: () => {
      for (const folder of watched) folder.scanNow()
    },
  }
}

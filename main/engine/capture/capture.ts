import type { EngineContext } from '../deps.ts'
import { type FolderMemory, freshMemory } from './folder-memory.ts'
import { type FolderWatch, watchFolder } from './folder-watch.ts'
import { type OwnerTimes, ownerTimes } from './ownership.ts'

const PATIENCE_MS = 60_000
const ANSWER_MS = 30_000

/** Shorter times for tests. `patienceMs`: unusable and unreadable files; `answerMs`: a share that does not answer; `owner`: shared folders. */
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

export const createCapture = (context: EngineContext, options: CaptureOptions = {}): Capture => {
  const times = {
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    answerMs: options.answerMs ?? ANSWER_MS,
    owner: { ...ownerTimes, ...options.owner },
  }
  let watches: FolderWatch[] = []
  let memories = new Map<string, FolderMemory>()

  const start = () => {
    watches = context.current().folders.flatMap((folder) => {
      const key = JSON.stringify([folder.id, folder.path])
      const memory = memories.get(key) ?? freshMemory(context, folder.id)
      memories.set(key, memory)
      return watchFolder(context, folder, memory, times) ?? []
    })
  }
  const end = async (isLeaving: (watch: FolderWatch) => boolean) => {
    const ending = watches
    watches = []
    await Promise.all(ending.map((watch) => watch.stop(isLeaving(watch))))
  }
  const isStillSet = ({ folder }: FolderWatch): boolean =>
    context.current().folders.some(({ path }) => path === folder.path)

  return {
    start: () => {
      // What another process of this data folder did meanwhile is in the database, not in here.
      memories = new Map()
      start()
    },
    stop: () => end(() => true),
    halt: () => end(() => false),
    settingsChanged: () => {
      void end((watch) => !isStillSet(watch)).then(start)
    },
    scanNow: () => {
      for (const watch of watches) watch.scanNow()
    },
  }
}

import type { FolderSettings } from '../../../contract/settings.ts'
import { compareNames, isLeavingName, recoveredName } from '../../../core/capture/names.ts'
import type { FileProblem, FolderEntry } from '../../../core/ports/files.ts'
import type { CaptureDeps } from '../deps.ts'
import type { FoundFile } from '../found-file.ts'
import { removeCaptured } from './remove-captured.ts'
import type { FolderIdentity } from './target.ts'

const againMs = [0, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000]
/** Ten thousand files that may not be deleted are not all tried to learn that again. */
const MOST_FAILURES = 3
/** So many departures are written in one step: every step is a wait for the disk. */
const MOST_UNWRITTEN = 100

/** A captured file that could not be taken out yet. `isCopied`: its masked copy is written already. */
type Stuck = { captureId: string; size: number; mtimeMs: number; isCopied: boolean; sinceMs: number }

/**
 * Captured files on their way out of one folder: at once, and again where that failed or a crash came
 * between.
 */
export type Departures = {
  /**
   * Takes a file out right after its capture; a file that cannot be taken out is tried again with the others.
   */
  depart(folder: FolderSettings, captureId: string, file: FoundFile): Promise<void>
  /** Takes out what is left of earlier captures. Gives the names of `entries` that are no longer there. */
  resume(folder: FolderSettings, entries: readonly FolderEntry[]): Promise<Set<string>>
  /** Writes which files have left. */
  commit(): void
  isStuck(name: string): boolean
  /** Since when it could not be taken out, by the monotonic clock. */
  stuckSinceMs(name: string): number | undefined
  /**
   * What to tell of files that stay: at once what a person must change, a file held by another program only
   * after a while.
   */
  problem(): FileProblem | null
}

/** Begins with the captures that the database knows to be still in the folder. */
export const createDepartures = (
  deps: Pick<CaptureDeps, 'files' | 'store' | 'parse' | 'clock' | 'log' | 'host' | 'settings'> & {
    identity: FolderIdentity
    patienceMs: number
  },
): Departures => {
  const { files, store, clock, log, host, identity, patienceMs } = deps
  const startedMs = clock.monotonicMs()
  const stuck = new Map<string, Stuck>(
    store.captures
      .yetToLeave(identity.id)
      .map(({ id, fileName, size, mtimeMs }) => [
        fileName,
        { captureId: id, size, mtimeMs, isCopied: false, sinceMs: startedMs },
      ]),
  )
  /** What went wrong last, how often in a row, and when it is tried again. */
  let retry: { problem: FileProblem | null; failures: number; dueMs: number } = {
    problem: null,
    failures: 0,
    dueMs: startedMs,
  }
  /** Captures whose file has left, not written yet. */
  let unwritten: string[] = []

  const commit = () => {
    if (unwritten.length === 0) return
    store.write(() => {
      for (const id of unwritten) store.captures.setFileState(id, 'gone')
    })
    unwritten = []
  }

  const hasLeft = (name: string, captureId: string) => {
    unwritten.push(captureId)
    stuck.delete(name)
  }

  /** Tries them all, by name, until some fail. Gives the names that left and the first problem. */
  const tryAll = async (folder: FolderSettings): Promise<{ left: string[]; problem: FileProblem | null }> => {
    const left: string[] = []
    let problem: FileProblem | null = null
    let failures = 0
    for (const [name, file] of [...stuck].sort(([a], [b]) => compareNames(a, b))) {
      const removal = await removeCaptured(deps, folder, { ...file, name, content: null })
      if (removal.problem === null) {
        hasLeft(name, file.captureId)
        left.push(name)
      } else {
        file.isCopied = removal.isCopied
        problem ??= removal.problem
        failures += 1
        if (failures >= MOST_FAILURES) break
      }
    }
    return { left, problem }
  }

  /**
   * Finishes files whose leaving a crash or a halt interrupted. The captured file goes, also where another
   * sender has counted it as gone meanwhile; a newer file that had come under its name is an export like any
   * other and gets its name back.
   */
  const finishInterrupted = async (
    folder: FolderSettings,
    byName: ReadonlyMap<string, FolderEntry>,
  ): Promise<string[]> => {
    const left: string[] = []
    for (const entry of byName.values()) {
      if (!isLeavingName(entry.name) || entry.type !== 'file') continue
      const path = files.join(identity.path, entry.name)
      const absent = [...stuck].filter(([name]) => !byName.has(name))
      const captured = absent.find(([, { size, mtimeMs }]) => size === entry.size && mtimeMs === entry.mtimeMs)
      if (captured) {
        await files.remove(path)
        log.info('leaving-finished', { folder: identity.id })
      } else await restoreDisplaced(path, entry, absent[0]?.[0] ?? recoveredName(folder.pattern))
      left.push(entry.name)
    }
    return left
  }

  const restoreDisplaced = async (path: string, entry: FolderEntry, name: string): Promise<void> => {
    const content = await files.read(path, entry.size, entry)
    const isCaptured =
      content.ok && store.captures.has(identity.id, { mtimeMs: entry.mtimeMs, sha256: host.sha256(content.value) })
    const written = content.ok && !isCaptured ? await files.write(identity.path, name, content.value) : content
    if (written.ok) await files.remove(path, entry)
    log.warn(isCaptured ? 'leaving-finished' : 'leaving-undone', { folder: identity.id, isDone: written.ok })
  }

  return {
    async depart(folder, captureId, file) {
      const { size, mtimeMs } = file.stat
      const isHopeless = retry.failures >= MOST_FAILURES
      const removal = isHopeless
        ? { problem: retry.problem, isCopied: false }
        : await removeCaptured(deps, folder, {
            captureId,
            name: file.name,
            size,
            mtimeMs,
            content: file.content,
            isCopied: false,
          })
      if (removal.problem === null) {
        unwritten.push(captureId)
        if (unwritten.length >= MOST_UNWRITTEN) commit()
        return
      }
      stuck.set(file.name, {
        captureId,
        size,
        mtimeMs,
        isCopied: removal.isCopied,
        sinceMs: clock.monotonicMs(),
      })
      retry.problem = removal.problem
    },

    async resume(folder, entries) {
      const byName = new Map(entries.map((entry) => [entry.name, entry]))
      const left = await finishInterrupted(folder, byName)
      for (const [name, { captureId, size, mtimeMs }] of stuck) {
        const entry = byName.get(name)
        if (entry?.size !== size || entry.mtimeMs !== mtimeMs) hasLeft(name, captureId)
      }
      const nowMs = clock.monotonicMs()
      if (stuck.size === 0 || nowMs < retry.dueMs) return new Set(left)
      const tried = await tryAll(folder)
      const failures = tried.problem ? retry.failures + 1 : 0
      const restMs = againMs[Math.min(failures, againMs.length - 1)] ?? 0
      retry = { problem: tried.problem, failures, dueMs: nowMs + restMs }
      return new Set([...left, ...tried.left])
    },

    commit,
    isStuck: (name) => stuck.has(name),
    stuckSinceMs: (name) => stuck.get(name)?.sinceMs,
    problem() {
      const { problem } = retry
      if (stuck.size === 0 || problem === null) return null
      const nowMs = clock.monotonicMs()
      const isLong = [...stuck.values()].some(({ sinceMs }) => nowMs - sinceMs >= patienceMs)
      return problem.reason !== 'busy' || isLong ? problem : null
    },
  }
}

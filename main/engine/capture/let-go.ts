import { compareNames, isLeavingName, recoveredName } from '../../core/capture/names.ts'
import type { FileProblem, FolderEntry } from '../../core/ports/files.ts'
import { letLeave } from './after-capture.ts'
import type { FoundFile } from './capture-file.ts'
import type { ScanParts } from './folder-memory.ts'

/** Captured files on their way out of the folder: after a crash, or where they could not be taken out at once. */

const AGAIN_MS = [0, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000]
/** Ten thousand files that may not be deleted are not all tried to learn that again. */
const MOST_FAILURES = 3

const MOST_GONE = 100

/** Writes which files have left: many in one step, because every step is a wait for the disk. */
export const writeGone = ({ context: { store }, memory }: ScanParts): void => {
  if (memory.gone.length === 0) return
  store.write(() => {
    for (const id of memory.gone) store.captures.setFileState(id, 'gone')
  })
  memory.gone = []
}

/** Takes out what was captured. Gives those that lie there still, those that left, and the problem to show, if any. */
export const letGo = async (
  parts: ScanParts,
  entries: readonly FolderEntry[],
): Promise<{ lying: Set<string>; left: Set<string>; problem: FileProblem | null }> => {
  const { context, memory } = parts
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const left = await finishLeaving(parts, byName)
  for (const [name, stuck] of memory.stuck) {
    const entry = byName.get(name)
    if (entry && entry.size === stuck.size && entry.mtimeMs === stuck.mtimeMs) continue
    memory.gone.push(stuck.captureId)
    memory.stuck.delete(name)
  }
  const { takingOut } = memory
  const nowMs = context.clock.monotonicMs()
  if (memory.stuck.size > 0 && nowMs >= takingOut.dueMs) {
    const found = await tryAll(parts, left)
    takingOut.problem = found
    takingOut.failures = found ? takingOut.failures + 1 : 0
    takingOut.dueMs = nowMs + (AGAIN_MS[Math.min(takingOut.failures, AGAIN_MS.length - 1)] ?? 0)
  }
  return { lying: new Set(memory.stuck.keys()), left, problem: stuckProblem(parts) }
}

const tryAll = async (parts: ScanParts, left: Set<string>): Promise<FileProblem | null> => {
  const { context, folder, memory } = parts
  let problem: FileProblem | null = null
  let failures = 0
  for (const [name, stuck] of [...memory.stuck].sort(([a], [b]) => compareNames(a, b))) {
    const result = await letLeave(context, folder, { ...stuck, name, content: null })
    if (result.problem === null) {
      memory.gone.push(stuck.captureId)
      memory.stuck.delete(name)
      left.add(name)
    } else {
      stuck.isCopied = result.isCopied
      problem ??= result.problem
      failures += 1
      if (failures >= MOST_FAILURES) break
    }
  }
  return problem
}

/** What to tell of files that stay: at once what somebody must change, a file held by another program only after a while. */
export const stuckProblem = ({ context, memory, patienceMs }: ScanParts): FileProblem | null => {
  const { problem } = memory.takingOut
  if (memory.stuck.size === 0 || problem === null) return null
  const nowMs = context.clock.monotonicMs()
  const isLong = [...memory.stuck.values()].some(({ sinceMs }) => nowMs - sinceMs >= patienceMs)
  return problem.reason !== 'busy' || isLong ? problem : null
}

/** Lets one file leave right after its capture; one that cannot is tried again with the others. */
export const letLeaveNow = async (parts: ScanParts, captureId: string, file: FoundFile): Promise<void> => {
  const { context, folder, memory } = parts
  const { size, mtimeMs } = file.stat
  const isHopeless = memory.takingOut.failures >= MOST_FAILURES
  const result = isHopeless
    ? { problem: memory.takingOut.problem, isCopied: false }
    : await letLeave(context, folder, {
        captureId,
        name: file.name,
        size,
        mtimeMs,
        content: file.content,
        isCopied: false,
      })
  if (result.problem === null) {
    memory.gone.push(captureId)
    if (memory.gone.length >= MOST_GONE) writeGone(parts)
    return
  }
  memory.stuck.set(file.name, {
    captureId,
    size,
    mtimeMs,
    isCopied: result.isCopied,
    sinceMs: context.clock.monotonicMs(),
  })
  memory.takingOut.problem = result.problem
}

/**
 * Files that a crash or a halt caught in the moment of leaving. What is still the captured file goes, also one that whoever sent
 * meanwhile has counted as gone; what had come under its name in that moment is an export like any other and gets its name back.
 */
const finishLeaving = async (parts: ScanParts, byName: ReadonlyMap<string, FolderEntry>): Promise<Set<string>> => {
  const { context, folder, memory } = parts
  const { files } = context
  const left = new Set<string>()
  for (const entry of byName.values()) {
    if (!isLeavingName(entry.name) || !entry.isFile) continue
    const path = files.join(folder.path, entry.name)
    const absent = [...memory.stuck].filter(([name]) => !byName.has(name))
    const owner = absent.find(([, { size, mtimeMs }]) => size === entry.size && mtimeMs === entry.mtimeMs)
    if (owner) {
      await files.remove(path)
      context.log.info('leaving-finished', { folder: folder.id })
    } else await giveBack(parts, path, entry, absent[0]?.[0] ?? recoveredName(folder.pattern))
    left.add(entry.name)
  }
  return left
}

const giveBack = async (
  { context, folder }: ScanParts,
  path: string,
  entry: FolderEntry,
  name: string,
): Promise<void> => {
  const { files, log, store } = context
  const content = await files.read(path, entry.size)
  const isCaptured =
    content.ok && store.captures.has(folder.id, { mtimeMs: entry.mtimeMs, sha256: context.host.sha256(content.value) })
  const written = content.ok && !isCaptured ? await files.write(folder.path, name, content.value) : content
  if (written.ok) await files.remove(path, entry)
  log.warn(isCaptured ? 'leaving-finished' : 'leaving-undone', { folder: folder.id, isDone: written.ok })
}

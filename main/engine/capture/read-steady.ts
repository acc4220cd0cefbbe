import { reasonOf } from '../../core/capture/reasons.ts'
import type { FolderEntry } from '../../core/ports/files.ts'
import type { FoundFile } from './capture-file.ts'
import type { LookFile, ScanParts } from './folder-memory.ts'
import { shownAs } from './show-file.ts'

const MAX_FILE_BYTES = 16 * 1024 * 1024

/** A file that kills its reader costs a new thread each time; the others must not wait for that again and again. */
const CRASHED_MS = 5_000
const LONGEST_CRASHED_MS = 300_000

export type Steady =
  | { kind: 'found'; file: FoundFile }
  | { kind: 'shown'; file: LookFile }
  | { kind: 'gone' }
  | { kind: 'lost' }

/** Reads a file and looks again: one that changed while it was read is left for the next look. `lost`: the whole folder is. */
export const readSteady = async (parts: ScanParts, entry: FolderEntry): Promise<Steady> => {
  const { context, folder, connection, memory } = parts
  const path = context.files.join(folder.path, entry.name)
  const content = await context.files.read(path, MAX_FILE_BYTES)
  if (!content.ok && content.reason === 'too-large') return { kind: 'found', file: tooLarge(parts, entry) }
  if (!content.ok) return hindered(parts, entry, content.reason)
  const stat = await context.files.stat(path)
  if (!stat.ok) return hindered(parts, entry, stat.reason)
  const isSame =
    stat.value.size === entry.size && stat.value.mtimeMs === entry.mtimeMs && stat.value.inode === entry.inode
  if (!isSame || content.value.length !== entry.size)
    return {
      kind: 'shown',
      file: shownAs(context, entry, 'writing', 'changed', memory.sights.get(entry.name)?.firstSeenMs),
    }
  const parsed = await context.parse.read(connection.kind, content.value)
  if (!parsed.ok) {
    context.log.error('parser-crashed', { folder: folder.id, bytes: content.value.length })
    const nowMs = context.clock.monotonicMs()
    const times = (memory.crashed.get(entry.name)?.times ?? 0) + 1
    const dueMs = nowMs + Math.min(CRASHED_MS * 4 ** (times - 1), LONGEST_CRASHED_MS)
    memory.crashed.set(entry.name, { size: entry.size, mtimeMs: entry.mtimeMs, times, dueMs })
    return {
      kind: 'shown',
      file: shownAs(context, entry, 'unreadable', 'parser', memory.sights.get(entry.name)?.firstSeenMs),
    }
  }
  memory.hindered.delete(entry.name)
  memory.crashed.delete(entry.name)
  const sha256 = context.host.sha256(content.value)
  return {
    kind: 'found',
    file: { name: entry.name, stat: stat.value, content: content.value, sha256, read: parsed.read },
  }
}

/** Far above the channel's 2 MB and not read at all: known by name, size and time instead of its content. */
const tooLarge = ({ context }: ScanParts, entry: FolderEntry): FoundFile => ({
  name: entry.name,
  stat: entry,
  content: new Uint8Array(),
  sha256: context.host.sha256(new TextEncoder().encode(`${entry.name}|${entry.size}|${entry.mtimeMs}`)),
  read: { kind: 'unusable', cause: 'file-too-large', facts: { limit: '2 MB' } },
})

/** Locked by a virus scanner, not to be read yet: an everyday thing, and a problem only if it lasts. */
const hindered = (parts: ScanParts, entry: FolderEntry, problem: string): Steady => {
  const { context, memory, patienceMs } = parts
  if (problem === 'gone') return { kind: 'gone' }
  if (problem === 'unreachable') return { kind: 'lost' }
  const nowMs = context.clock.monotonicMs()
  const sinceMs = memory.hindered.get(entry.name) ?? nowMs
  memory.hindered.set(entry.name, sinceMs)
  const state = nowMs - sinceMs >= patienceMs ? 'unreadable' : 'writing'
  return { kind: 'shown', file: shownAs(context, entry, state, reasonOf(problem), sinceMs) }
}

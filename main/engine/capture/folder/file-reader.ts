import type { ConnectionSettings } from '../../../contract/settings.ts'
import { isUnchanged } from '../../../core/capture/readiness.ts'
import { reasonOf } from '../../../core/capture/reasons.ts'
import { MAX_EXPORT_BYTES, MAX_EXPORT_SIZE, MOST_MESSAGES, type ReadExport } from '../../../core/channels/export.ts'
import type { FolderEntry, ProblemReason } from '../../../core/ports/files.ts'
import { withoutRanges } from '../../../core/xml/byte-ranges.ts'
import type { FoundFile } from '../capture-file.ts'
import type { CaptureDeps } from '../deps.ts'
import { forgetOthers } from './observations.ts'
import { describeFile, type SnapshotFile } from './snapshot.ts'
import type { FolderIdentity } from './target.ts'

/**
 * A file that kills its reader costs a new thread each time; the others must not wait for that again and
 * again.
 */
const CRASHED_MS = 5_000
const LONGEST_CRASHED_MS = 300_000

/**
 * `found`: whole, unchanged while it was read, and understood as far as it can be. `lost`: the whole folder
 * went away.
 */
type ReadFile =
  | { kind: 'found'; file: FoundFile }
  | { kind: 'shown'; file: SnapshotFile }
  | { kind: 'gone' }
  | { kind: 'lost' }

/** The connection that a file is for, as far as its reading needs it. */
type ReadFor = Pick<ConnectionSettings, 'kind' | 'maxRequestBytes'>

/** Reads the files of one folder, and remembers which of them could not be read. */
export type FileReader = {
  /**
   * Reads a file and looks again: a file that changed meanwhile is left for the next scan. `sinceMs`: when it
   * was first seen.
   */
  read(entry: FolderEntry, connection: ReadFor, sinceMs: number | undefined): Promise<ReadFile>
  /** How a file is shown that cannot be read just now. */
  blocked(entry: FolderEntry, problem: ProblemReason): SnapshotFile
  /** Whether its reader crashed on this very file and it is not tried again yet. */
  isResting(entry: FolderEntry, nowMs: number): boolean
  forgetAllBut(names: ReadonlySet<string>): void
}

/** A file of more messages than one may hold is of no use as it is. */
const withinLimit = (read: ReadExport): ReadExport =>
  read.kind === 'messages' && read.messages.length > MOST_MESSAGES
    ? {
        kind: 'unusable',
        cause: 'file-too-many',
        facts: { count: String(read.messages.length), limit: String(MOST_MESSAGES) },
      }
    : read

export const createFileReader = ({
  files,
  parse,
  clock,
  log,
  host,
  identity,
  patienceMs,
}: Pick<CaptureDeps, 'files' | 'parse' | 'clock' | 'log' | 'host'> & {
  identity: FolderIdentity
  patienceMs: number
}): FileReader => {
  /** Since when a file could not be read. */
  const blockedSince = new Map<string, number>()
  /** Files whose reading crashed: how often, and when it is tried again. */
  const crashed = new Map<string, { size: number; mtimeMs: number; times: number; dueMs: number }>()

  /**
   * Locked by a virus scanner, not to be read yet: an everyday thing, and a problem only if it lasts. Who
   * holds a file is mostly the PMS that writes it; any other hindrance is called by its name at once.
   */
  const showBlocked = (entry: FolderEntry, problem: ProblemReason): SnapshotFile => {
    const nowMs = clock.monotonicMs()
    const sinceMs = blockedSince.get(entry.name) ?? nowMs
    blockedSince.set(entry.name, sinceMs)
    const isLong = nowMs - sinceMs >= patienceMs
    if (problem === 'busy')
      return isLong
        ? describeFile(clock, entry, 'unreadable', 'busy-long', sinceMs)
        : describeFile(clock, entry, 'writing', 'busy', sinceMs)
    return {
      ...describeFile(clock, entry, 'unreadable', reasonOf(problem), sinceMs),
      ...(!isLong && { isBrief: true }),
    }
  }

  const notReadable = (entry: FolderEntry, problem: ProblemReason): ReadFile => {
    if (problem === 'gone') return { kind: 'gone' }
    if (problem === 'unreachable') return { kind: 'lost' }
    return { kind: 'shown', file: showBlocked(entry, problem) }
  }

  const noteCrash = ({ name, size, mtimeMs }: FolderEntry) => {
    const times = (crashed.get(name)?.times ?? 0) + 1
    const restMs = Math.min(CRASHED_MS * 4 ** (times - 1), LONGEST_CRASHED_MS)
    crashed.set(name, { size, mtimeMs, times, dueMs: clock.monotonicMs() + restMs })
  }

  /** Too large to be read at all: known by name, size and time instead of its content. */
  const tooLarge = (entry: FolderEntry): FoundFile => ({
    name: entry.name,
    stat: entry,
    content: new Uint8Array(),
    sha256: host.sha256(new TextEncoder().encode(`${entry.name}|${entry.size}|${entry.mtimeMs}`)),
    read: { kind: 'unusable', cause: 'file-too-large', facts: { limit: MAX_EXPORT_SIZE } },
    cardCuts: [],
  })

  return {
    async read(entry, { kind, maxRequestBytes }, sinceMs) {
      const path = files.join(identity.path, entry.name)
      const content = await files.read(path, MAX_EXPORT_BYTES)
      if (!content.ok && content.reason === 'too-large') return { kind: 'found', file: tooLarge(entry) }
      if (!content.ok) return notReadable(entry, content.reason)
      const stat = await files.stat(path)
      if (!stat.ok) return notReadable(entry, stat.reason)
      if (!isUnchanged(entry, stat.value) || content.value.length !== entry.size)
        return { kind: 'shown', file: describeFile(clock, entry, 'writing', 'changed', sinceMs) }
      const parsed = await parse.read(kind, content.value, { maxRequestBytes })
      if (!parsed.ok) {
        log.error('parser-crashed', { folder: identity.id, bytes: content.value.length })
        noteCrash(entry)
        return { kind: 'shown', file: describeFile(clock, entry, 'unreadable', 'parser', sinceMs) }
      }
      blockedSince.delete(entry.name)
      crashed.delete(entry.name)
      // Of the whole file, before anything is taken out: that is what comes again.
      const sha256 = host.sha256(content.value)
      return {
        kind: 'found',
        file: {
          name: entry.name,
          stat: stat.value,
          content: withoutRanges(content.value, parsed.cuts),
          sha256,
          read: withinLimit(parsed.read),
          cardCuts: parsed.cardCuts,
        },
      }
    },
    blocked: showBlocked,
    isResting(entry, nowMs) {
      const crash = crashed.get(entry.name)
      return crash?.size === entry.size && crash.mtimeMs === entry.mtimeMs && nowMs < crash.dueMs
    },
    forgetAllBut(names) {
      forgetOthers(blockedSince, names)
      forgetOthers(crashed, names)
    },
  }
}

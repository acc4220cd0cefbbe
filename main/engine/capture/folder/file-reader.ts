import type { ConnectionSettings } from '../../../contract/settings.ts'
import { isUnchanged } from '../../../core/capture/readiness.ts'
import { type FileReason, reasonOf } from '../../../core/capture/reasons.ts'
import { type ExportLimits, MAX_EXPORT_BYTES, MAX_EXPORT_SIZE, usualLimits } from '../../../core/channels/export.ts'
import type { FolderEntry, ProblemReason } from '../../../core/ports/files.ts'
import { withoutRanges } from '../../../core/xml/byte-ranges.ts'
import type { CaptureDeps } from '../deps.ts'
import type { FoundFile } from '../found-file.ts'
import { forgetOthers } from './observations.ts'
import { describeFile, type SnapshotFile } from './snapshot.ts'
import type { FolderIdentity } from './target.ts'

/**
 * `found`: whole, unchanged while it was read, and understood as far as it can be. `lost`: the whole folder
 * went away.
 */
type ReadFile =
  | { kind: 'found'; file: FoundFile }
  | { kind: 'shown'; file: SnapshotFile }
  /** Its reader died of it. */
  | { kind: 'failed'; reason: FileReason }
  | { kind: 'gone' }
  | { kind: 'lost' }

/** The channel that a file is for, and the limits it is read by. */
type ReadFor = Pick<ConnectionSettings, 'kind'> & ExportLimits

/** Reads the files of one folder, and remembers which of them could not be read. */
export type FileReader = {
  /**
   * Reads a file and looks again: a file that changed meanwhile is left for the next scan. `sinceMs`: when it
   * was first seen.
   */
  read(entry: FolderEntry, as: ReadFor, sinceMs: number | undefined): Promise<ReadFile>
  /** How a file is shown that cannot be read just now. */
  blocked(entry: FolderEntry, problem: ProblemReason): SnapshotFile
  forgetAllBut(names: ReadonlySet<string>): void
}

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

  /** Too large to be read at all: known by name, size and time instead of its content. */
  const tooLarge = (entry: FolderEntry): FoundFile => ({
    name: entry.name,
    stat: entry,
    content: new Uint8Array(),
    sha256: host.sha256(new TextEncoder().encode(`${entry.name}|${entry.size}|${entry.mtimeMs}`)),
    read: { kind: 'unusable', cause: 'file-too-large', facts: { limit: MAX_EXPORT_SIZE } },
    cardCuts: [],
    limits: usualLimits,
  })

  return {
    async read(entry, { kind, ...limits }, sinceMs) {
      const path = files.join(identity.path, entry.name)
      const content = await files.read(path, MAX_EXPORT_BYTES, entry)
      if (!content.ok && content.reason === 'too-large') return { kind: 'found', file: tooLarge(entry) }
      if (!content.ok) return notReadable(entry, content.reason)
      const stat = await files.stat(path)
      if (!stat.ok) return notReadable(entry, stat.reason)
      if (!isUnchanged(entry, stat.value) || content.value.length !== entry.size)
        return { kind: 'shown', file: describeFile(clock, entry, 'writing', 'changed', sinceMs) }
      const parsed = await parse.read(kind, content.value, limits)
      if (!parsed.ok) {
        log.error('parser-crashed', { folder: identity.id, bytes: content.value.length })
        return { kind: 'failed', reason: 'parser' }
      }
      blockedSince.delete(entry.name)
      // Of the whole file, before anything is taken out: that is what comes again.
      const sha256 = host.sha256(content.value)
      return {
        kind: 'found',
        file: {
          name: entry.name,
          stat: stat.value,
          content: withoutRanges(content.value, parsed.cuts),
          sha256,
          read: parsed.read,
          limits,
          cardCuts: parsed.cardCuts,
        },
      }
    },
    blocked: showBlocked,
    forgetAllBut: (names) => forgetOthers(blockedSince, names),
  }
}

import type { ConnectionSettings, FolderSettings } from '../../contract/settings.ts'
import { compareNames, isTemporaryName, markerNames, matcherOf } from '../../core/capture/names.ts'
import { readinessOf, type Sight, sightOf } from '../../core/capture/readiness.ts'
import { inCaptureOrder } from '../../core/capture/sequence.ts'
import type { ReadExport } from '../../core/exports/export.ts'
import { readJobExport } from '../../core/exports/read-job.ts'
import { readOtaExport } from '../../core/exports/read-ota.ts'
import { orderKeyOf } from '../../core/order/keys.ts'
import type { FileProblem, FolderEntry } from '../../core/ports/files.ts'
import type { Look } from '../../store/tables/folder-looks.ts'
import type { EngineContext } from '../deps.ts'
import { letLeave, setAside } from './after-capture.ts'
import { type Captured, captureFile, type FoundFile } from './capture-file.ts'

/**
 * One look into one export folder. The listing is the truth: every file is captured, or shown with the reason why not. What a scan
 * remembers between looks is only since when it has seen each file unchanged.
 */

const MAX_FILE_BYTES = 16 * 1024 * 1024
const MOST_SHOWN = 200
const BATCH = 100

type LookFile = Look['files'][number]

export type FolderMemory = {
  sights: Map<string, Sight>
  /** Files in the database that stay in the folder, by name, with what they were when they were read. */
  settled: Map<string, { captured: Captured; sight: Sight; kind: ReadExport['kind'] }>
}

export const freshMemory = (): FolderMemory => ({ sights: new Map(), settled: new Map() })

export type ScanParts = {
  context: EngineContext
  folder: FolderSettings
  connection: ConnectionSettings
  memory: FolderMemory
  /** How long an unusable or unfinished file stays unchanged before it is set aside or failed. */
  patienceMs: number
  /** False once this process must capture no more. */
  mayCapture: () => boolean
}

/** Looks, captures what is ready, lets go what was captured. Gives what there is to see. */
export const scanFolder = async (parts: ScanParts): Promise<Look> => {
  const { context, folder, memory } = parts
  const listed = await context.files.list(folder.path)
  if (!listed.ok) return { state: listed.reason === 'denied' ? 'unreadable' : 'missing', reason: listed.reason, files: [] }
  const { left, problem } = await letGo(parts, listed.value)
  const entries = listed.value.filter((entry) => !left.has(entry.name))
  const names = new Set(entries.map((entry) => entry.name))
  for (const name of memory.sights.keys()) if (!names.has(name)) memory.sights.delete(name)
  for (const name of memory.settled.keys()) if (!names.has(name)) memory.settled.delete(name)
  const shown: LookFile[] = []
  const ready: FolderEntry[] = []
  const marks = new Set([...names].map((name) => name.toLowerCase()))
  for (const entry of entries) {
    const state = judge(parts, entry, marks)
    if (state === 'ready') ready.push(entry)
    else shown.push(state)
  }
  ready.sort((a, b) => a.mtimeMs - b.mtimeMs || compareNames(a.name, b.name))
  let moveProblem = problem
  for (let n = 0; n < ready.length && parts.mayCapture(); n += BATCH) {
    const result = await captureBatch(parts, ready.slice(n, n + BATCH))
    shown.push(...result.shown)
    moveProblem ??= result.problem
  }
  const state = moveProblem ? 'cannot-move' : 'ok'
  return { state, reason: moveProblem?.reason ?? null, files: shown.slice(0, MOST_SHOWN) }
}

/** Files whose capture was committed but which have not left yet: after a crash, or because they could not be moved then. */
const letGo = async (
  { context, folder }: ScanParts,
  entries: FolderEntry[],
): Promise<{ left: Set<string>; problem: FileProblem | null }> => {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const left = new Set<string>()
  let problem: FileProblem | null = null
  for (const capture of context.store.captures.yetToLeave(folder.id)) {
    const entry = byName.get(capture.fileName)
    const isStillIt = entry && entry.size === capture.size && entry.mtimeMs === capture.mtimeMs
    if (!isStillIt) context.store.write(() => context.store.captures.setFileState(capture.id, 'gone'))
    else {
      const failure = await letLeave(context, folder, { captureId: capture.id, name: capture.fileName, content: null })
      problem = failure ?? problem
      if (failure === null) left.add(capture.fileName)
    }
  }
  return { left, problem }
}

const shownAs = (context: EngineContext, entry: FolderEntry, state: LookFile['state'], reason: string, sinceMs?: number): LookFile => {
  const { clock } = context
  const ago = sinceMs === undefined ? 0 : clock.monotonicMs() - sinceMs
  // Whole seconds: two clocks never agree on the last millisecond, and an unchanged look is not written again.
  return { name: entry.name, size: entry.size, state, reason, since: Math.round((clock.now() - ago) / 1000) * 1000 }
}

/** What a file is to us now: ready to be read, or something to show with its reason. `marks`: all names, in small letters. */
const judge = (parts: ScanParts, entry: FolderEntry, marks: Set<string>): LookFile | 'ready' => {
  const { context, folder, memory } = parts
  if (!entry.isFile) return shownAs(context, entry, 'ignored', 'sub-folder')
  if (isTemporaryName(entry.name)) return shownAs(context, entry, 'ignored', 'temporary-name')
  if (folder.ready.kind === 'marker' && entry.name.toLowerCase().endsWith(folder.ready.suffix.toLowerCase()))
    return shownAs(context, entry, 'ignored', 'marker')
  if (!matcherOf(folder.pattern)(entry.name)) return shownAs(context, entry, 'ignored', 'pattern')
  const nowMs = context.clock.monotonicMs()
  const sight = sightOf(memory.sights.get(entry.name), entry, nowMs)
  memory.sights.set(entry.name, sight)
  const settled = memory.settled.get(entry.name)
  if (settled && isSameSight(settled.sight, sight)) return shownSettled(context, entry, settled.kind, sight)
  const hasMarker =
    folder.ready.kind === 'marker' && markerNames(entry.name, folder.ready.suffix).some((name) => marks.has(name.toLowerCase()))
  const readiness = readinessOf(sight, folder.ready, { nowMs, hasMarker })
  if (readiness === 'ready') return 'ready'
  return shownAs(context, entry, readiness === 'waits-for-marker' ? 'new' : 'writing', readiness, sight.firstSeenMs)
}

/** A file that is in the database and stays where it is. */
const shownSettled = (context: EngineContext, entry: FolderEntry, kind: ReadExport['kind'], sight?: Sight): LookFile =>
  kind === 'messages'
    ? shownAs(context, entry, 'captured', 'left')
    : shownAs(context, entry, kind === 'incomplete' ? 'incomplete' : 'unusable', 'unread', sight?.unchangedSinceMs)

const isSameSight = (a: Sight, b: Sight): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs && a.inode === b.inode

/** Reads a batch, puts it in order and captures it; then lets each file leave. */
const captureBatch = async (parts: ScanParts, entries: FolderEntry[]): Promise<{ shown: LookFile[]; problem: FileProblem | null }> => {
  const { context, folder, connection } = parts
  const shown: LookFile[] = []
  const found: (FoundFile & { entry: FolderEntry; mtimeMs: number; orderKey: string | null; modifiedAt: number | null })[] = []
  for (const entry of entries) {
    const file = await readSteady(parts, entry)
    if ('state' in file) shown.push(file)
    else found.push({ ...file, entry, mtimeMs: entry.mtimeMs, ...sequenceOf(file.read, connection) })
  }
  let problem: FileProblem | null = null
  for (const file of inCaptureOrder(found)) {
    if (!parts.mayCapture()) break
    const captured = captureFile(context, { folder, connection }, file)
    if (captured.isNew) context.log.info('captured', { capture: captured.captureId, folder: folder.id, messages: countOf(file.read) })
    context.changed('messages')
    if (captured.fileState === 'present')
      problem = (await letLeave(context, folder, { captureId: captured.captureId, name: file.name, content: file.content })) ?? problem
    else {
      rememberSettled(parts, file, captured)
      shown.push(shownSettled(context, file.entry, file.read.kind, parts.memory.sights.get(file.name)))
    }
  }
  return { shown, problem }
}

const countOf = (read: ReadExport): number => (read.kind === 'messages' ? read.messages.length : 0)

const sequenceOf = (read: ReadExport, connection: ConnectionSettings): { orderKey: string | null; modifiedAt: number | null } => {
  const [first] = read.kind === 'messages' ? read.messages : []
  if (!first || first.reservationId === null) return { orderKey: null, modifiedAt: null }
  // A cancel may not name its hotel, so the order within one scan goes by reservation alone.
  return { orderKey: orderKeyOf({ ...first, connection, hotelCode: null, id: '' }), modifiedAt: first.modifiedAt }
}

/** Reads and looks again: a file that changed while it was read is left for the next scan. */
const readSteady = async (parts: ScanParts, entry: FolderEntry): Promise<FoundFile | LookFile> => {
  const { context, folder, connection, memory } = parts
  const path = context.files.join(folder.path, entry.name)
  const content = await context.files.read(path, MAX_FILE_BYTES)
  if (!content.ok && content.reason === 'too-large') {
    const facts = { limit: String(MAX_FILE_BYTES / 1024 / 1024) }
    const identity = context.host.sha256(Buffer.from(`${entry.name}|${entry.size}|${entry.mtimeMs}`, 'utf8'))
    return {
      name: entry.name,
      stat: entry,
      content: new Uint8Array(),
      sha256: identity,
      read: { kind: 'unusable', cause: 'file-too-large', facts },
    }
  }
  const sight = memory.sights.get(entry.name)
  if (!content.ok) return shownAs(context, entry, 'unreadable', content.reason, sight?.firstSeenMs)
  const stat = await context.files.stat(path)
  if (!stat.ok) return shownAs(context, entry, 'writing', stat.reason, sight?.firstSeenMs)
  if (stat.value.size !== entry.size || stat.value.mtimeMs !== entry.mtimeMs || stat.value.inode !== entry.inode)
    return shownAs(context, entry, 'writing', 'changed', sight?.firstSeenMs)
  const read = connection.kind === 'propexo' ? readJobExport(content.value) : readOtaExport(content.value)
  return { name: entry.name, stat: stat.value, content: content.value, sha256: context.host.sha256(content.value), read }
}

const rememberSettled = ({ memory }: ScanParts, file: FoundFile, captured: Captured): void => {
  const sight = memory.sights.get(file.name)
  if (sight) memory.settled.set(file.name, { captured, sight, kind: file.read.kind })
}

/** Files that stayed unchanged and unusable for long enough: an unfinished one fails in place, a broken one is set aside. */
export const settleUnread = async (parts: ScanParts): Promise<void> => {
  const { context, folder, memory, patienceMs } = parts
  const { store, clock } = context
  for (const [name, { captured, kind }] of [...memory.settled]) {
    const sight = memory.sights.get(name)
    if (kind === 'messages' || !sight || clock.monotonicMs() - sight.unchangedSinceMs < patienceMs) continue
    const [item] = store.messages.ofCapture(captured.captureId)
    if (!item) continue
    if (item.cause === 'file-incomplete') {
      if (item.state === 'waiting') {
        store.write(() => store.messages.update({ ...item, state: 'failed' }, clock.now()))
        context.changed('messages')
      }
    } else if (captured.fileState === 'left') {
      const problem = await setAside(context, folder, { captureId: captured.captureId, name })
      if (problem) context.log.warn('cannot-set-aside', { folder: folder.id, reason: problem.reason })
      else memory.settled.delete(name)
    }
  }
}

import type { FolderHealth } from '../../contract/health.ts'
import type { ConnectionSettings } from '../../contract/settings.ts'
import { compareNames, isOwnName, matcherOf } from '../../core/capture/names.ts'
import { reasonOf } from '../../core/capture/reasons.ts'
import { inCaptureOrder, type Sequenced } from '../../core/capture/sequence.ts'
import type { ReadExport } from '../../core/channels/export.ts'
import type { FolderEntry } from '../../core/ports/files.ts'
import { orderKeyOf } from '../../core/queue/keys.ts'
import type { Look } from '../../store/tables/folder-looks.ts'
import { captureFile, type FoundFile } from './capture-file.ts'
import { forgetOthers, type LookFile, noteExport, type ScanParts } from './folder-memory.ts'
import { judgeEntry } from './judge-entry.ts'
import { letGo, letLeaveNow, stuckProblem, writeGone } from './let-go.ts'
import { readSteady } from './read-steady.ts'
import { lookOf, shownAs, shownSettled } from './show-file.ts'

/**
 * One look into one export folder. The listing is the truth: every file is captured, or shown with the reason why not. What a look
 * remembers for the next is only since when it has seen each file unchanged.
 */

/** Of many files found ready at once, the content of these is kept between putting them in order and capturing them; the rest is read twice. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024
/** From so many files on, a look shows what it found before it is through. */
const MANY = 20

/** Looks, captures what is ready, lets go what was captured. Gives what there is to see. */
export const scanFolder = async (parts: ScanParts): Promise<Look> => {
  const { context, folder, memory } = parts
  const listed = await context.files.list(folder.path)
  if (!listed.ok) return lostLook(parts, listed.reason)
  // One that was halted may have a successor in this very PC: it takes nothing out and gives nothing back any more.
  const mayCapture = (await parts.lease.confirm()) && context.isOwner()
  const { lying, left } = mayCapture
    ? await letGo(parts, listed.value)
    : { lying: new Set<string>(), left: new Set<string>() }
  const entries = listed.value.filter(({ name }) => !isOwnName(name) && !left.has(name))
  const names = new Set(entries.map(({ name }) => name))
  forgetOthers(memory, names)
  const judging = {
    matches: matcherOf(folder.pattern),
    marks: new Set([...names].map((name) => name.toLowerCase())),
    lying,
    nowMs: context.clock.monotonicMs(),
  }
  const shown: LookFile[] = []
  const ready: FolderEntry[] = []
  for (const entry of entries) {
    const state = judgeEntry(parts, entry, judging)
    if (state === 'ready') ready.push(entry)
    else shown.push(state)
  }
  const hasRoom = context.store.trouble()?.kind !== 'disk-full'
  if (ready.length > MANY || !mayCapture || !hasRoom) {
    const why = hasRoom ? 'capturing' : 'no-room'
    const waiting = ready.map((entry) =>
      shownAs(context, entry, 'capturing', why, memory.sights.get(entry.name)?.firstSeenMs),
    )
    const look = finalLook(parts, [...shown, ...waiting])
    if (!mayCapture || !hasRoom) return look
    parts.showMeanwhile(look)
  }
  const result = await captureAll(parts, ready)
  writeGone(parts)
  return result.isLost ? lostLook(parts, 'unreachable') : finalLook(parts, [...shown, ...result.shown])
}

/** The look at a folder that cannot be read, as a state of its own. */
const lostLook = ({ memory }: ScanParts, problem: string): Look =>
  lookOf(memory, problem === 'denied' ? 'unreadable' : 'missing', reasonOf(problem), [])

const finalLook = (parts: ScanParts, shown: readonly LookFile[]): Look => {
  const problem = stuckProblem(parts)
  const state: FolderHealth['state'] = problem ? 'cannot-move' : 'ok'
  return lookOf(parts.memory, state, problem?.reason ?? null, shown)
}

type Placed = Sequenced & { entry: FolderEntry; file: FoundFile | null }

/**
 * Reads everything that is ready to know its order, then captures it in that order and lets each file leave. However many there
 * are, no more than `MOST_KEPT_BYTES` of them are in memory.
 */
const captureAll = async (
  parts: ScanParts,
  ready: readonly FolderEntry[],
): Promise<{ shown: LookFile[]; isLost: boolean }> => {
  const shown: LookFile[] = []
  const placed: Placed[] = []
  let keptBytes = 0
  for (const entry of ready.toSorted((a, b) => a.mtimeMs - b.mtimeMs || compareNames(a.name, b.name))) {
    if (!(await parts.lease.confirm())) return { shown, isLost: false }
    const read = await readSteady(parts, entry)
    if (read.kind === 'lost') return { shown, isLost: true }
    if (read.kind === 'shown') shown.push(read.file)
    if (read.kind !== 'found') continue
    const { file } = read
    keptBytes += file.content.length
    const isKept = keptBytes <= MOST_KEPT_BYTES
    placed.push({
      name: entry.name,
      mtimeMs: entry.mtimeMs,
      entry,
      file: isKept ? file : null,
      ...placeOf(file.read, parts.connection),
    })
  }
  for (const one of inCaptureOrder(placed)) {
    if (!(await parts.lease.confirm())) break
    const outcome = await captureOne(parts, one)
    one.file = null
    if (outcome === 'lost') return { shown, isLost: true }
    if (outcome !== null) shown.push(outcome)
  }
  return { shown, isLost: false }
}

/** Captures one file. Gives how it is shown, null where nothing is left of it, `lost` where the folder went away. */
const captureOne = async (parts: ScanParts, { entry, file: kept }: Placed): Promise<LookFile | 'lost' | null> => {
  const { context, folder, connection, memory, lease } = parts
  const read = kept ? ({ kind: 'found', file: kept } as const) : await readSteady(parts, entry)
  if (read.kind === 'lost') return 'lost'
  if (read.kind === 'gone') return null
  if (read.kind === 'shown') return read.file
  const { file } = read
  const captured = captureFile(context, { folder, connection }, file, () => lease.isGood() && context.isOwner())
  if (captured === null) return null
  if (captured.isNew) {
    noteExport(memory, context.clock.now())
    context.log.info('captured', { capture: captured.captureId, folder: folder.id, messages: countOf(file.read) })
    context.changed('messages')
  }
  if (captured.fileState === 'present') {
    await letLeaveNow(parts, captured.captureId, file)
    return memory.stuck.has(file.name) ? shownAs(context, entry, 'captured', 'stuck') : null
  }
  const sight = memory.sights.get(file.name)
  if (sight)
    memory.settled.set(file.name, { captured, sight, kind: file.read.kind, readAtMs: context.clock.monotonicMs() })
  return shownSettled(context, entry, file.read.kind, sight)
}

const countOf = (read: ReadExport): number => (read.kind === 'messages' ? read.messages.length : 0)

const placeOf = (
  read: ReadExport,
  connection: ConnectionSettings,
): { orderKey: string | null; modifiedAt: number | null } => {
  const [first] = read.kind === 'messages' ? read.messages : []
  if (!first || first.reservationId === null) return { orderKey: null, modifiedAt: null }
  // A cancel may not name its hotel, so the order within one look goes by reservation alone.
  return { orderKey: orderKeyOf({ ...first, connection, hotelCode: null, id: '' }), modifiedAt: first.modifiedAt }
}

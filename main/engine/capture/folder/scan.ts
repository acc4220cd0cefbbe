import { compareNames, isOwnName, matcherOf } from '../../../core/capture/names.ts'
import { type FileReason, reasonOf } from '../../../core/capture/reasons.ts'
import { inCaptureOrder, type Sequenced } from '../../../core/capture/sequence.ts'
import type { ReadExport } from '../../../core/channels/export.ts'
import type { FolderEntry } from '../../../core/ports/files.ts'
import { faultOf } from '../../../core/redact/fault.ts'
import { onHotelClock } from '../../../core/time/written-time.ts'
import { writeFaultKindOf } from '../../../store/lifecycle/write-guard.ts'
import { type Captured, captureFailure, captureFile } from '../capture-file.ts'
import type { CaptureDeps } from '../deps.ts'
import type { FoundFile } from '../found-file.ts'
import { classifyEntry } from './classify-entry.ts'
import type { Departures } from './departures.ts'
import type { ExportTimes } from './export-times.ts'
import type { FileReader } from './file-reader.ts'
import type { Observations } from './observations.ts'
import type { Lease } from './ownership.ts'
import type { RetainedFiles } from './retained-files.ts'
import type { Setbacks } from './setbacks.ts'
import { describeFile, describeRetained, type Snapshot, type SnapshotFile, snapshotOf } from './snapshot.ts'
import type { Target } from './target.ts'
import type { UnfinishedCaptures } from './unfinished-captures.ts'

/**
 * Of many files found ready at once, the content of these is kept between putting them in order and capturing
 * them; the rest is read twice.
 */
const MOST_KEPT_BYTES = 16 * 1024 * 1024
/** From so many files on, a scan shows what it found before it is through. */
const MANY = 20

/**
 * One scan of one export folder: captures what is ready, takes out what was captured, and gives what there is
 * to see. The listing is the truth: every file is captured, or shown with the reason why not. `showMeanwhile`
 * shows what is there while a long scan is under way.
 */
export type Scan = (target: Target, lease: Lease, showMeanwhile: (snapshot: Snapshot) => void) => Promise<Snapshot>

type ScanDeps = Pick<
  CaptureDeps,
  'store' | 'channels' | 'files' | 'clock' | 'ids' | 'log' | 'settings' | 'changed' | 'isSender' | 'host'
> & {
  patienceMs: number
  exportTimes: { times(): ExportTimes; note(now: number): void }
  observations: Observations
  reader: FileReader
  departures: Departures
  retained: RetainedFiles
  setbacks: Setbacks
  unfinished: UnfinishedCaptures
}

/** A captured file that must still leave its folder. */
type Leaving = { entry: FolderEntry; file: FoundFile; captureId: string }

/** So many files, or so many bytes of them, leave together: their witness takes one sync. */
const MOST_LEAVING = 20
const MOST_LEAVING_BYTES = 4 * 1024 * 1024

const isFull = (group: readonly Leaving[]): boolean =>
  group.length >= MOST_LEAVING || group.reduce((sum, { file }) => sum + file.content.length, 0) >= MOST_LEAVING_BYTES

type SequencedFile = Sequenced & { entry: FolderEntry; file: FoundFile | null }

export const createScan = (deps: ScanDeps): Scan => {
  const { store, files, clock, log, changed, isSender, exportTimes, observations, reader, departures, retained } = deps
  const { setbacks, unfinished } = deps

  /** A folder that cannot be read, as a state of its own. */
  const lost = (problem: string): Snapshot =>
    snapshotOf(exportTimes.times(), problem === 'denied' ? 'unreadable' : 'missing', reasonOf(problem), [])

  const seen = (shown: readonly SnapshotFile[]): Snapshot => {
    const problem = departures.problem()
    return snapshotOf(exportTimes.times(), problem ? 'cannot-move' : 'ok', problem?.reason ?? null, shown)
  }

  /** The lease on the folder, which only the sender of this data folder uses. */
  const senderLease = ({ isGood, confirm }: Lease): Lease => ({ isGood: () => isGood() && isSender(), confirm })

  const read = ({ connection: { kind, maxRequestBytes }, folder }: Target, entry: FolderEntry) => {
    const limits = { maxRequestBytes, maxMessages: folder.maxMessagesPerFile }
    return reader.read(entry, { kind, ...limits }, observations.of(entry.name)?.firstSeenMs)
  }

  /**
   * The file failed for its own part: it is shown, rests for a while, and becomes an item of its own the
   * second time.
   */
  const setBack = (target: Target, lease: Lease, entry: FolderEntry, reason: FileReason): SnapshotFile => {
    if (setbacks.note(entry, reason) >= 2) {
      captureFailure(deps, target, entry, senderLease(lease))
      changed('messages')
    }
    return describeFile(clock, entry, 'unreadable', reason, observations.of(entry.name)?.firstSeenMs)
  }

  /**
   * What a fault of one file throws must not end the look at all others. A full disk is no fault of a file.
   */
  const guarded = async <T>(target: Target, lease: Lease, entry: FolderEntry, work: () => Promise<T>) => {
    try {
      return await work()
    } catch (error) {
      if (writeFaultKindOf(error) !== null) throw error
      log.error('capture-failed', { folder: target.folder.id, ...faultOf(error) })
      return { kind: 'shown' as const, file: setBack(target, lease, entry, 'not-captured') }
    }
  }

  /**
   * Null: another PC or process has the folder now. A file whose transaction takes longer than the lease
   * fails for its own part.
   */
  const capture = async (target: Target, lease: Lease, file: FoundFile): Promise<Captured | 'too-slow' | null> => {
    const captured = await captureFile(deps, target, file, senderLease(lease))
    if (captured !== null) return captured
    return isSender() && (await lease.confirm()) ? 'too-slow' : null
  }

  /**
   * Captures one file. Gives how it is shown, null where nothing is left of it, `lost` where the folder went
   * away, and the file where it must still leave.
   */
  const captureOne = async (
    target: Target,
    lease: Lease,
    { entry, file: kept }: SequencedFile,
  ): Promise<SnapshotFile | Leaving | 'lost' | null> => {
    const found = kept ? ({ kind: 'found', file: kept } as const) : await read(target, entry)
    if (found.kind === 'lost') return 'lost'
    if (found.kind === 'gone') return null
    if (found.kind === 'shown') return found.file
    if (found.kind === 'failed') return setBack(target, lease, entry, found.reason)
    const { file } = found
    const captured = await capture(target, lease, file)
    if (captured === null) return null
    if (captured === 'too-slow') return setBack(target, lease, entry, 'not-captured')
    setbacks.end(file.name)
    if (captured.isNew) {
      exportTimes.note(clock.now())
      log.info('captured', {
        capture: captured.captureId,
        folder: target.folder.id,
        messages: file.read.kind === 'messages' ? file.read.messages.length : 0,
      })
      changed('messages')
    }
    if (captured.fileState === 'present') return { entry, file, captureId: captured.captureId }
    const observation = observations.of(file.name)
    if (observation) retained.retain(captured, observation, { name: file.name, kind: file.read.kind })
    return describeRetained(clock, entry, file.read.kind, observation?.unchangedSinceMs)
  }

  /**
   * Takes captured files out, once the witness of them is on the disk too: what a lost log takes with it then
   * has its number. Gives those that could not leave. Another owner of the folder takes out what is left.
   */
  const leave = async (target: Target, lease: Lease, group: readonly Leaving[]): Promise<SnapshotFile[]> => {
    if (group.length === 0) return []
    store.witness.keep()
    const stuck: SnapshotFile[] = []
    for (const { entry, file, captureId } of group) {
      if (!lease.isGood() || !isSender()) break
      await departures.depart(target.folder, captureId, file)
      if (departures.isStuck(file.name)) stuck.push(describeFile(clock, entry, 'captured', 'stuck'))
    }
    return stuck
  }

  /**
   * Reads everything that is ready to know its order, then captures it in that order and takes each file out.
   * However many there are, no more than `MOST_KEPT_BYTES` of them are in memory.
   */
  const captureAll = async (
    target: Target,
    lease: Lease,
    ready: readonly FolderEntry[],
  ): Promise<{ shown: SnapshotFile[]; isLost: boolean }> => {
    const shown: SnapshotFile[] = []
    const sequenced: SequencedFile[] = []
    let keptBytes = 0
    for (const entry of ready.toSorted((a, b) => a.mtimeMs - b.mtimeMs || compareNames(a.name, b.name))) {
      if (!(await lease.confirm())) return { shown, isLost: false }
      const found = await guarded(target, lease, entry, () => read(target, entry))
      if (found.kind === 'lost') return { shown, isLost: true }
      if (found.kind === 'failed') shown.push(setBack(target, lease, entry, found.reason))
      if (found.kind === 'shown') shown.push(found.file)
      if (found.kind !== 'found') continue
      const { file } = found
      keptBytes += file.content.length
      sequenced.push({
        name: entry.name,
        mtimeMs: entry.mtimeMs,
        entry,
        file: keptBytes <= MOST_KEPT_BYTES ? file : null,
        ...sequenceOf(file.read, deps.settings().timeZone),
      })
    }
    let group: Leaving[] = []
    const leaveNow = async () => {
      const leaving = group
      group = []
      shown.push(...(await leave(target, lease, leaving)))
    }
    try {
      for (const one of inCaptureOrder(sequenced)) {
        if (!(await lease.confirm())) break
        const done = await guarded(target, lease, one.entry, async () => ({
          kind: 'done' as const,
          outcome: await captureOne(target, lease, one),
        }))
        const outcome = done.kind === 'done' ? done.outcome : done.file
        one.file = null
        if (outcome === 'lost') return { shown, isLost: true }
        if (outcome !== null && 'captureId' in outcome) group.push(outcome)
        else if (outcome !== null) shown.push(outcome)
        if (isFull(group)) await leaveNow()
      }
    } finally {
      // What is committed leaves, also where the next one could not be captured.
      await leaveNow()
    }
    return { shown, isLost: false }
  }

  return async (target, lease, showMeanwhile) => {
    const { folder } = target
    const listed = await files.list(folder.path)
    if (!listed.ok) return lost(listed.reason)
    // A process that was halted may have a successor on this PC: it removes nothing and restores nothing any
    // more.
    const mayCapture = (await lease.confirm()) && isSender()
    if (mayCapture) store.witness.keep()
    const left = mayCapture ? await departures.resume(folder, listed.value) : new Set<string>()
    const hasRoom = store.writeFault()?.kind !== 'disk-full'
    const stillUnfinished =
      mayCapture && hasRoom ? await unfinished.finish(target, senderLease(lease)) : new Set<string>()
    const entries = listed.value.filter(({ name }) => !isOwnName(name) && !left.has(name))
    const names = new Set(entries.map(({ name }) => name))
    for (const memory of [observations, reader, retained, setbacks]) memory.forgetAllBut(names)
    const facts = {
      ready: folder.ready,
      matches: matcherOf(folder.pattern),
      lowerCaseNames: new Set([...names].map((name) => name.toLowerCase())),
      isStuck: mayCapture ? departures.isStuck : () => false,
      isUnfinished: (name: string) => stillUnfinished.has(name),
      nowMs: clock.monotonicMs(),
    }
    const shown: SnapshotFile[] = []
    const ready: FolderEntry[] = []
    for (const entry of entries) {
      const file = classifyEntry(deps, entry, facts)
      if (file === 'ready') ready.push(entry)
      else shown.push(file)
    }
    if (ready.length > MANY || !mayCapture || !hasRoom) {
      const reason = hasRoom ? 'capturing' : 'no-room'
      const waiting = ready.map((entry) =>
        describeFile(clock, entry, 'capturing', reason, observations.of(entry.name)?.firstSeenMs),
      )
      const snapshot = seen([...shown, ...waiting])
      if (!mayCapture || !hasRoom) return snapshot
      showMeanwhile(snapshot)
    }
    const captured = await captureAll(target, lease, ready)
    departures.commit()
    return captured.isLost ? lost('unreachable') : seen([...shown, ...captured.shown])
  }
}

/**
 * What the order within one scan goes by: a cancel may not name its hotel, so by the ids of the booking
 * alone.
 */
const sequenceOf = (read: ReadExport, timeZone: string): Omit<Sequenced, 'name' | 'mtimeMs'> => {
  const [first] = read.kind === 'messages' ? read.messages : []
  return {
    bookingIds: first?.bookingIds.map(({ value }) => value) ?? [],
    modified: first?.modified ? onHotelClock(first.modified, timeZone) : null,
    isUndatedCancel: first?.kind === 'cancel' && first.modified === null,
  }
}

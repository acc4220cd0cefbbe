import { ownerText, UNKNOWN_OWNER } from '../../../core/capture/owner.ts'
import { nextScanMs } from '../../../core/capture/pace.ts'
import { faultOf } from '../../../core/redact/fault.ts'
import { writeFaultKindOf } from '../../../store/lifecycle/write-guard.ts'
import type { CaptureDeps } from '../deps.ts'
import type { CopyExpiry } from './expire-copies.ts'
import type { ExportTimes } from './export-times.ts'
import { createOwnership, type Lease, type Ownership, type OwnerTimes, soleOwnership } from './ownership.ts'
import type { RetainedFiles } from './retained-files.ts'
import type { Scan } from './scan.ts'
import { type Snapshot, type SnapshotFile, snapshotOf } from './snapshot.ts'
import { createSnapshotWriter } from './snapshot-writer.ts'
import type { Target } from './target.ts'

/** Scans one export folder again and again, never twice at once. No folder waits for another. */
export type FolderWatch = {
  /** Scans at once, whatever was planned: the PC woke up, its network changed. */
  scanNow(): void
  /** A call to the folder's share has been out for long: it counts as unreachable. */
  showSilent(): void
  /** Ends it; `isLeaving`: other PCs may have the folder at once. */
  stop(isLeaving: boolean): Promise<void>
}

type WatchDeps = Pick<CaptureDeps, 'store' | 'files' | 'owners' | 'clock' | 'log' | 'host' | 'changed'> & {
  ownerTimes: OwnerTimes
  target: Target
  scan: Scan
  failOverdue: RetainedFiles['failOverdue']
  expireCopies: CopyExpiry
  isStuck: (name: string) => boolean
  exportTimes: () => ExportTimes
}

const RIPE_MARGIN_MS = 20
const CLAIM_SCAN_MS = 1_000
/**
 * A call to a dead share may be out for minutes; a program that ends does not wait for it. What comes back
 * later captures nothing.
 */
const LONGEST_STOP_MS = 1_000

export const startFolderWatch = (deps: WatchDeps): FolderWatch => {
  const { files, clock, log, target, exportTimes } = deps
  const { folder } = target
  const everyMs = folder.scanSeconds * 1000
  let isStopped = false
  let isRung = false
  let lostScans = 0
  let cancel: (() => void) | null = null
  let running: Promise<void> = Promise.resolve()
  const failing = { scan: '', showing: '' }
  let unwatch: () => void = () => undefined

  const writer = createSnapshotWriter(deps, folder.id)
  const show = (snapshot: Snapshot) => {
    if (!isStopped) writer.show(snapshot)
  }
  const showSafely = (snapshot: Snapshot) => {
    try {
      show(snapshot)
    } catch (error) {
      logFailure(error)
    }
  }
  /** A disk may stay full for days: what fails is said when it begins, not at every scan. */
  const logFailure = (error: unknown, of: keyof typeof failing = 'scan') => {
    const fields = faultOf(error)
    const what = JSON.stringify(fields)
    if (what === failing[of]) return
    failing[of] = what
    log.error('scan-failed', { folder: folder.id, ...fields })
  }

  const ownership = deps.owners
    ? createOwnership({
        owners: deps.owners,
        folder: folder.path,
        ...identityOf(deps, folder.id),
        clock,
        log,
        times: deps.ownerTimes,
        onChange: () => ring(),
        onFenced: () => {
          deps.store.write(() => deps.store.fence.close(clock.now()))
          deps.changed('health')
        },
      })
    : soleOwnership()

  /**
   * Another PC has the folder: what lies there is shown all the same, so that files nobody takes are noticed.
   */
  const lookOnly = async (other: NonNullable<ReturnType<Ownership['other']>>): Promise<Snapshot> => {
    const found = await deps.scan(target, noLease, () => undefined)
    // An unreadable owner file in a readable folder belongs to another PC. In an unreadable folder there need
    // be
    // none.
    if (found.state !== 'ok') return found
    const { name, owner, isKnown } = other
    const reason = owner !== null && !isKnown ? UNKNOWN_OWNER : null
    const files = found.files.map(
      (file): SnapshotFile => (file.reason === 'capturing' ? { ...file, reason: 'elsewhere' } : file),
    )
    return { ...found, state: 'watched-elsewhere', reason, who: name, owner, files }
  }

  const scanOnce = async (): Promise<Snapshot> => {
    const mayCapture = await ownership.confirm()
    const other = mayCapture ? null : ownership.other()
    if (other !== null) return lookOnly(other)
    const found = await deps.scan(target, ownership, showSafely)
    await deps.failOverdue(ownership)
    await deps.expireCopies(ownership)
    return found
  }

  /**
   * Milliseconds until something may be different without anybody ringing: a file quiet for long enough, a
   * claim confirmed.
   */
  const ripeMs = (found: Snapshot): number | null => {
    if (folder.ready.kind === 'quiet' && found.files.some(({ reason }) => reason === 'writing' || reason === 'changed'))
      return folder.ready.seconds * 1000 + RIPE_MARGIN_MS
    return found.files.some(({ reason }) => reason === 'capturing') ? CLAIM_SCAN_MS : null
  }

  /** Scans and shows what was found. Gives the milliseconds until the next scan. */
  const scanAndShow = async (): Promise<number> => {
    const beganMs = clock.monotonicMs()
    try {
      const found = await scanOnce()
      const wasLost = lostScans > 0
      lostScans = found.state === 'missing' && found.reason !== 'gone' ? lostScans + 1 : 0
      if (found.state === 'ok' && writer.isLost()) rewatch()
      show(found)
      failing.scan = ''
      failing.showing = ''
      if (wasLost && lostScans === 0) log.info('folder-answers', { folder: folder.id })
      return nextScanMs({ everyMs, lostScans, ripeMs: ripeMs(found), isRung, tookMs: clock.monotonicMs() - beganMs })
    } catch (error) {
      // A full or locked disk: nothing was committed, the files still lie there, the next scan tries again.
      if (isStopped) return everyMs
      logFailure(error)
      if (writeFaultKindOf(error) !== null) await showWaiting()
      return everyMs
    }
  }
  /** What lies there while nothing can be captured. */
  const showWaiting = async () => {
    try {
      show(withoutWriting(deps.isStuck, await deps.scan(target, noLease, () => undefined)))
    } catch (error) {
      logFailure(error, 'showing')
    }
  }

  const plan = (ms: number) => {
    if (!isStopped) cancel = clock.after(ms, run)
  }
  const run = () => {
    cancel = null
    isRung = false
    running = scanAndShow().then(plan)
  }
  const again = (ms: number) => {
    if (isStopped || isRung) return
    isRung = true
    if (!cancel) return
    cancel()
    plan(ms)
  }
  /** A share that is going away may send events without end; while it does not answer, they are ignored. */
  const ring = () => {
    if (lostScans === 0) again(nextScanMs({ everyMs, lostScans, ripeMs: null, isRung: true, tookMs: 0 }))
  }
  /** The system watches a folder, not a name: a folder that was deleted and made again is another one. */
  const rewatch = () => {
    unwatch()
    unwatch = files.watch(folder.path, ring)
  }

  ownership.start()
  rewatch()
  plan(0)
  return {
    scanNow: () => {
      lostScans = 0
      again(0)
    },
    showSilent: () => showSafely(snapshotOf(exportTimes(), 'missing', 'unreachable', [])),
    stop: async (isLeaving) => {
      isStopped = true
      cancel?.()
      unwatch()
      writer.end()
      const ended = Promise.all([running, ownership.stop(isLeaving)])
      await Promise.race([ended, new Promise<void>((resolve) => clock.after(LONGEST_STOP_MS, resolve))])
    },
  }
}

/** Scans and captures nothing. */
const noLease: Lease = { confirm: async () => false, isGood: () => false }

/**
 * A scan that captured nothing, because nothing can be written: what was ready to be captured waits for that.
 */
const withoutWriting = (isStuck: (name: string) => boolean, snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  files: snapshot.files.map((file): SnapshotFile => {
    if (file.reason !== 'capturing') return file
    return isStuck(file.name) ? { ...file, state: 'captured', reason: 'stuck' } : { ...file, reason: 'not-writable' }
  }),
})

/**
 * Who we are to other PCs, an id and a signature that only this data folder's key can make and the computer's
 * name; and which of them a person has confirmed.
 */
const identityOf = (
  { host, store }: Pick<CaptureDeps, 'host' | 'store'>,
  folder: string,
): Pick<Parameters<typeof createOwnership>[0], 'me' | 'isKnown' | 'isProven'> => {
  const name = host.name.split(',')[0]?.trim() || host.name
  const { owner, sign } = store.folderOwners.identity(name, folder)
  return {
    me: { host: owner, name, sign, fence: store.fence.provenFor(owner) ?? undefined },
    isKnown: (mark) => store.folderOwners.isKnown(folder, mark.host, ownerText(mark), mark.tag),
    isProven: ({ host, fence }) => fence !== undefined && store.fence.isProven(host, fence),
  }
}

import type { FolderSettings } from '../../contract/settings.ts'
import { nextLookMs } from '../../core/capture/pace.ts'
import { troubleKindOf } from '../../store/lifecycle/write-guard.ts'
import type { Look } from '../../store/tables/folder-looks.ts'
import type { EngineContext } from '../deps.ts'
import { createAnswering } from './answering.ts'
import type { FolderMemory, LookFile, ScanParts } from './folder-memory.ts'
import { scanFolder } from './folder-scan.ts'
import { createOwnership, type Lease, type OwnerTimes, soleOwnership } from './ownership.ts'
import { settleUnread } from './settle-unread.ts'
import { lookOf } from './show-file.ts'
import { createShowLook } from './show-look.ts'

/** Looks into one export folder again and again, never twice at once. No folder waits for another. */
export type FolderWatch = {
  folder: FolderSettings
  /** Looks at once, whatever was planned: the PC woke up, its network changed. */
  scanNow(): void
  /** Ends it; `isLeaving`: other PCs may have the folder at once. */
  stop(isLeaving: boolean): Promise<void>
}

export type WatchTimes = { patienceMs: number; answerMs: number; owner: OwnerTimes }

const RIPE_MARGIN_MS = 20
const CLAIM_LOOK_MS = 1_000
/** A call to a dead share may be out for minutes; a program that ends does not wait for it. What comes back later captures nothing. */
const LONGEST_STOP_MS = 5_000

export const watchFolder = (
  base: EngineContext,
  folder: FolderSettings,
  memory: FolderMemory,
  times: WatchTimes,
): FolderWatch | null => {
  const { clock, log } = base
  const connection = base.current().connections.find(({ id }) => id === folder.connection)
  if (!connection) return null
  const everyMs = folder.scanSeconds * 1000
  let isStopped = false
  let isRung = false
  let lostLooks = 0
  let cancel: (() => void) | null = null
  let running: Promise<void> = Promise.resolve()
  const failing = { scan: '', showing: '' }
  let unwatch: () => void = () => undefined

  const shown = createShowLook(base, folder)
  const show = (look: Look) => {
    if (!isStopped) shown.show(look)
  }
  const showSilent = () => {
    log.warn('folder-silent', { folder: folder.id })
    showSafely(lookOf(memory, 'missing', 'unreachable', []))
  }
  const showSafely = (look: Look) => {
    try {
      show(look)
    } catch (error) {
      logFailure(error)
    }
  }
  /** A disk may stay full for days: what fails is said when it begins, not at every look. */
  const logFailure = (error: unknown, of: keyof typeof failing = 'scan') => {
    const fields = { error: error instanceof Error ? error.name : 'unknown', code: errnoOf(error) }
    const what = JSON.stringify(fields)
    if (what === failing[of]) return
    failing[of] = what
    log.error('scan-failed', { folder: folder.id, ...fields })
  }

  const answering = createAnswering({ clock, afterMs: times.answerMs, onSilent: showSilent })
  const context: EngineContext = { ...base, files: answering.files(base.files) }
  const ownership = base.owners
    ? createOwnership({
        owners: answering.owners(base.owners),
        folder: folder.path,
        me: ownerOf(base, folder),
        clock,
        log,
        times: times.owner,
        onChange: () => ring(),
      })
    : soleOwnership()
  const parts: ScanParts = {
    context,
    folder,
    connection,
    memory,
    patienceMs: times.patienceMs,
    lease: ownership,
    showMeanwhile: showSafely,
  }

  const look = async (): Promise<Look> => {
    const mayCapture = await ownership.confirm()
    const other = mayCapture ? null : ownership.other()
    const elsewhere = { ...lookOf(memory, 'watched-elsewhere', null, []), who: other?.name ?? null }
    if (other !== null && other.name !== null) return elsewhere
    const found = await scanFolder(parts)
    // An owner file that may not be read, in a folder that may: somebody's. In a folder that may not, there need be none.
    if (other !== null) return found.state === 'ok' ? elsewhere : found
    await settleUnread(parts)
    return found
  }

  /** Milliseconds until something may be different without anybody ringing: a file quiet for long enough, a claim confirmed. */
  const ripeMs = (found: Look): number | null => {
    if (folder.ready.kind === 'quiet' && found.files.some(({ reason }) => reason === 'writing' || reason === 'changed'))
      return folder.ready.seconds * 1000 + RIPE_MARGIN_MS
    return found.files.some(({ reason }) => reason === 'capturing') ? CLAIM_LOOK_MS : null
  }

  const scan = async (): Promise<number> => {
    const beganMs = clock.monotonicMs()
    try {
      const found = await look()
      const wasLost = lostLooks > 0
      lostLooks = found.state === 'missing' && found.reason !== 'gone' ? lostLooks + 1 : 0
      if (found.state === 'ok' && shown.isLost()) rewatch()
      show(found)
      failing.scan = ''
      failing.showing = ''
      if (wasLost && lostLooks === 0) log.info('folder-answers', { folder: folder.id })
      return nextLookMs({ everyMs, lostLooks, ripeMs: ripeMs(found), isRung, tookMs: clock.monotonicMs() - beganMs })
    } catch (error) {
      // A full or locked disk: nothing was committed, the files still lie there, the next scan tries again.
      if (isStopped) return everyMs
      logFailure(error)
      if (troubleKindOf(error) !== null) await showWaiting()
      return everyMs
    }
  }
  /** What lies there while nothing can be captured. */
  const showWaiting = async () => {
    try {
      show(withoutWriting(memory, await scanFolder({ ...parts, lease: nobody, showMeanwhile: () => undefined })))
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
    running = scan().then(plan)
  }
  const again = (ms: number) => {
    if (isStopped || isRung) return
    isRung = true
    if (!cancel) return
    cancel()
    plan(ms)
  }
  /** A share that is going away may ring without end; while it does not answer, the bell is not heard. */
  const ring = () => {
    if (lostLooks === 0) again(nextLookMs({ everyMs, lostLooks, ripeMs: null, isRung: true, tookMs: 0 }))
  }
  /** The system watches a folder, not a name: one that was deleted and made again is another folder. */
  const rewatch = () => {
    unwatch()
    unwatch = base.files.watch(folder.path, ring)
  }

  ownership.start()
  rewatch()
  plan(0)
  return {
    folder,
    scanNow: () => {
      lostLooks = 0
      again(0)
    },
    stop: async (isLeaving) => {
      isStopped = true
      cancel?.()
      unwatch()
      shown.end()
      const ended = Promise.all([running, ownership.stop(isLeaving)])
      await Promise.race([ended, new Promise<void>((resolve) => clock.after(LONGEST_STOP_MS, resolve))])
    },
  }
}

/** Looks and captures nothing. */
const nobody: Lease = { confirm: async () => false, isGood: () => false }

/** A look that captured nothing, because nothing can be written: what was ready to be captured waits for that. */
const withoutWriting = ({ stuck }: FolderMemory, look: Look): Look => ({
  ...look,
  files: look.files.map((file): LookFile => {
    if (file.reason !== 'capturing') return file
    return stuck.has(file.name) ? { ...file, state: 'captured', reason: 'stuck' } : { ...file, reason: 'not-writable' }
  }),
})

/** Who we are to other PCs: an id that only this data folder's key can make, and the computer's name. */
const ownerOf = ({ host, store }: EngineContext, folder: FolderSettings): { host: string; name: string } => {
  const name = host.name.split(',')[0]?.trim() || host.name
  return { host: store.captures.ownerMark(name, folder.id), name }
}

const errnoOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

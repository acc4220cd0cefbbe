import { type OwnerFence, type OwnerMark, ownerText } from '../../../core/capture/owner.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { FileProblem } from '../../../core/ports/files.ts'
import type { Log } from '../../../core/ports/log.ts'
import type { OwnerFiles } from '../../../core/ports/owner-files.ts'

/**
 * One PC captures from a folder, however many watch it. The owner file names that PC, which raises a counter
 * in it. A PC captures for `leaseMs` at most after it last saw the file to be its own, and a PC that takes
 * over begins only after `takeOverMs`, which is longer: by then the earlier owner has stopped, whatever it
 * was doing. Waking from sleep or a halt shows in either clock.
 */
export type OwnerTimes = { beatMs: number; staleMs: number; leaseMs: number; takeOverMs: number }

export const ownerTimes: OwnerTimes = { beatMs: 10_000, staleMs: 60_000, leaseMs: 4_000, takeOverMs: 5_000 }

export type Lease = {
  /** Reads the file again if the last time is some while ago; false: capture nothing. */
  confirm(): Promise<boolean>
  /** Whether what was read last still holds. For the moment of writing. */
  isGood(): boolean
}

export type Ownership = Lease & {
  start(): void
  /**
   * Who looks after the folder instead of us; null: we do, or may soon. `name` is null where the file does
   * not say.
   */
  other(): { name: string | null; owner: string | null; isKnown: boolean } | null
  /** Ends the watch; `isLeaving`: for good, so the file goes too. */
  stop(isLeaving: boolean): Promise<void>
}

type Holding =
  | { kind: 'unknown' }
  | { kind: 'ours'; seenMs: number; seenAt: number; usableMs: number }
  /** Nothing can be written there (rights, a full disk): better two copies of a booking than none. */
  | { kind: 'unprotected' }
  | { kind: 'other'; says: string; mark: OwnerMark | null; isKnown: boolean; sinceMs: number }

type Instant = { ms: number; at: number }

const isRefused = (reason: FileProblem['reason']): boolean =>
  reason === 'denied' || reason === 'read-only' || reason === 'full' || reason === 'other'

/** An earlier mark of a known PC, copied by somebody: it shows no life. */
const isReplayed = (holding: Extract<Holding, { kind: 'other' }>, found: OwnerMark | null, known: boolean): boolean =>
  known && holding.isKnown && holding.mark?.host === found?.host && (found?.beat ?? 0) <= (holding.mark?.beat ?? 0)

type OwnershipDeps = {
  owners: OwnerFiles
  folder: string
  me: { host: string; name: string; fence?: OwnerFence | undefined; sign(text: string): string }
  /** Whether a mark is of a PC that a person has confirmed, and was written by nobody else. */
  isKnown: (mark: OwnerMark) => boolean
  /** Whether the fence of a mark was written by who has a copy of this data. */
  isProven: (mark: OwnerMark) => boolean
  clock: Clock
  log: Log
  times: OwnerTimes
  onChange: () => void
  /** Another PC has this PC's data under a higher term: this one never captures or sends again. */
  onFenced?: () => void
}

export const createOwnership = (parts: OwnershipDeps): Ownership => {
  const { owners, folder, me, isKnown, isProven, clock, log, times, onChange, onFenced } = parts
  let holding: Holding = { kind: 'unknown' }
  // Begins with the time, so that it goes on growing after a start.
  let beat = Math.floor(clock.now() / 1_000)
  let hasMetOthers = false
  /** What the file of an owner said that is gone and whose place we may not take. */
  let passedOver: string | null = null
  let cannotTellSinceMs: number | null = null
  let isStopped = false
  let observing: Promise<void> | null = null
  let cancel: (() => void) | null = null

  const become = (next: Holding) => {
    const before = holding
    holding = next
    if (before.kind === next.kind) return
    if (next.kind === 'other') hasMetOthers = true
    log.info('folder-owner', { is: next.kind, was: before.kind })
    onChange()
  }
  const mark = (): OwnerMark => {
    const { host, name, fence, sign } = me
    return { host, name, beat, tag: sign(ownerText({ host, name, beat })), fence }
  }

  /**
   * `seen`: a moment before the file was opened. Whatever took long since then has used up its time already.
   */
  const ours = (seen: Instant, usableMs = 0) => {
    const usable = holding.kind === 'ours' ? Math.max(holding.usableMs, usableMs) : usableMs
    become({ kind: 'ours', seenMs: seen.ms, seenAt: seen.at, usableMs: usable })
  }

  const create = async (began: Instant) => {
    const made = await owners.create(folder, mark())
    // A file that vanished from under another PC may still be that PC's for the length of its lease.
    if (made.ok) return ours(began, hasMetOthers ? clock.monotonicMs() + times.takeOverMs : 0)
    if (isRefused(made.reason)) return become({ kind: 'unprotected' })
    if (holding.kind === 'other') return countAnew()
    become({ kind: 'unknown' })
  }

  /** While the share is away its owner cannot raise the counter either. */
  const countAnew = () => {
    if (holding.kind === 'other') holding = { ...holding, sinceMs: clock.monotonicMs() }
  }

  const takeOver = async (says: string) => {
    const replaced = await owners.replace(folder, mark())
    log.warn('folder-taken-over', { isDone: replaced.ok })
    if (replaced.ok)
      return become({ kind: 'ours', seenMs: -Infinity, seenAt: 0, usableMs: clock.monotonicMs() + times.takeOverMs })
    // We may not write there, and the other one has gone without a word: the bookings come first.
    if (!isRefused(replaced.reason)) return
    passedOver = says
    become({ kind: 'unprotected' })
  }

  /**
   * How the other PC's copy of the data stands to ours; 0: it is another hotel's, of the same term, or not
   * proven.
   */
  const termsAhead = (found: OwnerMark | null): number =>
    found?.fence && me.fence && found.fence.line === me.fence.line && isProven(found)
      ? found.fence.term - me.fence.term
      : 0

  const meet = async (found: OwnerMark | null) => {
    const says = found === null ? '' : `${found.host} ${found.beat}`
    const ahead = termsAhead(found)
    if (ahead > 0) {
      log.warn('fenced')
      onFenced?.()
    }
    // The one with the older copy goes on until it reads the file: what it finds there must be ours.
    if (ahead < 0) return takeOver(says)
    const known = found !== null && isKnown(found)
    if (holding.kind === 'unprotected' && passedOver === says) return
    const nowMs = clock.monotonicMs()
    if (holding.kind === 'other' && (holding.says === says || isReplayed(holding, found, known))) {
      if (nowMs - holding.sinceMs >= times.staleMs) await takeOver(says)
      return
    }
    become({ kind: 'other', says, mark: found, isKnown: known, sinceMs: nowMs })
  }

  const observe = async () => {
    beat += 1
    const began = { ms: clock.monotonicMs(), at: clock.now() }
    const found = await owners.beat(folder, mark())
    if (isStopped) return
    if (found.ok || found.reason !== 'busy') cannotTellSinceMs = null
    if (found.ok) {
      if (found.value?.host !== me.host) return meet(found.value)
      beat = Math.max(beat, found.value.beat)
      return ours(began)
    }
    if (found.reason === 'gone') return create(began)
    if (found.reason === 'busy') {
      // Virus scanners and backups hold files for seconds. A scanner that never releases the file must not
      // keep bookings from being captured.
      cannotTellSinceMs ??= began.ms
      if (began.ms - cannotTellSinceMs >= times.staleMs) become({ kind: 'unprotected' })
      return countAnew()
    }
    if (!isRefused(found.reason)) return countAnew()
    // It is there and may not be written: it may be read.
    const read = await owners.read(folder)
    if (read.ok && read.value?.host === me.host) return ours(began)
    return meet(read.ok ? read.value : null)
  }

  const observeOnce = (): Promise<void> => {
    observing ??= observe().finally(() => {
      observing = null
    })
    return observing
  }

  const isWithin = (ms: number): boolean => {
    if (isStopped) return false
    if (holding.kind === 'unprotected') return true
    if (holding.kind !== 'ours') return false
    const nowMs = clock.monotonicMs()
    // A process that was halted may find its monotonic clock cut short; the wall clock is not, and one of the
    // two will tell.
    return nowMs >= holding.usableMs && nowMs - holding.seenMs < ms && Math.abs(clock.now() - holding.seenAt) < ms
  }

  const confirm = async (): Promise<boolean> => {
    if (!isWithin(times.leaseMs / 2)) await observeOnce()
    return isWithin(times.leaseMs)
  }

  const tick = async () => {
    await observeOnce()
    if (!isStopped) cancel = clock.after(times.beatMs, () => void tick())
  }

  return {
    start: () => {
      cancel ??= clock.after(0, () => void tick())
    },
    confirm,
    isGood: () => isWithin(times.leaseMs),
    other: () =>
      holding.kind === 'other'
        ? { name: holding.mark?.name ?? null, owner: holding.mark?.host ?? null, isKnown: holding.isKnown }
        : null,
    stop: async (isLeaving) => {
      isStopped = true
      cancel?.()
      await observing
      if (isLeaving && holding.kind === 'ours') await owners.remove(folder, me.host)
    },
  }
}

/** For hosts without owner files: this PC takes the folder to be its own. */
export const soleOwnership = (): Ownership => {
  let isStopped = false
  return {
    start: () => undefined,
    confirm: async () => !isStopped,
    isGood: () => !isStopped,
    other: () => null,
    stop: async () => {
      isStopped = true
    },
  }
}

import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { createOwnerWatch } from '../store/owner-watch.ts'
import type { LockFile } from '../store/sender-lock.ts'
import type { Store } from '../store/store.ts'

const BEAT_MS = 1_000
const STALE_AFTER_MS = 30_000

/** The sender's role: one process of a data folder captures and sends. The lock file decides; a hung owner is replaced by epoch. */
export type Role = {
  start(): void
  stop(): void
  /** The epoch under which this process owns the queue, or null. */
  epoch(): number | null
  /** Whether this process takes part at all; a command that only asks does not. */
  isTakingPart(): boolean
  /** Whether somebody holds the role. The row of an owner that was killed still names it; only the lock tells. */
  isTaken(): boolean
  /** Engine-awake milliseconds so far, over all owners. */
  awakeMs(): number
}

export const createRole = (deps: {
  store: Store
  lock: LockFile
  clock: Clock
  log: Log
  host: { pid: number; name: string }
  /** Longest time a request may take: after that plus 30 s a hung owner's request cannot be in flight any more. */
  longestRequestMs: () => number
  onGained: (epoch: number) => void
  onLost: () => void
  onTick: () => void
  /** How often the owner shows that it lives. */
  beatMs?: number
}): Role => {
  const { store, lock, clock, log, host, beatMs = BEAT_MS } = deps
  const watch = createOwnerWatch({ clock, staleAfterMs: STALE_AFTER_MS, claimGraceMs: deps.longestRequestMs() + STALE_AFTER_MS })
  let epoch: number | null = null
  let beatAtMs = clock.monotonicMs()
  let awakeMs = 0
  let cancel: (() => void) | null = null

  const gain = (how: string) => {
    epoch = store.write(() => store.sender.take(host.pid, host.name))
    beatAtMs = clock.monotonicMs()
    awakeMs = store.sender.read().awakeMs
    log.info('sender-gained', { epoch, how })
    deps.onGained(epoch)
  }

  const lose = () => {
    log.warn('sender-lost', { epoch })
    epoch = null
    lock.give()
    deps.onLost()
  }

  /** A gap far longer than the beat is sleep, not waking time. */
  const beat = (owned: number) => {
    const nowMs = clock.monotonicMs()
    const sinceMs = nowMs - beatAtMs
    if (sinceMs < beatMs) return
    beatAtMs = nowMs
    const countedMs = Math.min(sinceMs, beatMs * 5)
    if (!store.sender.beat(owned, countedMs)) return lose()
    awakeMs += countedMs
    if (!lock.isHeld()) lock.tryTake()
  }

  const look = () => {
    if (lock.tryTake()) return gain('lock')
    const { epoch: owner, heartbeat, lastClaimAt } = store.sender.read()
    if (watch.look({ epoch: owner, heartbeat, lastClaimAt }).hasHung) gain('owner-hung')
  }

  const tick = () => {
    try {
      if (epoch === null) look()
      else beat(epoch)
      deps.onTick()
    } catch (error) {
      // A locked or full disk must not end the watch: the next tick tries again, and the log says why nothing moved.
      log.error('sender-tick-failed', { error: error instanceof Error ? error.name : 'unknown' })
    }
    cancel = clock.after(beatMs / 2, tick)
  }

  return {
    start: () => {
      cancel ??= clock.after(0, tick)
    },
    stop: () => {
      cancel?.()
      cancel = null
      if (epoch !== null) store.sender.leave(epoch)
      epoch = null
      lock.give()
    },
    epoch: () => epoch,
    isTakingPart: () => cancel !== null,
    isTaken: () => epoch !== null || lock.isHeld() || isLockedElsewhere(lock),
    awakeMs: () => Math.round(awakeMs + (epoch === null ? 0 : Math.min(clock.monotonicMs() - beatAtMs, beatMs * 5))),
  }
}

/** Looks by taking the lock for a moment. A sender that starts in that moment tries again half a second later. */
const isLockedElsewhere = (lock: LockFile): boolean => {
  const isFree = lock.tryTake()
  if (isFree) lock.give()
  return !isFree
}

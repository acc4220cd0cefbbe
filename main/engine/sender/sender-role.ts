import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { faultOf } from '../../core/redact/fault.ts'
import type { SenderStore } from '../../store/roles.ts'
import type { SenderLock } from '../../store/sender-lock.ts'
import { createSenderWatch } from './heartbeat-watch.ts'

const BEAT_MS = 1_000
const STALE_AFTER_MS = 30_000
const LOG_AGAIN_MS = 60_000

/**
 * The sender's role: one process of a data folder captures and sends. The lock file decides; a hung sender is
 * replaced by epoch.
 */
export type Role = {
  start(): void
  stop(): void
  /** The epoch under which this process is the sender, or null. */
  epoch(): number | null
  /** Whether this process takes part at all; a command that only asks does not. */
  isTakingPart(): boolean
  /**
   * Whether any process holds the role. The row of a sender that was killed still names it; only the lock
   * tells.
   */
  isTaken(): boolean
  /** Engine-awake milliseconds so far, over all senders. */
  awakeMs(): number
}

export type RoleTimes = {
  /** How often the sender shows that it lives. */
  beatMs?: number
  /**
   * How long a sender's heartbeat stands still before it counts as hung; also added to the longest request.
   */
  staleAfterMs?: number
}

export const createRole = (
  deps: {
    store: SenderStore
    lock: SenderLock
    clock: Clock
    log: Log
    host: { pid: number; name: string }
    /**
     * Longest time a request may take: after that plus 30 s a hung sender's request cannot be in flight any
     * more.
     */
    longestRequestMs: () => number
    /**
     * Recovery and start of capture and sending. Throws where it could not be done; the role is then tried
     * for again.
     */
    onGained: (epoch: number) => void
    onLost: () => void
    onTick: () => void
  },
  { beatMs = BEAT_MS, staleAfterMs = STALE_AFTER_MS }: RoleTimes = {},
): Role => {
  const { store, lock, clock, log, host } = deps
  let longestMs = deps.longestRequestMs()
  const newWatch = () => createSenderWatch({ clock, staleAfterMs, claimGraceMs: longestMs + staleAfterMs })
  let watch = newWatch()
  let epoch: number | null = null
  let beatAtMs = clock.monotonicMs()
  let awakeMs = 0
  let cancel: (() => void) | null = null
  let logged: { key: string; atMs: number } | null = null

  /**
   * `after`: the epoch that was judged gone. A process that judged the same and was faster is the sender now.
   */
  const gain = (how: 'lock' | 'sender-hung', after: number) => {
    const taken = store.write(() => store.sender.take(host.pid, host.name, { after, holdsLock: how === 'lock' }))
    if (taken === null) return
    lock.trust()
    beatAtMs = clock.monotonicMs()
    awakeMs = store.sender.read().awakeMs
    log.info('sender-gained', { epoch: taken, how })
    epoch = taken
    try {
      deps.onGained(taken)
    } catch (error) {
      // Recovery did not come through (a full or locked disk): nothing may be sent before it has. The next
      // tick begins anew.
      epoch = null
      throw error
    }
  }

  const lose = () => {
    log.warn('sender-lost', { epoch })
    epoch = null
    lock.give()
    deps.onLost()
  }

  /** A gap far longer than the beat is sleep, not waking time. */
  const beat = (ownEpoch: number) => {
    const nowMs = clock.monotonicMs()
    const sinceMs = nowMs - beatAtMs
    if (sinceMs < beatMs) return
    const countedMs = Math.min(sinceMs, beatMs * 5)
    beatAtMs = nowMs
    if (!store.write(() => store.sender.beat(ownEpoch, countedMs))) return lose()
    awakeMs += countedMs
    if (!lock.isHeld() && lock.tryTake()) store.write(() => store.sender.gotLock(ownEpoch))
  }

  const tryToGain = () => {
    // Another PC has taken over with the recovery code; two of them would send everything twice.
    if (store.fence.isFenced()) return
    const isFree = lock.tryTake()
    const sender = store.sender.read()
    // A free lock proves that its holder is gone; a process that took over from a hung holder never had it
    // and may be sending.
    if (isFree && (sender.pid === null || (sender.holdsLock && lock.isProof()))) return gain('lock', sender.epoch)
    if (isFree) lock.give()
    if (longestMs !== deps.longestRequestMs()) {
      longestMs = deps.longestRequestMs()
      watch = newWatch()
    }
    if (watch.note(sender).hasHung) gain('sender-hung', sender.epoch)
  }

  /**
   * A locked or full disk must not end the watch: the next tick tries again. Said once a minute, not at every
   * tick.
   */
  const trying = (what: string, work: () => void) => {
    try {
      work()
    } catch (error) {
      const fields = { what, ...faultOf(error) }
      const key = JSON.stringify(fields)
      if (logged?.key === key && clock.monotonicMs() - logged.atMs < LOG_AGAIN_MS) return
      logged = { key, atMs: clock.monotonicMs() }
      log.error('sender-tick-failed', fields)
    }
  }

  const tick = () => {
    trying('role', () => (epoch === null ? tryToGain() : beat(epoch)))
    trying('work', deps.onTick)
    cancel = clock.after(beatMs / 2, tick)
  }

  return {
    start: () => {
      cancel ??= clock.after(0, tick)
    },
    stop: () => {
      cancel?.()
      cancel = null
      const ownEpoch = epoch
      epoch = null
      // The lock is free all the same; the row only spares the next sender a question about the process that
      // had it.
      if (ownEpoch !== null) trying('stop', () => store.write(() => store.sender.leave(ownEpoch)))
      lock.give()
    },
    epoch: () => epoch,
    isTakingPart: () => cancel !== null,
    isTaken: () => epoch !== null || lock.isHeld() || isLockedElsewhere(lock),
    awakeMs: () => Math.round(awakeMs + (epoch === null ? 0 : Math.min(clock.monotonicMs() - beatAtMs, beatMs * 5))),
  }
}

/**
 * Looks by taking the lock for a moment. A sender that starts in that moment tries again half a second later.
 */
const isLockedElsewhere = (lock: SenderLock): boolean => {
  const isFree = lock.tryTake()
  if (isFree) lock.give()
  return !isFree
}

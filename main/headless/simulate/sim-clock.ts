import type { Clock } from '../../core/ports/clock.ts'

/** A clock that jumps from timer to timer, so that a night passes in seconds and the same way every time. */
export type SimClock = Clock & {
  /**
   * Runs everything due until `untilAt`, in order of time. Between two timers all pending promises finish.
   */
  run(untilAt: number): Promise<void>
  /** The same for a length of waking time, whatever the wall clock does meanwhile. */
  runFor(ms: number): Promise<void>
  /**
   * Runs until `isReached`, looked at after each timer. Gives false when `forMs` of waking time passed first.
   */
  runUntil(isReached: () => boolean, forMs: number): Promise<boolean>
  /** Sleep: wall time passes, nothing runs, monotonic time stands still. */
  sleep(ms: number): void
  /** Somebody sets the wall clock. */
  shift(ms: number): void
}

type Timer = { dueMs: number; run: () => void }

export const createSimClock = (startAt: number): SimClock => {
  let nowMs = 0
  let offset = startAt
  let sleptMs = 0
  /** The next one last, of equals the one set first. */
  const timers: Timer[] = []

  const add = (timer: Timer) => {
    let low = 0
    let high = timers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((timers[middle]?.dueMs ?? 0) > timer.dueMs) low = middle + 1
      else high = middle
    }
    timers.splice(low, 0, timer)
  }

  /** Runs the next timer if `isWithin`; false when there was none. */
  const step = async (isWithin: (dueMs: number) => boolean): Promise<boolean> => {
    await settled()
    const timer = timers.at(-1)
    if (!timer || !isWithin(timer.dueMs)) return false
    timers.pop()
    nowMs = Math.max(nowMs, timer.dueMs)
    timer.run()
    return true
  }

  const runFor = async (ms: number) => {
    const endMs = nowMs + ms
    while (await step((dueMs) => dueMs <= endMs));
    nowMs = Math.max(nowMs, endMs)
  }

  return {
    now: () => offset + nowMs,
    monotonicMs: () => nowMs,
    sinceBootMs: () => nowMs + sleptMs,
    after(ms, run) {
      const timer = { dueMs: nowMs + Math.max(0, Math.round(ms)), run }
      add(timer)
      return () => {
        const at = timers.indexOf(timer)
        if (at >= 0) timers.splice(at, 1)
      }
    },
    async run(untilAt) {
      while (await step((dueMs) => offset + dueMs <= untilAt));
      nowMs = Math.max(nowMs, untilAt - offset)
    },
    runFor,
    async runUntil(isReached, forMs) {
      const endMs = nowMs + forMs
      await settled()
      while (!isReached()) {
        if (await step((dueMs) => dueMs <= endMs)) await settled()
        else {
          nowMs = endMs
          return isReached()
        }
      }
      return true
    },
    sleep(ms) {
      offset += ms
      sleptMs += ms
    },
    shift(ms) {
      offset += ms
    },
  }
}

/** Lets every promise that can go on, go on: two turns of the event loop. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

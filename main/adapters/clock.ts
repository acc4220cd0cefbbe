import type { Clock } from '../core/ports/clock.ts'
import { afterReading, wasHalted } from './awake-timer.ts'

const tickMs = 1000

/**
 * A step longer than this is sleep, not work. Windows' performance counter runs on while the PC sleeps, Linux' does not;
 * counted this way both give the time this process was awake.
 */
const longestStepMs = 5 * tickMs

/** setTimeout fires at once beyond this. */
const longestTimerMs = 2 ** 31 - 1

const startTimer = (ms: number, run: () => void): (() => void) => {
  const dueAt = performance.now() + ms
  let cancel: () => void = () => undefined
  const wait = (forMs: number) => {
    const timer = setTimeout(next, Math.min(forMs, longestTimerMs))
    cancel = () => clearTimeout(timer)
  }
  const next = () => {
    const leftMs = dueAt - performance.now()
    if (ms > longestTimerMs && leftMs > 0) wait(leftMs)
    // What the timer waits for may have come while the process was halted.
    else if (wasHalted(dueAt)) cancel = afterReading(run)
    else run()
  }
  wait(ms)
  return () => cancel()
}

/** The clock of this computer. Its `monotonicMs` stands still while the computer sleeps. */
export const createSystemClock = (): Clock => {
  let awakeMs = 0
  let lastAt = performance.now()
  const advance = (): number => {
    const at = performance.now()
    awakeMs += Math.min(at - lastAt, longestStepMs)
    lastAt = at
    return awakeMs
  }
  setInterval(advance, tickMs).unref()
  return { now: () => Date.now(), monotonicMs: advance, after: startTimer }
}

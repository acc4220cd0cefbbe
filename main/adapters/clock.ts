import { uptime } from 'node:os'
import type { Clock } from '../core/ports/clock.ts'
import { afterReading, wasHalted } from './awake-timer.ts'

const TICK_MS = 1000

/**
 * A step longer than this is sleep, not work. Windows' performance counter runs on while the PC sleeps,
 * Linux' does not; counted this way both give the time this process was awake.
 */
const LONGEST_STEP_MS = 5 * TICK_MS

/** setTimeout fires at once beyond this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

const startTimer = (ms: number, run: () => void): (() => void) => {
  const dueAt = performance.now() + ms
  let cancel: () => void = () => undefined
  const wait = (forMs: number) => {
    const timer = setTimeout(next, Math.min(forMs, LONGEST_TIMER_MS))
    cancel = () => clearTimeout(timer)
  }
  const next = () => {
    const leftMs = dueAt - performance.now()
    if (ms > LONGEST_TIMER_MS && leftMs > 0) wait(leftMs)
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
    awakeMs += Math.min(at - lastAt, LONGEST_STEP_MS)
    lastAt = at
    return awakeMs
  }
  setInterval(advance, TICK_MS).unref()
  return { now: () => Date.now(), monotonicMs: advance, sinceBootMs: () => uptime() * 1000, after: startTimer }
}

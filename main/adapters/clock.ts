import type { Clock } from '../core/ports/clock.ts'

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
  const next = () => {
    const leftMs = dueAt - performance.now()
    if (ms <= LONGEST_TIMER_MS || leftMs <= 0) run()
    else timer = setTimeout(next, Math.min(leftMs, LONGEST_TIMER_MS))
  }
  let timer = setTimeout(next, Math.min(ms, LONGEST_TIMER_MS))
  return () => clearTimeout(timer)
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
  return { now: () => Date.now(), monotonicMs: advance, after: startTimer }
}

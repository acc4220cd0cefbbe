const STEP_MS = 1_000
/**
 * A timer that comes so much too late was halted with the process: sleep, a paused virtual machine, SIGSTOP.
 */
const HALT_MS = 1_000

/**
 * Runs `run` after what lies in sockets and in the messages of threads has been taken. A process that wakes
 * up is told of its timers first, and what has arrived meanwhile only then.
 */
export const afterReading = (run: () => void): (() => void) => {
  let immediate = setImmediate(() => {
    immediate = setImmediate(run)
  })
  return () => clearImmediate(immediate)
}

/** Whether a timer that was due at `dueAt` (of `performance.now`) shows that the process was halted. */
export const wasHalted = (dueAt: number): boolean => performance.now() - dueAt > HALT_MS

/**
 * Runs `run` once this process has been awake for `ms`: time in which it was halted is not counted, for it
 * could not read what it waits for. `onHalt` hears of each such time. Gives a function that cancels it.
 */
export const startAwakeTimer = (ms: number, run: () => void, onHalt: () => void = () => undefined): (() => void) => {
  let leftMs = ms
  let cancel: () => void = () => undefined
  const step = (): void => {
    if (leftMs <= 0) {
      cancel = afterReading(run)
      return
    }
    const stepMs = Math.min(leftMs, STEP_MS)
    const startedAt = performance.now()
    const timer = setTimeout(() => {
      const isHalted = wasHalted(startedAt + stepMs)
      // How much of the step it was awake is not known: half of it, so that some time is left for reading.
      leftMs -= isHalted ? stepMs / 2 : Math.max(performance.now() - startedAt, stepMs)
      step()
      if (isHalted) onHalt()
    }, stepMs)
    cancel = () => clearTimeout(timer)
  }
  step()
  return () => cancel()
}

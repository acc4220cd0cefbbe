import type { Clock } from '../core/ports/clock.ts'

/**
 * The engine's own timers over a host's clock. Whatever is still set when the engine has stopped, such as the
 * longest wait for a share, would keep the process alive: `cancelAll` ends it.
 */
export const createTimers = (clock: Clock): { clock: Clock; cancelAll: () => void } => {
  const cancels = new Set<() => void>()
  const after: Clock['after'] = (ms, run) => {
    const stopTimer = clock.after(ms, () => {
      cancels.delete(cancel)
      run()
    })
    const cancel = () => {
      cancels.delete(cancel)
      stopTimer()
    }
    cancels.add(cancel)
    return cancel
  }
  return {
    clock: {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      sinceBootMs: () => clock.sinceBootMs(),
      after,
    },
    cancelAll: () => {
      for (const cancel of cancels) cancel()
    },
  }
}

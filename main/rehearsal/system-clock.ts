import { uptime } from 'node:os'
import type { Clock } from '../core/ports/clock.ts'

/**
 * This computer's own clock. The rehearsal may not import the adapters, so it keeps these few lines itself.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sinceBootMs: () => uptime() * 1000,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

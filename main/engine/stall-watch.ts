import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { Stalls } from '../core/ports/stalls.ts'

/** A time in which the event loop stood still: when it ended (epoch ms) and how long it was. */
export type Stall = { at: number; ms: number }

/**
 * Remembers the last stand-still of the event loop worth telling; null before the first, and without a watch.
 */
export const createStallWatch = ({
  stalls,
  clock,
  log,
  onStall,
}: {
  stalls: Stalls | undefined
  clock: Pick<Clock, 'now'>
  log: Log
  onStall: () => void
}): { last(): Stall | null; stop(): void } => {
  let last: Stall | null = null
  const unwatch = stalls?.watch((ms) => {
    last = { at: clock.now(), ms }
    log.warn('stood-still', { ms })
    onStall()
  })
  return { last: () => last, stop: () => unwatch?.() }
}

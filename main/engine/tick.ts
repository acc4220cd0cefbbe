import type { Clock } from '../core/ports/clock.ts'

const SLOW_MS = 1_000

/**
 * What is done again and again by the engine's one beat, in its order: `upkeep` about once a second and
 * first, because all else may fail on a disk in trouble; then what is only polled, each time; then the work
 * of the sender, about once a second; last what is told.
 */
export const createTick = ({
  clock,
  upkeep,
  polls,
  watches,
  tell,
}: {
  clock: Pick<Clock, 'monotonicMs'>
  upkeep: () => void
  polls: readonly { poll(): void }[]
  watches: () => void
  tell: () => void
}): (() => void) => {
  let slowAtMs = Number.NEGATIVE_INFINITY
  return () => {
    const isSlowDue = clock.monotonicMs() - slowAtMs >= SLOW_MS
    if (isSlowDue) {
      slowAtMs = clock.monotonicMs()
      upkeep()
    }
    for (const watch of polls) watch.poll()
    if (isSlowDue) watches()
    tell()
  }
}

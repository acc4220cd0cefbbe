import type { Clock } from '../../core/ports/clock.ts'
import { writeFaultKindOf } from '../../store/lifecycle/write-guard.ts'
import type { SendingDeps } from './deps.ts'

const AGAIN_MS = 1_000

/**
 * Does a write that must not be lost, such as the verdict about a request that was made: what the disk
 * refuses is tried again every second until it is written. Throws what is no fault of the disk, and what is
 * still refused when `signal` says that time is up.
 */
export const untilWritten = async <T>(
  { clock, log }: Pick<SendingDeps, 'clock' | 'log'>,
  signal: AbortSignal,
  work: () => T,
): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      const value = work()
      if (tries > 1) log.info('written-late', { tries })
      return value
    } catch (error) {
      const kind = writeFaultKindOf(error)
      if (kind === null || signal.aborted) throw error
      if (tries === 1) log.warn('write-waits', { trouble: kind })
    }
    await pause(clock, signal)
  }
}

/** A second, or less when time is up. */
const pause = (clock: Pick<Clock, 'after'>, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = clock.after(AGAIN_MS, resolve)
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise.then(cancel)
}

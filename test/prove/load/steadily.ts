import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls `write` for each of `things`, `everyMs` apart on the whole: after a pause of this process the ones
 * that are due come together.
 */
export const steadily = async <Thing>(
  things: readonly Thing[],
  everyMs: number,
  write: (thing: Thing) => void,
): Promise<void> => {
  const startedMs = performance.now()
  for (const [n, thing] of things.entries()) {
    const early = startedMs + n * everyMs - performance.now()
    if (early > 0) await sleep(early)
    write(thing)
  }
}

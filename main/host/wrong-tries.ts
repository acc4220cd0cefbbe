import type { Clock } from '../core/ports/clock.ts'

const FREE_TRIES = 5
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 8_000
const FORGOTTEN_AFTER_MS = 60_000
const MOST_WAITING = 16

/**
 * Answers to wrong tokens and codes come slower and slower: after five of them 250 ms, doubling up to 8 s,
 * until there was none for a minute. A right one is answered at once, whatever the others do. `drop`: too
 * many wait already, so this one gets no answer at all.
 */
export const createWrongTries = ({ clock }: { clock: Pick<Clock, 'monotonicMs' | 'after'> }) => {
  let wrong = 0
  let lastMs = Number.NEGATIVE_INFINITY
  let waiting = 0
  return {
    /** Counts a wrong try and runs `answer` when its time has come. */
    refuse({ answer, drop }: { answer: () => void; drop: () => void }): void {
      const now = clock.monotonicMs()
      wrong = now - lastMs > FORGOTTEN_AFTER_MS ? 1 : wrong + 1
      lastMs = now
      if (wrong <= FREE_TRIES || waiting >= MOST_WAITING) {
        if (wrong <= FREE_TRIES) answer()
        else drop()
        return
      }
      waiting += 1
      clock.after(Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1), LONGEST_WAIT_MS), () => {
        waiting -= 1
        answer()
      })
    },
  }
}

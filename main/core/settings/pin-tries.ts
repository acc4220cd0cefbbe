/** How long a PIN may not be tried after wrong ones: from the fifth on 30 s, doubling to 15 minutes. */

const FREE_TRIES = 4
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 900_000

/** How long the next try has to wait after so many wrong ones in a row; ms. */
export const pinWaitMs = (wrong: number): number =>
  wrong <= FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1), LONGEST_WAIT_MS)

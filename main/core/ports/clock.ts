/** Time as an argument. Tests move it by hand. */
export type Clock = {
  /** Wall clock, epoch ms. May jump both ways. */
  now(): number
  /**
   * Milliseconds that only grow while this process is awake; for durations and for judging other processes.
   */
  monotonicMs(): number
  /**
   * Milliseconds since this computer was started, sleep included. Setting the wall clock does not change it.
   */
  sinceBootMs(): number
  /** Runs `run` once after `ms`. Gives a function that cancels it. */
  after(ms: number, run: () => void): () => void
}

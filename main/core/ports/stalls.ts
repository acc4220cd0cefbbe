/** Watches how long the event loop stands still. */
export type Stalls = {
  /**
   * Tells `report` the longest stand-still of the last few seconds, in ms, each time it was longer than
   * allowed. Gives the end of it.
   */
  watch(report: (longestMs: number) => void): () => void
}

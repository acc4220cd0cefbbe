/** How long until the next scan of a folder. */

const lostMs = [5_000, 10_000, 20_000, 40_000, 60_000]
const RUNG_MS = 50

export type Pace = {
  /** The folder's own interval. */
  everyMs: number
  /**
   * Scans in a row that found the folder unreachable. A deleted local folder costs nothing to look for and is
   * not one.
   */
  lostScans: number
  /**
   * Soonest time at which a file may be quiet long enough, or a claim may be confirmed; null: nothing ripens.
   */
  ripeMs: number | null
  /** The doorbell rang meanwhile. */
  isRung: boolean
  /** What the last scan took. */
  tookMs: number
}

/**
 * Milliseconds to wait: the interval; less while something ripens or the bell rang, never so little that a
 * busy folder keeps the processor; 5, 10, 20, 40, then 60 s for a folder that does not answer, whatever the
 * bell says.
 */
export const nextScanMs = ({ everyMs, lostScans, ripeMs, isRung, tookMs }: Pace): number => {
  if (lostScans > 0) return Math.max(everyMs, lostMs[Math.min(lostScans, lostMs.length) - 1] ?? 0)
  const restMs = Math.max(RUNG_MS, 3 * tookMs)
  if (isRung) return Math.min(everyMs, restMs)
  return ripeMs === null ? everyMs : Math.min(everyMs, Math.max(ripeMs, restMs))
}

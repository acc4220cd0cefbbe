import type { CaptureDeps } from '../deps.ts'

/**
 * When the first and the last export of one folder came (epoch ms), as far as anything is still on record.
 */
export type ExportTimes = { firstExportAt: number | null; lastExportAt: number | null }

/**
 * Begins with what the database knows; the last snapshot of the folder remembers longer than the captures are
 * kept.
 */
export const createExportTimes = (
  { store }: Pick<CaptureDeps, 'store'>,
  folder: string,
): { times(): ExportTimes; note(now: number): void } => {
  const snapshot = store.snapshots.get(folder)
  const { first, last } = store.captures.seenIn(folder)
  let firstExportAt = known(Math.min, [snapshot?.firstExportAt, first])
  let lastExportAt = known(Math.max, [snapshot?.lastExportAt, last])
  return {
    times: () => ({ firstExportAt, lastExportAt }),
    /**
     * Notes an export. A clock that was wrong in the past must not keep silence unnoticed for years: nothing
     * was seen later than now.
     */
    note(now) {
      firstExportAt = Math.min(firstExportAt ?? now, now)
      lastExportAt = now
    },
  }
}

const known = (choose: (...times: number[]) => number, times: (number | null | undefined)[]): number | null => {
  const there = times.filter((at) => at !== null && at !== undefined)
  return there.length === 0 ? null : choose(...there)
}

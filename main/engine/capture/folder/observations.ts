import { type Observation, observe } from '../../../core/capture/readiness.ts'
import type { FolderEntry } from '../../../core/ports/files.ts'

/** Since when each file of one folder has been there, and has been unchanged, by our own scans. */
export type Observations = {
  /** Notes what a scan found. Times are of the monotonic clock. */
  note(entry: FolderEntry, nowMs: number): Observation
  of(name: string): Observation | undefined
  forgetAllBut(names: ReadonlySet<string>): void
}

export const createObservations = (): Observations => {
  const byName = new Map<string, Observation>()
  return {
    note(entry, nowMs) {
      const observation = observe(byName.get(entry.name), entry, nowMs)
      byName.set(entry.name, observation)
      return observation
    },
    of: (name) => byName.get(name),
    forgetAllBut: (names) => forgetOthers(byName, names),
  }
}

/** Drops the entries of files that are no longer there. */
export const forgetOthers = (byName: Map<string, unknown>, names: ReadonlySet<string>): void => {
  for (const name of byName.keys()) if (!names.has(name)) byName.delete(name)
}

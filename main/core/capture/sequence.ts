import { compareNames } from './names.ts'

export type Sequenced = { name: string; mtimeMs: number; orderKey: string | null; modifiedAt: number | null }

/**
 * The order in which files found ready in one scan are captured: by file time, then by name; within one order key by the PMS's own
 * LastModifyDateTime or CreateDateTime where every file of the key has one. The places a key holds in the first order stay its places.
 */
export const inCaptureOrder = <T extends Sequenced>(files: readonly T[]): T[] => {
  const byTime = [...files].sort((a, b) => a.mtimeMs - b.mtimeMs || compareNames(a.name, b.name))
  const groups = Map.groupBy(byTime, (file) => file.orderKey)
  const sorted = new Map(
    [...groups].map(([key, group]) => {
      const isComparable = key !== null && group.every((file) => file.modifiedAt !== null)
      return [key, isComparable ? group.toSorted((a, b) => (a.modifiedAt ?? 0) - (b.modifiedAt ?? 0)) : group] as const
    }),
  )
  const taken = new Map<string | null, number>()
  return byTime.map((file) => {
    const n = taken.get(file.orderKey) ?? 0
    taken.set(file.orderKey, n + 1)
    return sorted.get(file.orderKey)?.[n] ?? file
  })
}

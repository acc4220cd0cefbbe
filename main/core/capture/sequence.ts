import { isSurelyOlder, type WrittenTime } from '../time/written-time.ts'
import { compareNames } from './names.ts'

/**
 * `bookingIds`: the ids of the booking that the file is about; files with one in common are about the same
 * booking. `isUndatedCancel`: it cancels the booking and does not say when.
 */
export type Sequenced = {
  name: string
  mtimeMs: number
  bookingIds: readonly string[]
  modified: WrittenTime | null
  isUndatedCancel: boolean
}

/**
 * File times closer than this say nothing of an order: FAT counts in two seconds, and a PMS writes a night's
 * files as they come.
 */
const SAME_MOMENT_MS = 2_000

/**
 * When a file was written, for its place in its booking: a cancellation without a time follows what was
 * written in its moment.
 */
const placeInTime = ({ mtimeMs, isUndatedCancel }: Sequenced): number =>
  isUndatedCancel ? mtimeMs + SAME_MOMENT_MS : mtimeMs

/** The files of each booking, in the order given. A file without ids is in no group. */
const groupsOf = <T extends Sequenced>(files: readonly T[]): Set<T[]> => {
  const groups = new Map<string, T[]>()
  for (const file of files) {
    const [first, ...others] = new Set(
      file.bookingIds.map((id) => groups.get(id)).filter((group) => group !== undefined),
    )
    const group = first ?? []
    const added = [...others.flat(), file]
    group.push(...added)
    for (const { bookingIds } of added) for (const id of bookingIds) groups.set(id, group)
  }
  return new Set(groups.values())
}

const isSame = (a: WrittenTime, b: WrittenTime): boolean =>
  a.form === b.form && a.fromAt === b.fromAt && a.untilAt === b.untilAt

/**
 * The files by their times; by those of the file system where one time has no sure place among the others.
 */
const byModification = <T extends Sequenced>(files: readonly T[]): readonly T[] => {
  const timed = files.flatMap((file) => (file.modified === null ? [] : [{ file, time: file.modified }]))
  const sorted = timed.toSorted((a, b) => a.time.fromAt - b.time.fromAt)
  const isSure = sorted.every(({ time }, n) => {
    const next = sorted[n + 1]
    return next === undefined || isSame(time, next.time) || isSurelyOlder(time, next.time)
  })
  return isSure && sorted.length === files.length
    ? sorted.map(({ file }) => file)
    : files.toSorted((a, b) => placeInTime(a) - placeInTime(b))
}

/**
 * The order in which files found ready in one scan are captured: by file time, then by name; within one
 * booking by the PMS's own LastModifyDateTime or CreateDateTime where every file of it has one and they can
 * be compared. The places a booking holds in the first order stay its places. A cancellation that does not
 * say when it was made comes behind what was written in the same moment, since its booking must be known
 * before it.
 */
export const inCaptureOrder = <T extends Sequenced>(files: readonly T[]): T[] => {
  const byTime = [...files].sort((a, b) => a.mtimeMs - b.mtimeMs || compareNames(a.name, b.name))
  const ordered = [...byTime]
  const placeOf = new Map(byTime.map((file, n) => [file, n]))
  for (const group of groupsOf(byTime)) {
    const places = group.map((file) => placeOf.get(file) ?? 0).sort((a, b) => a - b)
    const inPlace = places.map((place) => byTime[place]).filter((file) => file !== undefined)
    for (const [n, file] of byModification(inPlace).entries()) ordered[places[n] ?? 0] = file
  }
  return ordered
}

import type { FileReason } from '../../../core/capture/reasons.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { FolderEntry } from '../../../core/ports/files.ts'
import { forgetOthers } from './observations.ts'

const FIRST_REST_MS = 5_000
const LONGEST_REST_MS = 300_000

type File = Pick<FolderEntry, 'name' | 'size' | 'mtimeMs'>

/**
 * Files of one folder that could not be read or captured although nothing was wrong with the folder or the
 * disk. Each rests for longer and longer, so that the files behind it do not wait for it again and again.
 */
export type Setbacks = {
  /** Notes that a file failed. Gives how often in a row it has. */
  note(file: File, reason: FileReason): number
  /** Why a file is not tried again yet; null: it may be. A file that has changed is a new one. */
  resting(file: File, nowMs: number): FileReason | null
  end(name: string): void
  forgetAllBut(names: ReadonlySet<string>): void
}

export const createSetbacks = ({ clock }: { clock: Pick<Clock, 'monotonicMs'> }): Setbacks => {
  const byName = new Map<string, File & { reason: FileReason; times: number; dueMs: number }>()
  const of = ({ name, size, mtimeMs }: File) => {
    const found = byName.get(name)
    return found?.size === size && found.mtimeMs === mtimeMs ? found : undefined
  }
  return {
    note(file, reason) {
      const { name, size, mtimeMs } = file
      const times = (of(file)?.times ?? 0) + 1
      const restMs = Math.min(FIRST_REST_MS * 4 ** (times - 1), LONGEST_REST_MS)
      byName.set(name, { name, size, mtimeMs, reason, times, dueMs: clock.monotonicMs() + restMs })
      return times
    },
    resting(file, nowMs) {
      const found = of(file)
      return found !== undefined && nowMs < found.dueMs ? found.reason : null
    },
    end: (name) => void byName.delete(name),
    forgetAllBut: (names) => forgetOthers(byName, names),
  }
}

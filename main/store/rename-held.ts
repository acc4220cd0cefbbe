import { renameSync, rmSync } from 'node:fs'
import { heldWaitsMs, mayBeHeld } from '../core/files/held.ts'
import { storeErrorCode } from './refusals.ts'

/**
 * Renames and removals of the database's files that a virus scanner or a backup may hold: tried again for
 * about five seconds, then the system's error, as EBUSY where Windows says EPERM of a file that is open.
 */

export type RenameParts = {
  platform: NodeJS.Platform
  sleep: (ms: number) => void
  rename: (from: string, to: string) => void
}

const own: RenameParts = {
  platform: process.platform,
  sleep: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
  rename: renameSync,
}

const trying = (work: () => void, { platform, sleep }: Pick<RenameParts, 'platform' | 'sleep'>): void => {
  const waits = [...heldWaitsMs]
  for (;;) {
    try {
      work()
      return
    } catch (thrown) {
      const code = storeErrorCode(thrown) ?? ''
      if (!mayBeHeld(code, platform)) throw thrown
      const waitMs = waits.shift()
      if (waitMs === undefined)
        throw Object.assign(new Error('held by another program', { cause: thrown }), { code: 'EBUSY' })
      sleep(waitMs)
    }
  }
}

export const renameHeld = (from: string, to: string, parts: RenameParts = own): void =>
  trying(() => parts.rename(from, to), parts)

/** Removes a file; one that is not there is gone already. */
export const removeHeld = (path: string): void => trying(() => rmSync(path, { force: true }), own)

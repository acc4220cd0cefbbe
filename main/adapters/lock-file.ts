import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { errnoOf } from './errno.ts'
import { writeNew } from './write-whole.ts'

const waitMs = 10
const longestWaitMs = 10_000

/** Whoever held a lock that long has hung or been frozen: the work under it takes milliseconds. */
const staleAfterMs = 30_000

const pause = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs)
}

const isAlive = (processId: number): boolean => {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return errnoOf(error) !== 'ESRCH' // EPERM: another user's process, and alive.
  }
}

/** Whether the lock was left behind. A file that is gone or cannot be read right now is left to the next try. */
const isAbandoned = (path: string): boolean => {
  try {
    const processId = Number(readFileSync(path, 'utf8'))
    if (Number.isInteger(processId) && processId > 0 && !isAlive(processId)) return true
    return Date.now() - statSync(path).mtimeMs > staleAfterMs
  } catch {
    return false // See above.
  }
}

/** Renames first: of two processes that find the same lock abandoned, one gets it out of the way and the other gets ENOENT. */
const takeAway = (path: string): void => {
  const aside = `${path}.${randomUUID()}.tmp`
  try {
    renameSync(path, aside)
    rmSync(aside, { force: true })
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

/**
 * Runs `work` while no other process that uses the same lock file does. Waits, blocking, at most ten seconds and then throws.
 * A lock whose process has died is taken over.
 */
export const withLockFile = <T>(path: string, work: () => T): T => {
  const until = performance.now() + longestWaitMs
  for (;;) {
    try {
      writeNew(path, String(process.pid))
      break
    } catch (error) {
      // Windows answers EPERM or EBUSY while the other one is just removing its lock.
      if (!['EEXIST', 'EPERM', 'EBUSY'].includes(errnoOf(error)) || performance.now() > until) throw error
      if (isAbandoned(path)) takeAway(path)
      else pause()
    }
  }
  try {
    return work()
  } finally {
    rmSync(path, { force: true })
  }
}

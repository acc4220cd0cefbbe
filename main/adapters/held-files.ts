import { setTimeout as delay } from 'node:timers/promises'
import { fileSentence, heldWaitsMs, mayBeHeld, shortHeldWaitsMs } from '../core/files/held.ts'
import { errnoOf } from './errno.ts'

/** What trying again needs from outside: tests give both, a clock that does not wait among them. */
export type Patience = { platform: NodeJS.Platform; sleep: (ms: number) => void }

const sleepNow = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const ownPatience: Patience = { platform: process.platform, sleep: sleepNow }

/**
 * Replaces, renames or removes `path` by `work`, again and again while another program holds it, for about
 * five seconds. Then, as after any other refusal, throws an error whose message names the file and what to
 * do; its code stays.
 */
export const whileHeld = <T>(path: string, work: () => T, { platform, sleep }: Patience = ownPatience): T => {
  for (const waitMs of heldWaitsMs) {
    try {
      return work()
    } catch (error) {
      if (!mayBeHeld(errnoOf(error), platform)) throw named(path, error, platform)
      sleep(waitMs)
    }
  }
  try {
    return work()
  } catch (error) {
    throw named(path, error, platform)
  }
}

/** A system's error in words; a bug passes unchanged. */
const named = (path: string, error: unknown, platform: NodeJS.Platform): unknown => {
  const code = errnoOf(error)
  if (code === 'UNKNOWN' || code === 'EEXIST') return error
  return Object.assign(new Error(fileSentence(path, code, platform), { cause: error }), { code })
}

type AsyncPatience = { platform: NodeJS.Platform; sleep: (ms: number) => Promise<unknown> }

/**
 * The same for a file of an export folder, for a second at most, without holding up the program: what is
 * still held is seen at the next look. Throws the system's error, which the port turns into a reason.
 */
export const untilFree = async <T>(
  work: () => Promise<T>,
  { platform, sleep }: AsyncPatience = { platform: process.platform, sleep: delay },
): Promise<T> => {
  for (const waitMs of shortHeldWaitsMs) {
    try {
      return await work()
    } catch (error) {
      if (!mayBeHeld(errnoOf(error), platform)) throw error
      await sleep(waitMs)
    }
  }
  return work()
}

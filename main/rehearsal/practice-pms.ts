import { mkdir, open, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../core/ports/clock.ts'
import { ordinaryFile, type PracticeFile, type StoryContext, storyFile, storyLength } from './practice-story.ts'

export type PracticePms = {
  /** How many files it has written. */
  written(): number
  /** Writes no more; resolves once a file in the making is whole. */
  stop(): Promise<void>
}

export type PracticePmsParts = {
  folder: string
  /** Time between two files of the script; afterwards it takes six times as long. */
  everyMs: number
  clock: Clock
  /** 0 to below 1, as Math.random gives. */
  random: () => number
  /** Called with the name of each file once it is whole. */
  onWrite?: (name: string) => void
}

/**
 * Files nobody took away: past this many the PMS waits, so that a practice left alone does not fill the disk.
 */
const PATIENCE = 40

/** The business day by the computer's own zone; it ends at 04:00, as in the default settings. */
const businessDay = (now: number): string => {
  const at = new Date(now - 4 * 60 * 60 * 1000)
  const digits = (n: number) => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${digits(at.getMonth() + 1)}-${digits(at.getDate())}`
}

/** A seeded sequence of numbers from 0 to below 1 (mulberry32), for practice and tests that must repeat. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const writeWhole = async (folder: string, { name, text }: PracticeFile): Promise<void> => {
  const temporary = join(folder, `${name}.tmp`)
  await writeFile(temporary, text)
  await rename(temporary, join(folder, name))
}

const writeSlowly = async (folder: string, { name, text }: PracticeFile, pause: () => Promise<void>): Promise<void> => {
  const bytes = Buffer.from(text)
  const middle = Math.floor(bytes.length / 2)
  const file = await open(join(folder, name), 'w')
  try {
    await file.write(bytes, 0, middle)
    await pause()
    await file.write(bytes, middle)
  } finally {
    await file.close()
  }
}

/**
 * The practice PMS: drops a script of exports into the folder, the first at once, then goes on with ordinary
 * ones. What it writes follows from the clock and `random` alone. A file that cannot be written is left out;
 * the next one is tried in its turn.
 */
export const startPracticePms = ({ folder, everyMs, clock, random, onWrite }: PracticePmsParts): PracticePms => {
  // Five digits of minutes: short enough to say on the phone, new with every run.
  const run = String(Math.floor(clock.now() / 60_000) % 100_000).padStart(5, '0')
  let n = 0
  let written = 0
  let isStopped = false
  let cancelTimer = () => {}
  let finishPause = () => {}

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      if (isStopped) return resolve()
      const cancel = clock.after(Math.min(everyMs / 4, 400), resolve)
      finishPause = () => {
        cancel()
        resolve()
      }
    })

  const writeNext = async (): Promise<string | null> => {
    await mkdir(folder, { recursive: true })
    const left = (await readdir(folder)).filter((name) => name.endsWith('.xml'))
    if (left.length >= PATIENCE) return null
    const context: StoryContext = { today: businessDay(clock.now()), now: clock.now(), run }
    const file = storyFile(n, context) ?? ordinaryFile(n - storyLength, context, random)
    n += 1
    await (file.isSlow ? writeSlowly(folder, file, pause) : writeWhole(folder, file))
    return file.name
  }

  const step = async (): Promise<void> => {
    let name: string | null = null
    try {
      name = await writeNext()
    } catch {
      // The folder was taken away, locked or filled: part of what a practice may try. The file is left out,
      // as a PMS would.
    }
    if (name !== null) {
      written += 1
      onWrite?.(name)
    }
    if (!isStopped) cancelTimer = clock.after(n < storyLength ? everyMs : everyMs * 6, next)
  }

  let running = Promise.resolve()
  const next = (): void => {
    running = step()
  }
  next()

  return {
    written: () => written,
    stop: async () => {
      isStopped = true
      cancelTimer()
      finishPause()
      await running
    },
  }
}

import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Exported } from '../bookings.ts'
import type { Hotel } from '../hotel.ts'

/** The moments at which a process is killed: mostly the gaps between one step and the next. */

export const moments = [
  'starting',
  'after-export',
  'while-writing',
  'file-leaves',
  'request-seen',
  'answered',
  'anytime',
] as const
export type Moment = (typeof moments)[number]

/** Gaps come more often than any time; a kill during start-up now and then. */
const weights: Record<Moment, number> = {
  starting: 1,
  'after-export': 2,
  'while-writing': 4,
  'file-leaves': 4,
  'request-seen': 4,
  answered: 5,
  anytime: 2,
}

export const momentOf = (random: () => number): Moment => {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  let draw = random() * total
  for (const moment of moments) {
    draw -= weights[moment]
    if (draw < 0) return moment
  }
  return 'anytime'
}

/** Somebody to be told of each request the stand-in saw. */
export type Bell = { ring(): void; next(): Promise<void> }

export const createBell = (): Bell => {
  let waiting: (() => void)[] = []
  return {
    ring: () => {
      for (const wake of waiting.splice(0)) wake()
      waiting = []
    },
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
      }),
  }
}

/** Resolves at the nth change of one of the files `isMeant` picks in the folder. */
const changesIn = (
  folder: string,
  times: number,
  isMeant: (name: string) => boolean,
): { seen: Promise<void>; end: () => void } => {
  let end = () => {}
  let left = times
  const seen = new Promise<void>((resolve) => {
    const watcher = watch(folder, (_event, name) => {
      if (name === null || !isMeant(name)) return
      left -= 1
      if (left === 0) resolve()
    })
    end = () => watcher.close()
  })
  return { seen, end }
}

type MomentParts = {
  hotel: Pick<Hotel, 'data' | 'exportFolder' | 'drop'>
  bell: Bell
  random: () => number
  files: readonly Exported[]
  kill: () => void
}

/** Files leave by a name of their own or at once. */
const isOnItsWayOut = (path: string): boolean =>
  path.endsWith('.leaving') || (path.endsWith('.xml') && !existsSync(path))

const LONGEST_WAIT_MS = 1_500

const signOf = (
  moment: Exclude<Moment, 'starting'>,
  { hotel, bell, random }: MomentParts,
): { seen: Promise<void>; end: () => void } => {
  const times = 1 + Math.floor(random() * 3)
  const rings = async () => {
    for (let n = 0; n < times; n++) await bell.next()
  }
  switch (moment) {
    case 'while-writing':
      // Several changes of the log make one transaction, so a kill lands before, in and after a commit.
      return changesIn(hotel.data, times * 3, (name) => /\.db(-wal)?$/.test(name))
    case 'file-leaves':
      return changesIn(hotel.exportFolder, times, (name) => isOnItsWayOut(join(hotel.exportFolder, name)))
    case 'request-seen':
    case 'answered':
      return { seen: rings(), end: () => {} }
    case 'after-export':
      return { seen: sleep(random() * 250), end: () => {} }
    case 'anytime':
      return { seen: sleep(random() * 1000), end: () => {} }
  }
}

const delayOf = (moment: Moment, random: () => number): number => {
  if (random() < 0.3) return 0
  return random() * (moment === 'request-seen' ? 60 : 8)
}

/**
 * Drops `files` and kills at the moment, with a few milliseconds of chance; after a second and a half where
 * the sign does not come. Resolves once all files are dropped, be it after the kill, as a PMS does.
 */
export const killAt = async (moment: Exclude<Moment, 'starting'>, parts: MomentParts): Promise<void> => {
  const { hotel, random, files, kill } = parts
  const sign = signOf(moment, parts)
  const delayMs = delayOf(moment, random)
  const pauses = files.map(() => (random() < 0.3 ? random() * 30 : 0))
  const dropAll = async () => {
    for (const [n, file] of files.entries()) {
      hotel.drop(file)
      await sleep(pauses[n] ?? 0)
    }
  }
  const dropping = dropAll()
  const isOver = new AbortController()
  // The abort rejects the timer; that is how it is called off.
  await Promise.race([sign.seen, sleep(LONGEST_WAIT_MS, null, { signal: isOver.signal }).catch(() => null)])
  isOver.abort()
  sign.end()
  if (delayMs > 0) await sleep(delayMs)
  kill()
  await dropping
}

import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import type { Running } from '../../support/night-porter.ts'
import { createGenerator, type Exported, scenarioFileOf } from '../bookings.ts'
import { type Hotel, openHotel } from '../hotel.ts'
import { checkCaptured, createMemory, type Disturbance } from '../ledger.ts'
import { createFindings, type Findings, type PartOptions, type PartResult } from '../part.ts'
import { checkSettled, newestItems } from '../queue.ts'
import { createGauge } from './gauge.ts'
import { steadily } from './steadily.ts'

/**
 * A flood: very many exports at once, as after a night without the program or a full export of the PMS, then
 * a stream that is faster than the channel takes it, with kills in both.
 */

export type Load = {
  atOnce: number
  perMinute: number
  /** The stream is this long, with one kill in each of its stretches. */
  kills: number
  killEveryMs: number
}

/** Of a round: a tenth of 20,000 exports at once, and half a minute at 5,000 a minute. */
const AT_ONCE = 2_000
const PER_MINUTE = 5_000
const KILL_EVERY_MS = 30_000

const RESERVATIONS = 200
/** Files written before the stand-in, which lives in this process, has its turn. */
const DROPPED_TOGETHER = 100
const LOOK_EVERY_MS = 1_000
/** Nothing moves for so long: it is stuck. */
const STUCK_MS = 120_000
/** Each tenth capture's content is compared; `crash` compares all. */
const CONTENT_OF_EACH = 10

/**
 * Runs the part; ten rounds are 20,000 exports at once and 5,000 a minute for five minutes, with a kill each.
 */
export const proveLoad = ({ rounds, ...options }: PartOptions): Promise<PartResult> =>
  proveFlood(
    { ...options, rounds },
    { atOnce: AT_ONCE * rounds, perMinute: PER_MINUTE, kills: rounds, killEveryMs: KILL_EVERY_MS },
  )

/** The same with numbers of one's own. */
export const proveFlood = async ({ rounds, seed, say }: PartOptions, load: Load): Promise<PartResult> => {
  const startedMs = performance.now()
  const secondsSince = (fromMs: number) => Math.round((performance.now() - fromMs) / 100) / 10
  const random = seededRandom(seed)
  const findings = createFindings(say)
  const memory = createMemory(findings)
  const generator = createGenerator(random, { isPlain: true, open: RESERVATIONS })
  const hotel = await openHotel({ scenario: scenarioFileOf([]), timeoutSeconds: 30 })
  const gauge = createGauge()
  const exports: Exported[] = []
  const disturbances: Disturbance[] = []
  let running: Running | null = null

  /** Kills the process, compares what it left behind with the exports so far, and starts the next one. */
  const killAndStart = async (before: Running): Promise<Running> => {
    gauge.look(before)
    const fromAt = Date.now()
    await before.kill()
    await hotel.hearOut()
    disturbances.push({ what: 'kill', fromAt, toAt: Date.now() })
    const next = await hotel.start()
    await checkNewest({ findings, hotel, running: next, exports, memory })
    return next
  }

  const figures: PartResult['figures'] = {}
  try {
    running = await hotel.start()
    const burstMs = performance.now()
    await dropAll(hotel, generator.next(load.atOnce), exports)
    figures['written at once in'] = `${secondsSince(burstMs)} s`
    await untilMoved(hotel, running, gauge, () => lyingIn(hotel) <= load.atOnce / 2)
    running = await killAndStart(running)
    const isDone = await untilMoved(hotel, running, gauge, () => lyingIn(hotel) === 0)
    findings.check('everything that lay there at once is captured', isDone ? null : `${lyingIn(hotel)} still lie there`)
    figures['captured after'] = `${secondsSince(burstMs)} s`
    say(`load: ${load.atOnce} exports at once, captured after ${figures['captured after']}`)

    const stream = generator.next(Math.round((load.perMinute * load.kills * load.killEveryMs) / 60_000))
    const dropping = steadily(stream, 60_000 / load.perMinute, (file) => {
      hotel.drop(file)
      exports.push(file)
    })
    for (let kill = 1; kill <= load.kills; kill++) {
      const stretchMs = performance.now()
      const atMs = random() * load.killEveryMs * 0.8
      await watchFor(running, gauge, atMs)
      running = await killAndStart(running)
      await watchFor(running, gauge, load.killEveryMs - (performance.now() - stretchMs))
      say(`load: ${kill} of ${load.kills} kills, ${exports.length} exports, ${findings.problems()} problems`)
    }
    await dropping
    const last = running
    await untilMoved(hotel, running, gauge, async () => {
      const { counts } = await gauge.ask(last)
      return lyingIn(hotel) === 0 && counts.waiting + counts.sending === 0
    })
    const contentOf = exports.filter((_, n) => n % CONTENT_OF_EACH === 0)
    const wire = await checkSettled({ findings, hotel, running, exports, disturbances, memory, contentOf })
    gauge.look(running)
    Object.assign(figures, { exports: exports.length, ...wire, kills: disturbances.length, ...gauge.figures() })
    await running.stop()
    running = null
  } finally {
    await running?.kill()
    const kept = await hotel.close(findings.problems() > 0)
    if (findings.problems() > 0) say(`Data and export folder are kept in ${kept}`)
  }
  return {
    part: 'load',
    rounds,
    seed,
    checks: findings.checks(),
    figures,
    skipped: null,
    tookMs: Math.round(performance.now() - startedMs),
  }
}

/** How many exports lie in the folder, the ones on their way out with them. */
const lyingIn = (hotel: Hotel): number => hotel.lying().filter((name) => name.includes('export-')).length

const dropAll = async (hotel: Hotel, files: readonly Exported[], exports: Exported[]): Promise<void> => {
  for (const [n, file] of files.entries()) {
    hotel.drop(file)
    exports.push(file)
    if (n % DROPPED_TOGETHER === 0) await new Promise((resolve) => setImmediate(resolve))
  }
}

/** What left the folder is in the queue, as far as one page tells; the rest is compared at the end. */
const checkNewest = async (parts: {
  findings: Findings
  hotel: Hotel
  running: Running
  exports: readonly Exported[]
  memory: ReturnType<typeof createMemory>
}): Promise<void> => {
  const { findings, hotel, running, exports, memory } = parts
  // The folder first, and the queue after it: what has left the one is in the other by then.
  const lying = hotel.lying()
  const items = await newestItems(running, 200)
  const known = new Set(items.map(({ fileName }) => fileName))
  const captured = exports.filter(({ fileName }) => known.has(fileName))
  checkCaptured(findings, { exports: captured, items, lying, isWhole: false })
  memory.look(items, false)
}

/** False where nothing has moved for two minutes. */
const untilMoved = async (
  hotel: Hotel,
  running: Running,
  gauge: ReturnType<typeof createGauge>,
  isThere: () => boolean | Promise<boolean>,
): Promise<boolean> => {
  let last = ''
  let movedMs = performance.now()
  while (!(await isThere())) {
    const { counts } = await gauge.ask(running)
    const now = JSON.stringify([lyingIn(hotel), counts])
    if (now !== last) movedMs = performance.now()
    last = now
    if (performance.now() - movedMs > STUCK_MS) return false
    await sleep(LOOK_EVERY_MS)
  }
  return true
}

const watchFor = async (running: Running, gauge: ReturnType<typeof createGauge>, ms: number): Promise<void> => {
  const endMs = performance.now() + ms
  while (performance.now() < endMs) {
    await gauge.ask(running)
    await sleep(Math.max(0, Math.min(LOOK_EVERY_MS, endMs - performance.now())))
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { createGenerator, type Exported, scenarioFileOf } from '../bookings.ts'
import { createBell } from '../crash/moments.ts'
import { type Hotel, openHotel, scenarioOf } from '../hotel.ts'
import { checkCaptured, checkWire, createMemory, type Disturbance } from '../ledger.ts'
import { createFindings, type Findings, type PartOptions, type PartResult } from '../part.ts'
import { checkSettled, newestItems } from '../queue.ts'
import { checkFreshStart } from './fresh-start.ts'
import { createTrio, type Hurt, type Trio } from './trio.ts'

/**
 * Parts `order` and `lock`: three processes on one data folder. `order` has many changes of few reservations
 * and an outage of the channel; `lock` hurts the sender itself, mostly in the middle of a request, and hangs
 * it long enough to be replaced.
 */

type Kind = 'order' | 'lock'

/**
 * Of all rounds the second third is the outage. On the quick ladder of 0.1 to 0.4 s it is as many probes as
 * half an hour is on the real one.
 */
const OUTAGE_MS = 18_000
/** Longer than heartbeat (30 s) and request time-out: somebody else takes over. */
const LONG_HANG_MS = 40_000
const TIMEOUT_SECONDS = 2
const FRESH_STARTS = 3
/** Exports of a round with a long hang, most of them around the moment when the hung one wakes up. */
const WAKING_EXPORTS = 40

const hurtOf = (kind: Kind, n: number, rounds: number, random: () => number): Hurt => {
  if (kind === 'lock' && n % 25 === Math.min(3, rounds - 1)) return 'long-hang'
  const draw = random()
  return draw < 0.45 ? 'kill' : draw < 0.75 ? 'short-hang' : 'stop'
}

const victimOf = async (kind: Kind, trio: Trio, random: () => number) => {
  const isSenderMeant = random() < (kind === 'lock' ? 0.85 : 0.5)
  return (isSenderMeant ? await trio.sender() : null) ?? trio.any()
}

type World = {
  kind: Kind
  hotel: Hotel
  trio: Trio
  findings: Findings
  random: () => number
  exports: Exported[]
  disturbances: Disturbance[]
  memory: ReturnType<typeof createMemory>
  bell: ReturnType<typeof createBell>
}

const playRound = async (world: World, files: readonly Exported[], how: Hurt): Promise<void> => {
  const { kind, hotel, trio, findings, random, exports, disturbances, memory, bell } = world
  const whom = await victimOf(kind, trio, random)
  const inRequest = bell.next()
  const doDrop = async () => {
    for (const [n, file] of files.entries()) {
      // The one that was replaced wakes up in the midst of its successor's work.
      if (how === 'long-hang' && n === 3) await sleep(LONG_HANG_MS - 1_000)
      hotel.drop(file)
      await sleep(random() * 40 + (how === 'long-hang' ? 20 : 0))
    }
  }
  const dropping = doDrop()
  if (random() < 0.7) await Promise.race([inRequest, sleep(800)])
  else await sleep(random() * 300)
  await trio.hurt(how, whom, how === 'long-hang' ? LONG_HANG_MS : 200 + random() * 2_800)
  await dropping
  exports.push(...files)
  for (let n = 0; n < 3; n++) await trio.lookOnce()
  const lying = hotel.lying()
  const recent = new Set(exports.slice(-150).map(({ fileName }) => fileName))
  const items = (await newestItems(trio.any(), 200)).filter(({ fileName }) => recent.has(fileName))
  checkCaptured(findings, { exports: exports.slice(-150), items, lying, isWhole: false })
  memory.look(items, false)
  checkWire(findings, { exports, standIn: hotel.standIn, disturbances })
}

const prove =
  (kind: Kind) =>
  async ({ rounds, seed, say }: PartOptions): Promise<PartResult> => {
    const startedMs = performance.now()
    const random = seededRandom(seed)
    const findings = createFindings(say)
    const generator = createGenerator(random, { open: kind === 'order' ? 3 : 8 })
    const hurts = Array.from({ length: rounds }, (_, n) => hurtOf(kind, n, rounds, random))
    const plan = hurts.map((how) => generator.next(how === 'long-hang' ? WAKING_EXPORTS : 3 + Math.floor(random() * 4)))
    const all = plan.flat()
    const bell = createBell()
    const hotel = await openHotel({ scenario: scenarioFileOf(all), onSeen: bell.ring, timeoutSeconds: TIMEOUT_SECONDS })
    const exports: Exported[] = []
    const disturbances: Disturbance[] = []
    const memory = createMemory(findings)
    const trio = createTrio(hotel, findings, disturbances)
    const world: World = { kind, hotel, trio, findings, random, exports, disturbances, memory, bell }
    const counts = new Map<Hurt, number>()
    let wire = { requests: 0, repeats: 0 }
    try {
      if (kind === 'lock')
        for (let n = 0; n < Math.min(FRESH_STARTS, rounds); n++) await checkFreshStart(findings, random)
      await trio.start()
      for (const [n, files] of plan.entries()) {
        if (kind === 'order' && n === Math.floor(rounds / 3)) {
          const down = [{ until: `+${OUTAGE_MS}ms`, do: { status: 503 } }]
          hotel.standIn.setScenario(scenarioOf(scenarioFileOf(all, down)))
        }
        const how = hurts[n] ?? 'kill'
        counts.set(how, (counts.get(how) ?? 0) + 1)
        await playRound(world, files, how)
        if ((n + 1) % 10 === 0)
          say(`${kind}: ${n + 1} of ${rounds} rounds, ${exports.length} exports, ${findings.problems()} problems`)
      }
      wire = await checkSettled({
        findings,
        hotel,
        running: trio.any(),
        exports,
        disturbances,
        memory,
        contentOf: exports,
      })
      await trio.lookOnce()
    } finally {
      await trio.stop()
      const kept = await hotel.close(findings.problems() > 0)
      if (findings.problems() > 0) say(`Data and export folder are kept in ${kept}`)
    }
    const figures = {
      exports: exports.length,
      ...wire,
      'take-overs seen': trio.takeOvers(),
      hurt: [...counts].map(([how, n]) => `${how} ${n}`).join(', '),
    }
    return {
      part: kind,
      rounds,
      seed,
      checks: findings.checks(),
      figures,
      skipped: null,
      tookMs: Math.round(performance.now() - startedMs),
    }
  }

export const proveOrder = prove('order')
export const proveLock = prove('lock')

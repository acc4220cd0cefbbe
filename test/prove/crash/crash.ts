import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { commandLine } from '../../support/command-line.ts'
import { createGenerator, type Exported, scenarioFileOf } from '../bookings.ts'
import { type Hotel, openHotel } from '../hotel.ts'
import { checkCaptured, checkWire, createMemory, type Disturbance } from '../ledger.ts'
import { createFindings, type PartOptions, type PartResult } from '../part.ts'
import { checkSettled, newestItems } from '../queue.ts'
import { createBell, killAt, type Moment, momentOf, moments } from './moments.ts'

/**
 * SIGKILL at random moments, round after round on one data folder, while bookings come in and the channel
 * answers, fails and hangs up.
 */

const root = join(import.meta.dirname, '../../..')
const SETTLE_EVERY = 25

/** Starts `serve` and kills it before it says READY. */
const killWhileStarting = async (hotel: Hotel, afterMs: number): Promise<void> => {
  const child = spawn(
    process.execPath,
    [commandLine(), 'serve', '--data', hotel.data, '--token', 'test-token-0123456789abcdef0123456789abcdef'],
    {
      cwd: root,
      stdio: 'ignore',
    },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await sleep(afterMs)
  child.kill('SIGKILL')
  await ended
}

/** Runs the part; `rounds` is the number of kills. */
export const proveCrash = async ({ rounds, seed, say }: PartOptions): Promise<PartResult> => {
  const startedMs = performance.now()
  const random = seededRandom(seed)
  const findings = createFindings(say)
  const memory = createMemory(findings)
  const generator = createGenerator(random)
  const plan: Exported[][] = Array.from({ length: rounds }, () => generator.next(2 + Math.floor(random() * 5)))
  const bell = createBell()
  const hotel = await openHotel({ scenario: scenarioFileOf(plan.flat()), onSeen: bell.ring })
  const exports: Exported[] = []
  const disturbances: Disturbance[] = []
  const kills = new Map<Moment, number>(moments.map((moment) => [moment, 0]))
  let uncheckedFrom = 0
  let wire = { requests: 0, repeats: 0 }
  const hurt = (what: string, fromAt: number) => disturbances.push({ what, fromAt, toAt: Date.now() })

  const settle = async (): Promise<void> => {
    const running = await hotel.start()
    try {
      const contentOf = exports.slice(uncheckedFrom)
      wire = await checkSettled({ findings, hotel, running, exports, disturbances, memory, contentOf })
      uncheckedFrom = exports.length
    } finally {
      const stopAt = Date.now()
      await running.stop()
      hurt('stop', stopAt)
    }
  }

  const round = async (files: readonly Exported[]): Promise<void> => {
    const moment = momentOf(random)
    kills.set(moment, (kills.get(moment) ?? 0) + 1)
    if (moment === 'starting') {
      for (const file of files) hotel.drop(file)
      exports.push(...files)
      const fromAt = Date.now()
      await killWhileStarting(hotel, 150 + random() * 900)
      await hotel.hearOut()
      hurt(moment, fromAt)
      return
    }
    const running = await hotel.start()
    // The folder first: what has left it by then must be in the queue.
    const lying = hotel.lying()
    const recent = exports.slice(-150)
    const items = await newestItems(running, 200)
    const isRecent = new Set(recent.map(({ fileName }) => fileName))
    checkCaptured(findings, {
      exports: recent,
      items: items.filter(({ fileName }) => isRecent.has(fileName)),
      lying,
      isWhole: false,
    })
    memory.look(items, false)
    let killedAt = Infinity
    const kill = () => {
      killedAt = Date.now()
      process.kill(running.pid, 'SIGKILL')
    }
    await killAt(moment, { hotel, bell, random, files, kill })
    await running.kill()
    await hotel.hearOut()
    hurt(moment, killedAt)
    exports.push(...files)
    wire = checkWire(findings, { exports, standIn: hotel.standIn, disturbances })
  }

  try {
    for (const [n, files] of plan.entries()) {
      await round(files)
      if ((n + 1) % SETTLE_EVERY === 0 || n + 1 === rounds) await settle()
      if ((n + 1) % SETTLE_EVERY === 0)
        say(
          `crash: ${n + 1} of ${rounds} kills, ${exports.length} exports, ${wire.requests} requests, ${findings.problems()} problems`,
        )
    }
  } finally {
    const kept = await hotel.close(findings.problems() > 0)
    if (findings.problems() > 0) say(`Data and export folder are kept in ${kept}`)
  }
  return {
    part: 'crash',
    rounds,
    seed,
    checks: findings.checks(),
    figures: {
      exports: exports.length,
      ...wire,
      'killed at': [...kills].map(([moment, count]) => `${moment} ${count}`).join(', '),
    },
    skipped: null,
    tookMs: Math.round(performance.now() - startedMs),
  }
}

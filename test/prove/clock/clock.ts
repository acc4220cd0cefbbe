import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { type Running, until } from '../../support/night-porter.ts'
import { createGenerator, type Exported, scenarioFileOf } from '../bookings.ts'
import { type Hotel, openHotel } from '../hotel.ts'
import { checkCaptured, checkEnds, checkTruth, checkWire, createMemory, isUnderWay } from '../ledger.ts'
import { createFindings, type PartOptions, type PartResult } from '../part.ts'

/**
 * The wall clock of the real program jumps back and forward while something waits, or the program is halted
 * for longer than a request may take while the channel answers.
 */

const checkNames = {
  wait: 'a wait ends within its own length, wherever the clock jumped',
  early: 'and not before, while the program runs',
  answer: 'an answer that came while the program was halted counts',
}

/** What waits when the clock jumps: how the channel brings it about, and how long it may last. */
const waits = {
  throttle: { do: { status: 429, headers: { 'retry-after': '6' } }, lengthMs: 6_000 },
  outage: { do: { status: 503, headers: { 'retry-after': '6' } }, lengthMs: 6_000 },
  ladder: { do: { status: 500 }, lengthMs: 2_000 },
} as const
type WaitName = keyof typeof waits

const TIMEOUT_SECONDS = 3
/** The beat of the sender, a look of the dispatcher and a busy machine. */
const SLACK_MS = 6_000

type Round =
  | { kind: 'jump'; wait: WaitName; byMs: number; isOff: boolean; file: Exported }
  | { kind: 'halt'; file: Exported }

const sorts: readonly WaitName[] = ['throttle', 'outage', 'ladder']

const planned = (random: () => number, file: Exported, n: number): Round => {
  if (n % 3 === 2) return { kind: 'halt', file }
  const byMs = Math.round((60_000 + random() * 540_000) * (random() < 0.67 ? -1 : 1))
  return { kind: 'jump', wait: sorts[Math.floor(random() * 3)] ?? 'throttle', byMs, isOff: random() < 0.25, file }
}

const marked = ({ seq }: Exported) => ({ contains: `AmountAfterTax="${seq}.07"` })

/** Runs the part; `rounds` is the number of jumps and halts. */
export const proveClock = async ({ rounds, seed, say }: PartOptions): Promise<PartResult> => {
  const startedMs = performance.now()
  const random = seededRandom(seed)
  const findings = createFindings(say)
  const memory = createMemory(findings)
  const generator = createGenerator(random, { isPlain: true })
  const plan = Array.from({ length: rounds }, (_, n) =>
    generator.next(1).map((file) => planned(random, file, n)),
  ).flat()
  const exports = plan.map(({ file }) => file)
  const rules = plan.map((round) =>
    round.kind === 'halt'
      ? { match: marked(round.file), do: { delayMs: 1_000 } }
      : { match: marked(round.file), times: 1, do: waits[round.wait].do },
  )
  const hotel = await openHotel({
    scenario: scenarioFileOf([], rules),
    timeoutSeconds: TIMEOUT_SECONDS,
    retry: { steps: [2], alarmAfterMinutes: 30, giveUpAfterMinutes: 60 },
  })
  const clockFile = join(hotel.data, '..', 'clock')
  let aheadMs = 0
  let longestMs = 0
  const jump = (byMs: number) => {
    aheadMs += byMs
    writeFileSync(`${clockFile}.new`, String(aheadMs))
    renameSync(`${clockFile}.new`, clockFile)
  }
  jump(0)
  const env = {
    NP_CLOCK_FILE: clockFile,
    NODE_OPTIONS: `--import ${new URL('./moved-clock.ts', import.meta.url).href}`,
  }
  const requestsOf = ({ seq }: Exported) =>
    hotel.standIn.seen.filter(({ body }) => body.includes(`AmountAfterTax="${seq}.07"`))
  const stateOf = async (running: Running, { fileName }: Exported) =>
    (await running.call('messages.list', { limit: 20 })).items.find((item) => item.fileName === fileName)?.state

  const jumpInWait = async (
    running: Running,
    { wait, byMs, isOff, file }: Extract<Round, { kind: 'jump' }>,
  ): Promise<Running> => {
    hotel.drop(file)
    await until('the first answer', () => requestsOf(file).length > 0)
    const beganMs = performance.now()
    await sleep(random() * 1_500)
    let current = running
    if (isOff) {
      await running.kill()
      jump(byMs)
      current = await hotel.start(env)
    } else jump(byMs)
    // A program that starts anew counts from there what it had not noted of its time awake.
    const mostMs = waits[wait].lengthMs + SLACK_MS + (isOff ? 5_000 : 0)
    const isOver = await until('delivered', async () => (await stateOf(current, file)) === 'delivered', mostMs).catch(
      () => false,
    )
    const tookMs = performance.now() - beganMs
    longestMs = Math.max(longestMs, tookMs - waits[wait].lengthMs)
    const where = `${wait}, clock moved by ${Math.round(byMs / 1000)} s${isOff ? ' while the program was off' : ''}`
    findings.check(
      checkNames.wait,
      isOver ? null : `export ${file.seq} (${where}) still waits after ${Math.round(tookMs)} ms`,
    )
    // Where the program was off, a clock that is ahead may be time that passed.
    if (!isOff) {
      const isEarly = tookMs < waits[wait].lengthMs - 300
      findings.check(
        checkNames.early,
        isEarly ? `export ${file.seq} (${where}) went after ${Math.round(tookMs)} ms` : null,
      )
    }
    return current
  }

  const haltInRequest = async (running: Running, file: Exported): Promise<void> => {
    hotel.drop(file)
    await until('an open request', () => requestsOf(file).length > 0)
    process.kill(running.pid, 'SIGSTOP')
    try {
      // The channel answers after a second.
      await sleep(TIMEOUT_SECONDS * 1_000 + 1_000 + random() * 1_500)
    } finally {
      process.kill(running.pid, 'SIGCONT')
    }
    await until('delivered', async () => (await stateOf(running, file)) === 'delivered').catch(() => false)
    const requests = requestsOf(file).length
    findings.check(checkNames.answer, requests === 1 ? null : `export ${file.seq} was sent ${requests} times`)
  }

  /** What must hold once all has settled. */
  const lookAtAll = async (at: Hotel, running: Running): Promise<void> => {
    await until('nothing under way', async () => !(await running.all()).some(isUnderWay)).catch(() => false)
    const items = await running.all()
    checkCaptured(findings, { exports, items, lying: at.lying(), isWhole: true })
    memory.look(items, true)
    checkEnds(findings, exports, items)
    checkTruth(findings, exports, items, at.standIn)
  }

  let wire = { requests: 0, repeats: 0 }
  const kinds = { back: 0, forward: 0, off: 0, halts: 0 }
  try {
    let running = await hotel.start(env)
    for (const [n, round] of plan.entries()) {
      if (round.kind === 'halt') {
        kinds.halts += 1
        await haltInRequest(running, round.file)
      } else {
        kinds[round.byMs < 0 ? 'back' : 'forward'] += 1
        if (round.isOff) kinds.off += 1
        running = await jumpInWait(running, round)
      }
      if ((n + 1) % 10 === 0) say(`clock: ${n + 1} of ${rounds} rounds, ${findings.problems()} problems`)
    }
    await lookAtAll(hotel, running)
    wire = checkWire(findings, { exports, standIn: hotel.standIn, disturbances: [] })
    await running.stop()
  } finally {
    const kept = await hotel.close(findings.problems() > 0)
    if (findings.problems() > 0) say(`Data and export folder are kept in ${kept}`)
  }

  return {
    part: 'clock',
    rounds,
    seed,
    checks: findings.checks(),
    figures: {
      exports: exports.length,
      ...wire,
      'clock set back': kinds.back,
      'clock set forward': kinds.forward,
      'of these while the program was off': kinds.off,
      'halts of more than the time-out': kinds.halts,
      'longest beyond its length': `${Math.max(0, Math.round(longestMs))} ms`,
    },
    skipped: null,
    tookMs: Math.round(performance.now() - startedMs),
  }
}

import { bundleCommandLine } from '../support/command-line.ts'
import { readArguments, usage, type Wanted } from './arguments.ts'
import { proveClock } from './clock/clock.ts'
import { proveControl } from './control/better-queue.ts'
import { proveCrash } from './crash/crash.ts'
import { proveDamage } from './damage/damage.ts'
import { proveDisk } from './disk/disk.ts'
import { proveDurable } from './durable/durable.ts'
import { proveLoad } from './load/load.ts'
import { proveLock, proveOrder } from './order/three.ts'
import { hasPassed, type PartName, type PartOptions, type PartResult } from './part.ts'
import { provePrivate } from './private/private.ts'
import { tableOf } from './table.ts'

/**
 * `npm run prove`: promises of Night Porter, tried out. Exit code 0: all hold, 1: one does not,
 * 2: wrong usage.
 */

const parts: Record<PartName, { rounds: number; prove: (options: PartOptions) => Promise<PartResult> }> = {
  crash: { rounds: 200, prove: proveCrash },
  durable: { rounds: 100, prove: proveDurable },
  disk: { rounds: 40, prove: proveDisk },
  damage: { rounds: 85, prove: proveDamage },
  order: { rounds: 30, prove: proveOrder },
  lock: { rounds: 30, prove: proveLock },
  load: { rounds: 10, prove: proveLoad },
  clock: { rounds: 30, prove: proveClock },
  private: { rounds: 3, prove: provePrivate },
}

/** A part that did not come to its end has not held, whatever it had found by then. */
const brokenOff = (part: string, { rounds, seed }: PartOptions, error: unknown): PartResult => {
  const problem = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    part,
    rounds,
    seed,
    checks: [{ name: 'the part comes to its end', times: 1, problems: [problem] }],
    figures: {},
    skipped: null,
    tookMs: 0,
  }
}

const proveAll = async ({ parts: names, rounds, seed, isJson, queue }: Wanted): Promise<number> => {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const results: PartResult[] = []
  for (const name of names) {
    const { rounds: usual, prove } = parts[name]
    const chosen = queue === 'better-queue' ? proveControl : prove
    const options = { rounds: rounds ?? usual, seed, say }
    results.push(await chosen(options).catch((error) => brokenOff(name, options, error)))
  }
  process.stdout.write(isJson ? `${JSON.stringify(results, null, 2)}\n` : tableOf(results))
  return results.every(hasPassed) ? 0 : 1
}

const read = readArguments(process.argv.slice(2))
if (read.ok) {
  bundleCommandLine()
  process.exitCode = await proveAll(read.wanted)
} else {
  process.stderr.write(`${read.sentence}\n${usage}\n`)
  process.exitCode = 2
}

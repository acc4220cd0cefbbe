import { benchCommand } from './command.ts'
import { benchHistory } from './history.ts'
import { benchParse } from './parse.ts'
import { benchQueue } from './queue.ts'
import { benchStandstill } from './standstill.ts'

/**
 * `npm run bench`: speeds and memory of this machine, printed as a table; `npm run bench -- parse` one part.
 * Nothing passes or fails.
 */

const benches = new Map<string, () => void | Promise<void>>([
  ['command', benchCommand],
  ['history', benchHistory],
  ['parse', benchParse],
  ['queue', benchQueue],
  ['standstill', benchStandstill],
])

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !benches.has(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no bench named ${unknown.join(', ')}; there are ${[...benches.keys()].join(', ')}.\n`)
  process.exitCode = 2
} else for (const [name, bench] of benches) if (asked.length === 0 || asked.includes(name)) await bench()

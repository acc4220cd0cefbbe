import { readFileSync } from 'node:fs'
import { describeScenario, describeSeen } from '../../rehearsal/describe.ts'
import { practiceScenario } from '../../rehearsal/practice-hotel.ts'
import { parseScenario, type Scenario } from '../../rehearsal/scenario.ts'
import { startStandIn } from '../../rehearsal/stand-in.ts'
import { readNumber } from '../arguments.ts'
import type { Output } from '../output.ts'
import { untilStopped } from '../serve-engine.ts'
import { type Command, text } from './command.ts'

/** Reads a scenario file; every wrong field is named. Null: the reasons were printed. */
const readScenario = (path: string, output: Output): Scenario | null => {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    output.err(`${path} ${why}. Nothing was started.`)
    return null
  }
  const parsed = parseScenario(content)
  if (parsed.ok) return parsed.scenario
  output.err(`${path} is wrong; nothing was started:`)
  for (const { field, problem } of parsed.problems) output.err(`  ${field}: ${problem}`)
  return null
}

export const rehearse: Command = {
  usage: 'rehearse [--port N] [--scenario FILE]',
  says: "plays the channel on this computer, for tests, training and go-live drills; without a file the rehearsal hotel's",
  options: { port: 'string', scenario: 'string' },
  async run(args, output) {
    const port = readNumber(text(args, 'port') ?? '0', 'port', { from: 0, to: 65_535 })
    if (!port.ok) {
      output.err(port.problem)
      return 2
    }
    const path = text(args, 'scenario')
    const scenario = path === undefined ? practiceScenario() : readScenario(path, output)
    if (scenario === null) return 2
    const stopped = untilStopped()
    try {
      const standIn = await startStandIn({
        port: port.value,
        scenario,
        onSeen: (seen) => output.out(describeSeen(seen)),
      })
      for (const line of describeScenario(scenario)) output.out(line)
      output.out(`READY ${standIn.url}`)
      await stopped
      await standIn.close()
      return 0
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')))
        throw error
      output.err(`Port ${port.value} cannot be used (${error.code}). Choose another one, or leave --port out.`)
      return 1
    }
  },
}

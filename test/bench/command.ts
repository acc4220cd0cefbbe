import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { bundleCommandLine, commandLine } from '../support/command-line.ts'
import { practiceHotel } from '../support/night-porter.ts'
import { row } from './table.ts'

/**
 * What a command costs that is started cold, beside Node that does nothing: CPU time of the whole process.
 */

const ROUNDS = 5

/** Has a process say at its end how much CPU time it took, in microseconds. */
const AT_END =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('\\n'+JSON.stringify(process.cpuUsage())))"
const Usage = z.object({ user: z.number(), system: z.number() })

/** The shortest of several rounds, since others use this machine too. */
const cpuOf = (words: readonly string[]): string => {
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < ROUNDS; n += 1) {
    const { status, stderr } = spawnSync(process.execPath, ['--import', AT_END, ...words], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`The command failed: ${words.join(' ')}\n${stderr}`)
    const { user, system } = Usage.parse(JSON.parse(stderr.split('\n').at(-1) ?? ''))
    least = Math.min(least, user + system)
  }
  return `${(least / 1e6).toFixed(2)} s`
}

/** Prints the table. */
export const benchCommand = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'night-porter-bench-'))
  const exportFolder = join(folder, 'export')
  mkdirSync(exportFolder)
  const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
  bundleCommandLine()
  const np = commandLine()
  row('node -e 0', cpuOf(['-e', '0']))
  for (const words of [['version'], ['--help'], ['status', '--data', folder], ['explain', '--list']])
    row(`np ${words[0]}, cold`, cpuOf([np, ...words]))
  rmSync(folder, { recursive: true })
}

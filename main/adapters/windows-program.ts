import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { sleepMinutesIn } from '../core/service/sleep-setting.ts'

/**
 * The programs of Windows that Night Porter asks. They are started by their full path, so that a file of the
 * same name elsewhere is never taken for one. Their words for people depend on the language of Windows; what
 * is read is their exit codes and the parts that are the same everywhere.
 */

const PATIENCE_MS = 20_000

export const systemProgram = (name: string, env: NodeJS.ProcessEnv = process.env): string =>
  path.win32.join(env.SystemRoot || 'C:\\Windows', 'System32', name)

/** `status` null: it could not be run, or took too long. */
export type ProgramEnd = { status: number | null; output: Uint8Array }

/** Runs a program to its end, without a window. */
export const runToEnd = (program: string, words: readonly string[]): ProgramEnd => {
  const { status, stdout } = spawnSync(program, words, { timeout: PATIENCE_MS, windowsHide: true })
  return { status, output: stdout ?? new Uint8Array() }
}

/** Runs a program that asks the person for something itself, such as a password: we never see it. */
export const runWithPerson = (program: string, words: readonly string[]): Pick<ProgramEnd, 'status'> => ({
  status: spawnSync(program, words, { stdio: 'inherit' }).status,
})

/** After how many minutes this PC sleeps on mains power; 0: never. Null: not known, or no Windows. */
export const sleepMinutes = (platform: NodeJS.Platform = process.platform): number | null => {
  if (platform !== 'win32') return null
  const words = ['/query', 'SCHEME_CURRENT', 'SUB_SLEEP', 'STANDBYIDLE']
  const { status, output } = runToEnd(systemProgram('powercfg.exe'), words)
  return status === 0 ? sleepMinutesIn(Buffer.from(output).toString('latin1')) : null
}

/** High and system: the levels at which Windows lets a process change what belongs to the machine. */
const ELEVATED = /"S-1-16-(12288|16384)"/

/**
 * Whether this process runs as administrator or SYSTEM, by the level in `whoami /groups`: a SID in any
 * language.
 */
export const isElevated = (whoami: string): boolean => {
  const { status, output } = runToEnd(whoami, ['/groups', '/fo', 'csv', '/nh'])
  return status === 0 && ELEVATED.test(Buffer.from(output).toString('latin1'))
}

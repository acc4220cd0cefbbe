import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { eventually } from '../../support/eventually.ts'

export type Child = {
  pid: number
  /** The next line the child prints; null once it has ended. */
  line(): Promise<string | null>
  say(line: string): void
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
  /** Resolves when the process is gone. */
  ended: Promise<void>
}

/** Runs a script of `children/` in a process of its own on this Node; it is killed when the test ends. */
export const startChild = (script: string, ...args: string[]): Child => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'children', script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  // A child that was killed cannot be told anything; the test sees that by its lines.
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  if (child.pid === undefined) throw new Error(`${script} did not start`)
  return {
    pid: child.pid,
    line: async () => {
      const next = await lines.next()
      return next.done === true ? null : next.value
    },
    say: (line) => child.stdin.write(`${line}\n`),
    signal: (name) => child.kill(name),
    ended,
  }
}

/** Waits until Linux shows the process as stopped. */
export const untilStopped = async (pid: number): Promise<void> => {
  await eventually(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    if (!/\) T /.test(stat)) throw new Error('not stopped yet')
  })
}

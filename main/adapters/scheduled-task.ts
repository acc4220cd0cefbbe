import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastResultIn, type RegisteredTask, readTask, TASK_NAME } from '../core/service/task-definition.ts'
import { runToEnd, runWithPerson } from './windows-program.ts'

/** The task of the service as Windows knows it. */
export type ScheduledTask = {
  /**
   * Null: there is none, or this user may not see it. `lastResult`: how its last run ended, or that it runs.
   */
  read(): (RegisteredTask & { lastResult: number | null }) | null
  /**
   * Registers the definition, in the place of an earlier one. For a service account Windows asks for its
   * password.
   */
  register(definition: string, account: string | null): boolean
  start(): boolean
  /** Takes the task away; what it started goes on. */
  remove(): boolean
}

/**
 * Talks to Windows by schtasks.exe, which says 0 when it did what was asked and 1 when not; its sentences are
 * in the language of Windows and are not read.
 */
export const createScheduledTask = ({ schtasks }: { schtasks: string }): ScheduledTask => {
  const ask = (...words: string[]) => runToEnd(schtasks, words)
  return {
    read: () => {
      const definition = ask('/query', '/tn', TASK_NAME, '/xml')
      const task = definition.status === 0 ? readTask(textOf(definition.output)) : null
      if (task === null) return null
      const line = ask('/query', '/tn', TASK_NAME, '/fo', 'csv', '/v', '/nh')
      return { ...task, lastResult: line.status === 0 ? lastResultIn(textOf(line.output)) : null }
    },
    register: (definition, account) => {
      const folder = mkdtempSync(join(tmpdir(), 'night-porter-task-'))
      try {
        const file = join(folder, 'task.xml')
        writeFileSync(file, Buffer.from(`\uFEFF${definition}`, 'utf16le'), { mode: 0o600 })
        const words = ['/create', '/tn', TASK_NAME, '/xml', file, '/f']
        if (account === null) return ask(...words).status === 0
        // A group managed service account (its name ends in $) has no password that anybody knows.
        return account.endsWith('$')
          ? ask(...words, '/ru', account, '/rp', '').status === 0
          : runWithPerson(schtasks, [...words, '/ru', account, '/rp', '*']).status === 0
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    start: () => ask('/run', '/tn', TASK_NAME).status === 0,
    remove: () => ask('/delete', '/tn', TASK_NAME, '/f').status === 0,
  }
}

/** A console's code page or UTF-16, by the byte order mark or the zero bytes of ASCII. */
const textOf = (output: Uint8Array): string => {
  const bytes = Buffer.from(output)
  return (bytes[1] === 0 || bytes[0] === 0xff ? bytes.toString('utf16le') : bytes.toString('latin1')).replace(
    /^\uFEFF/,
    '',
  )
}

import { dirname, resolve } from 'node:path'
import { createScheduledTask, type ScheduledTask } from '../../adapters/scheduled-task.ts'
import { isElevated, systemProgram } from '../../adapters/windows-program.ts'
import { isSameTask, NOT_RUN_YET, RUNNING, type TaskPlan, taskDefinition } from '../../core/service/task-definition.ts'
import type { Exit, Output } from '../output.ts'
import { type Command, dataFolder, flag, text } from './command.ts'
import { ownMachine, setRights } from './rights.ts'

const USAGE =
  'service install [--group NAME]... [--account NAME] [--data DIR] | service remove | service status [--json] [--data DIR]'

type Machine = {
  platform: NodeJS.Platform
  isElevated: () => boolean
  task: ScheduledTask
  plan: (folder: string) => Omit<TaskPlan, 'account'>
  /** Gives the folder to SYSTEM, administrators and those named; false: it was refused, and is told. */
  setRights: (folder: string, names: readonly string[], output: Output) => boolean
}

const NO_ADMINISTRATOR =
  'Only an administrator may change the tasks of Windows. Open the command prompt with "Run as administrator" and try again. Nothing was changed.'

const install = (
  { isElevated, task, plan, setRights }: Machine,
  folder: string,
  { account, groups }: { account: string | null; groups: readonly string[] },
  output: Output,
): Exit => {
  if (!isElevated()) {
    output.err(NO_ADMINISTRATOR)
    return 1
  }
  if (!setRights(folder, account === null ? groups : [...groups, account], output)) return 1
  if (!task.register(taskDefinition({ ...plan(folder), account }), account)) {
    output.err(
      account === null
        ? 'Windows did not take the task. Nothing was changed. Look whether the service "Task Scheduler" runs and a policy forbids new tasks.'
        : `Windows did not take the task for ${account}. Nothing was changed. Look whether the name and password are right and the account has the right "Log on as a batch job".`,
    )
    return 1
  }
  output.out(`Night Porter starts with this PC from now on, as ${account ?? 'SYSTEM'}, with the data folder ${folder}.`)
  if (task.start()) return 0
  output.err('It could not be started now; it starts with the next start of Windows. np service status says more.')
  return 1
}

const remove = ({ isElevated, task }: Machine, output: Output): Exit => {
  if (!isElevated()) {
    output.err(NO_ADMINISTRATOR)
    return 1
  }
  if (task.read() === null) {
    output.out('There is no task of Night Porter on this PC.')
    return 0
  }
  if (!task.remove()) {
    output.err('Windows did not take the task away. Remove "Night Porter" in Task Scheduler.')
    return 1
  }
  output.out('Night Porter no longer starts with this PC. What runs now goes on until np stop.')
  return 0
}

const status = (machine: Machine, folder: string, isJson: boolean, output: Output): Exit => {
  const task = machine.task.read()
  const isVisible = task !== null || machine.isElevated()
  const isOurs = task !== null && isSameTask(task, machine.plan(folder))
  const isGood = task !== null && isOurs && task.isEnabled && task.startsWithPc
  if (isJson) {
    output.out(
      JSON.stringify({
        isInstalled: isVisible ? task !== null : null,
        account: task?.account ?? null,
        command: task === null ? null : `${task.command} ${task.words}`,
        isSame: task === null ? null : isOurs,
        isEnabled: task === null ? null : task.isEnabled && task.startsWithPc,
        isRunning: task?.lastResult == null ? null : task.lastResult === RUNNING,
        lastResult: task?.lastResult ?? null,
      }),
    )
    return isGood ? 0 : 1
  }
  if (task === null) {
    output.out(
      isVisible
        ? 'There is no task of Night Porter on this PC: it runs while somebody is signed in. To change that: np service install'
        : 'This user sees no task of Night Porter. An administrator sees whether there is one: np service status',
    )
    return 1
  }
  output.out(`Task "Night Porter", as ${task.account}: ${task.command} ${task.words}`)
  if (!task.isEnabled || !task.startsWithPc) output.out('It is switched off. To switch it on: np service install')
  if (!isOurs) output.out('It starts another program or data folder than this one. To put it right: np service install')
  output.out(`State: ${stateOf(task.lastResult)}`)
  return isGood ? 0 : 1
}

const stateOf = (result: number | null): string => {
  if (result === null) return 'not known'
  if (result === RUNNING) return 'running'
  if (result === NOT_RUN_YET) return 'not started yet'
  return `not running; the last run ended with ${result === 0 || result < 256 ? result : `0x${result.toString(16)}`}`
}

/** `np service`, for a machine that is given: tests stand in for Windows. */
export const createServiceCommand = (machine: Machine): Command => ({
  usage: USAGE,
  says: 'runs Night Porter as a task of Windows, also while nobody is signed in',
  options: { account: 'string', group: 'list', json: 'boolean' },
  async run(args, output) {
    const [verb, ...more] = args.positionals
    const folder = dataFolder(args)
    if (more.length > 0 || (verb !== 'install' && verb !== 'remove' && verb !== 'status')) {
      output.err(`Usage: ${USAGE}`)
      return 2
    }
    if (machine.platform !== 'win32') {
      output.err(
        'Tasks of this kind are part of Windows. Elsewhere start serve by what the system has, such as systemd.',
      )
      return 1
    }
    const account = text(args, 'account') ?? null
    const groups = args.lists.group ?? []
    if (account !== null && groups.length === 0 && verb === 'install') {
      output.err('With an account of its own, name the group that uses the desktop program as well: --group NAME')
      return 2
    }
    if (verb === 'install') return install(machine, folder, { account, groups }, output)
    return verb === 'remove' ? remove(machine, output) : status(machine, folder, flag(args, 'json'), output)
  },
})

export const service = createServiceCommand({
  platform: process.platform,
  isElevated: () => isElevated(systemProgram('whoami.exe')),
  task: createScheduledTask({ schtasks: systemProgram('schtasks.exe') }),
  setRights: (folder, names, output) => setRights(ownMachine(), folder, names, output),
  // The same program and the same command line that was started now: from sources, a bundle or an
  // installation.
  plan: (folder) => {
    const script = resolve(process.argv[1] ?? '')
    return { program: process.execPath, words: [script, 'serve', '--data', folder], folder: dirname(script) }
  },
})

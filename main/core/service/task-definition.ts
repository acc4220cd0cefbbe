import { parseXml, type XmlElement } from '../xml/parse.ts'
import { writeXml, type XmlNode } from '../xml/write.ts'
import { commandLineOf } from './windows-words.ts'

/**
 * The scheduled task that runs `serve` from the start of Windows on, while nobody is signed in. Its elements
 * are those of Microsoft's open specification MS-TSCH, section 2.5 (version 1.2, so from Windows Vista on).
 * Texts for people stand in the program, not in the task: Task Scheduler shows one language to everybody.
 */

/** The name under which Windows keeps the task, in the root folder of Task Scheduler. */
export const TASK_NAME = 'Night Porter'

const NAMESPACE = 'http://schemas.microsoft.com/windows/2004/02/mit/task'

/** Well-known: the account that the operating system itself runs under. */
const SYSTEM_SID = 'S-1-5-18'

/**
 * Task Scheduler restarts what could not be started or was ended, up to 255 times. A program that ran and
 * ended with an exit code may count as done, so the trigger repeats as well: as long as the task runs,
 * `IgnoreNew` drops the repeated start.
 */
const RESTART_EVERY = 'PT1M'
const MOST_RESTARTS = '255'
const START_AGAIN_EVERY = 'PT5M'

export type TaskPlan = {
  /** The program, its words and the folder it starts in. */
  program: string
  words: readonly string[]
  folder: string
  /** `null`: SYSTEM. Else a service account as Windows writes it, `DOMAIN\name` or `.\name`. */
  account: string | null
}

const leaf = (name: string, text: string): XmlNode => ({ name, children: [text] })

/** The definition as text; who writes it to a file writes UTF-16 with a byte order mark, as it says. */
export const taskDefinition = ({ program, words, folder, account }: TaskPlan): string => {
  const task: XmlNode = {
    name: 'Task',
    attributes: { version: '1.2', xmlns: NAMESPACE },
    children: [
      {
        name: 'RegistrationInfo',
        children: [
          leaf('Author', 'Night Porter'),
          leaf('Description', "Sends the hotel's bookings while nobody is signed in. Made by: np service install"),
        ],
      },
      {
        name: 'Triggers',
        children: [
          {
            name: 'BootTrigger',
            children: [
              leaf('Enabled', 'true'),
              {
                name: 'Repetition',
                children: [leaf('Interval', START_AGAIN_EVERY), leaf('StopAtDurationEnd', 'false')],
              },
            ],
          },
        ],
      },
      {
        name: 'Principals',
        children: [
          {
            name: 'Principal',
            attributes: { id: 'Author' },
            children:
              account === null
                ? [leaf('UserId', SYSTEM_SID), leaf('RunLevel', 'HighestAvailable')]
                : [leaf('UserId', account), leaf('LogonType', 'Password'), leaf('RunLevel', 'LeastPrivilege')],
          },
        ],
      },
      {
        name: 'Settings',
        children: [
          leaf('AllowStartOnDemand', 'true'),
          {
            name: 'RestartOnFailure',
            children: [leaf('Interval', RESTART_EVERY), leaf('Count', MOST_RESTARTS)],
          },
          leaf('MultipleInstancesPolicy', 'IgnoreNew'),
          leaf('DisallowStartIfOnBatteries', 'false'),
          leaf('StopIfGoingOnBatteries', 'false'),
          leaf('StartWhenAvailable', 'true'),
          leaf('RunOnlyIfNetworkAvailable', 'false'),
          leaf('Enabled', 'true'),
          leaf('ExecutionTimeLimit', 'PT0S'),
          // 7 is the usual priority of tasks, below every window; 5 is that of a program a person started.
          leaf('Priority', '5'),
          leaf('RunOnlyIfIdle', 'false'),
        ],
      },
      {
        name: 'Actions',
        attributes: { Context: 'Author' },
        children: [
          {
            name: 'Exec',
            children: [
              leaf('Command', program),
              leaf('Arguments', commandLineOf(words)),
              leaf('WorkingDirectory', folder),
            ],
          },
        ],
      },
    ],
  }
  return `<?xml version="1.0" encoding="UTF-16"?>\n${writeXml(task)}`
}

/** What a registered task does, as far as it matters whether it is ours. */
export type RegisteredTask = {
  command: string
  words: string
  account: string
  isEnabled: boolean
  startsWithPc: boolean
}

/**
 * Reads the definition that Windows gives back, in whatever order and with whatever additions; null: it is
 * none.
 */
export const readTask = (text: string): RegisteredTask | null => {
  const parsed = parseXml(text)
  if (!parsed.ok || parsed.root.name !== 'Task') return null
  const exec = at(parsed.root, ['Actions', 'Exec'])
  const boot = at(parsed.root, ['Triggers', 'BootTrigger'])
  return {
    command: textAt(exec, ['Command']),
    words: textAt(exec, ['Arguments']),
    account: textAt(parsed.root, ['Principals', 'Principal', 'UserId']),
    // Both are true where they are left out.
    isEnabled: textAt(parsed.root, ['Settings', 'Enabled']) !== 'false',
    startsWithPc: boot !== null && textAt(boot, ['Enabled']) !== 'false',
  }
}

const at = (from: XmlElement | null, path: readonly string[]): XmlElement | null =>
  path.reduce<XmlElement | null>((found, name) => found?.children.find((child) => child.name === name) ?? null, from)

const textAt = (from: XmlElement | null, path: readonly string[]): string => at(from, path)?.text.trim() ?? ''

/** Whether the task starts what was meant. A console prints signs outside its code page as question marks. */
export const isSameTask = (task: RegisteredTask, { program, words }: Pick<TaskPlan, 'program' | 'words'>): boolean =>
  isAlike(task.command, program) && isAlike(task.words, commandLineOf(words))

const isAlike = (printed: string, meant: string): boolean =>
  [...printed].length === [...meant].length &&
  [...printed].every((sign, index) => {
    const other = [...meant][index] ?? ''
    return sign.toLowerCase() === other.toLowerCase() || other > '\u007f'
  })

/**
 * The result of the last run from `schtasks /query /fo csv /v /nh`: the seventh field of the first line, a
 * number in every language. Null: there is none.
 */
export const lastResultIn = (csv: string): number | null => {
  const fields = [...(csv.split(/\r?\n/).find((line) => line.trim() !== '') ?? '').matchAll(/"((?:[^"]|"")*)"/g)]
  const field = fields[6]?.[1] ?? ''
  return /^-?\d+$/.test(field) ? Number(field) >>> 0 : null
}

/** SCHED_S_TASK_RUNNING and SCHED_S_TASK_HAS_NOT_RUN of "Task Scheduler Error and Success Constants". */
export const RUNNING = 0x41301
export const NOT_RUN_YET = 0x41303

import { describe, expect, it } from 'vitest'
import {
  isSameTask,
  lastResultIn,
  RUNNING,
  readTask,
  type TaskPlan,
  taskDefinition,
} from '../../../../main/core/service/task-definition.ts'
import { commandLineOf } from '../../../../main/core/service/windows-words.ts'
import { parseXml, type XmlElement } from '../../../../main/core/xml/parse.ts'

const plan: TaskPlan = {
  program: 'C:\\Program Files\\Night Porter\\resources\\np\\node.exe',
  words: ['C:\\Program Files\\Night Porter\\resources\\np\\np.mjs', 'serve', '--data', 'D:\\Gäste & Co\\'],
  folder: 'C:\\Program Files\\Night Porter\\resources\\np',
  account: null,
}

const rootOf = (text: string): XmlElement => {
  const parsed = parseXml(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem))
  return parsed.root
}

/** Every element as a path with its text, for comparing with the schema. */
const paths = (element: XmlElement, above = ''): string[] => {
  const here = `${above}/${element.name}`
  return [
    `${here}${element.children.length === 0 ? `=${element.text}` : ''}`,
    ...element.children.flatMap((child) => paths(child, here)),
  ]
}

/**
 * MS-TSCH 2.5: the elements of each type that a task of version 1.2 may have, and the kind of their values.
 */
const settings: Record<string, RegExp> = {
  AllowStartOnDemand: /^(true|false)$/,
  MultipleInstancesPolicy: /^(Parallel|Queue|IgnoreNew|StopExisting)$/,
  DisallowStartIfOnBatteries: /^(true|false)$/,
  StopIfGoingOnBatteries: /^(true|false)$/,
  AllowHardTerminate: /^(true|false)$/,
  StartWhenAvailable: /^(true|false)$/,
  RunOnlyIfNetworkAvailable: /^(true|false)$/,
  WakeToRun: /^(true|false)$/,
  Enabled: /^(true|false)$/,
  Hidden: /^(true|false)$/,
  ExecutionTimeLimit: /^P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/,
  Priority: /^([0-9]|10)$/,
  RunOnlyIfIdle: /^(true|false)$/,
}

describe('the scheduled task of the service', () => {
  it('starts with Windows, without an end, on batteries, once at a time, and again after a fault', () => {
    expect(paths(rootOf(taskDefinition(plan)))).toEqual([
      '/Task',
      '/Task/RegistrationInfo',
      '/Task/RegistrationInfo/Author=Night Porter',
      "/Task/RegistrationInfo/Description=Sends the hotel's bookings while nobody is signed in. Made by: np service install",
      '/Task/Triggers',
      '/Task/Triggers/BootTrigger',
      '/Task/Triggers/BootTrigger/Enabled=true',
      '/Task/Triggers/BootTrigger/Repetition',
      '/Task/Triggers/BootTrigger/Repetition/Interval=PT5M',
      '/Task/Triggers/BootTrigger/Repetition/StopAtDurationEnd=false',
      '/Task/Principals',
      '/Task/Principals/Principal',
      '/Task/Principals/Principal/UserId=S-1-5-18',
      '/Task/Principals/Principal/RunLevel=HighestAvailable',
      '/Task/Settings',
      '/Task/Settings/AllowStartOnDemand=true',
      '/Task/Settings/RestartOnFailure',
      '/Task/Settings/RestartOnFailure/Interval=PT1M',
      '/Task/Settings/RestartOnFailure/Count=255',
      '/Task/Settings/MultipleInstancesPolicy=IgnoreNew',
      '/Task/Settings/DisallowStartIfOnBatteries=false',
      '/Task/Settings/StopIfGoingOnBatteries=false',
      '/Task/Settings/StartWhenAvailable=true',
      '/Task/Settings/RunOnlyIfNetworkAvailable=false',
      '/Task/Settings/Enabled=true',
      '/Task/Settings/ExecutionTimeLimit=PT0S',
      '/Task/Settings/Priority=5',
      '/Task/Settings/RunOnlyIfIdle=false',
      '/Task/Actions',
      '/Task/Actions/Exec',
      '/Task/Actions/Exec/Command=C:\\Program Files\\Night Porter\\resources\\np\\node.exe',
      '/Task/Actions/Exec/Arguments="C:\\Program Files\\Night Porter\\resources\\np\\np.mjs" serve --data "D:\\Gäste & Co\\\\"',
      '/Task/Actions/Exec/WorkingDirectory=C:\\Program Files\\Night Porter\\resources\\np',
    ])
  })

  it('has settings of the published schema only, with values it allows, and its parts in the order of taskType', () => {
    for (const account of [null, 'HOTEL\\svc-porter$']) {
      const root = rootOf(taskDefinition({ ...plan, account }))
      expect(root.attributes).toMatchObject({ version: '1.2' })
      expect(taskDefinition(plan)).toContain('xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"')
      expect(root.children.map(({ name }) => name)).toEqual([
        'RegistrationInfo',
        'Triggers',
        'Principals',
        'Settings',
        'Actions',
      ])
      const [group] = root.children.filter(({ name }) => name === 'Settings')
      const flat = group?.children.filter(({ children }) => children.length === 0) ?? []
      expect(flat.length).toBeGreaterThan(8)
      for (const { name, text } of flat) expect(`${name} ${settings[name]?.test(text)}`).toBe(`${name} true`)
    }
  })

  it('runs under a service account with the rights of that account only', () => {
    const all = paths(rootOf(taskDefinition({ ...plan, account: 'HOTEL\\svc-porter$' })))
    expect(all.filter((path) => path.includes('/Principal/'))).toEqual([
      '/Task/Principals/Principal/UserId=HOTEL\\svc-porter$',
      '/Task/Principals/Principal/LogonType=Password',
      '/Task/Principals/Principal/RunLevel=LeastPrivilege',
    ])
  })

  it('is known again in what Windows prints, also from a console that cannot print every letter', () => {
    const task = readTask(taskDefinition(plan))
    expect(task).toMatchObject({ account: 'S-1-5-18', isEnabled: true, startsWithPc: true })
    if (task === null) throw new Error('not read')
    expect(isSameTask(task, plan)).toBe(true)
    expect(isSameTask({ ...task, words: task.words.replace('ä', '?') }, plan)).toBe(true)
    expect(isSameTask({ ...task, command: task.command.toUpperCase() }, plan)).toBe(true)
    expect(isSameTask({ ...task, words: task.words.replace('D:', 'E:') }, plan)).toBe(false)
    expect(isSameTask({ ...task, words: `${task.words} --port 1` }, plan)).toBe(false)
  })

  it('is seen as switched off where it or its trigger is', () => {
    const off = taskDefinition(plan).replace(
      '<Enabled>true</Enabled><ExecutionTimeLimit>',
      '<Enabled>false</Enabled><ExecutionTimeLimit>',
    )
    expect(readTask(off)).toMatchObject({ isEnabled: false, startsWithPc: true })
    const noBoot = taskDefinition(plan).replace('<BootTrigger><Enabled>true', '<BootTrigger><Enabled>false')
    expect(readTask(noBoot)).toMatchObject({ isEnabled: true, startsWithPc: false })
    expect(readTask('FEHLER: Das System kann die angegebene Datei nicht finden.')).toBeNull()
    expect(readTask('<Other/>')).toBeNull()
  })
})

describe('the result of the last run', () => {
  it.each([
    [
      'English',
      '"FRONTDESK-1","\\Night Porter","N/A","Running","Interactive/Background","11/24/2026 3:00:11 AM","267009","Night Porter"',
      RUNNING,
    ],
    [
      'German',
      '"REZEPTION","\\Night Porter","Nicht zutreffend","Wird ausgeführt","Interaktiv/Hintergrund","24.11.2026 03:00:11","267009","Night Porter"',
      RUNNING,
    ],
    [
      'French',
      '\r\n"ACCUEIL","\\Night Porter","N/A","Prêt","Interactif/Arrière-plan","24/11/2026 03:00:11","1","Night Porter"',
      1,
    ],
    [
      'a crash, as Windows prints it',
      '"A","\\Night Porter","N/A","Ready","x","y","-1073741819","Night Porter"',
      0xc0000005,
    ],
    ['a quote in a field', '"A","\\Night Porter","N/A","a ""b"", c","x","y","0","Night Porter"', 0],
  ])('is read in %s', (_language, csv, result) => {
    expect(lastResultIn(csv)).toBe(result)
  })

  it('is none where there is none', () => {
    expect(lastResultIn('')).toBeNull()
    expect(lastResultIn('"A","B"')).toBeNull()
  })
})

describe('a command line for Windows', () => {
  it.each([
    [['serve'], 'serve'],
    [['a b', ''], '"a b" ""'],
    [['C:\\a b\\'], '"C:\\a b\\\\"'],
    [['C:\\a\\'], 'C:\\a\\'],
    [['say "hi"'], '"say \\"hi\\""'],
    [['end\\"'], '"end\\\\\\""'],
  ])('%j is %s', (words, line) => {
    expect(commandLineOf(words)).toBe(line)
  })
})

import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createScheduledTask } from '../../../main/adapters/scheduled-task.ts'
import { isElevated } from '../../../main/adapters/windows-program.ts'
import { readArguments } from '../../../main/headless/arguments.ts'
import { createServiceCommand } from '../../../main/headless/commands/service.ts'
import { temporaryFolder } from '../../support/night-porter.ts'

/**
 * Real programs that stand in for Windows' own: schtasks keeps the definition it is given in a file and
 * answers in German, as a German Windows does; whoami prints the groups of a process.
 */
const standIns = ({ isGiven = true, level = 12288, refuses = '', lastResult = '267009' } = {}) => {
  const folder = temporaryFolder()
  const program = (name: string, body: string): string => {
    const file = join(folder, name)
    writeFileSync(file, `#!${process.execPath}\nconst fs = require('node:fs')\n${body}`)
    chmodSync(file, 0o700)
    return file
  }
  const [kept, log] = [join(folder, 'kept.xml'), join(folder, 'log.jsonl')]
  const schtasks = program(
    'schtasks',
    `const words = process.argv.slice(2)
     fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(words) + '\\n')
     const fail = () => { process.stderr.write(Buffer.from('FEHLER: Zugriff verweigert \\x84\\n', 'latin1')); process.exit(1) }
     if (words[0] === ${JSON.stringify(refuses)}) fail()
     const kept = ${JSON.stringify(kept)}
     if (words[0] === '/create') {
       const bytes = fs.readFileSync(words[words.indexOf('/xml') + 1])
       if (bytes[0] !== 0xff || bytes[1] !== 0xfe) fail()
       fs.writeFileSync(kept, bytes.subarray(2).toString('utf16le'))
       console.log('ERFOLGREICH: Der geplante Task wurde erstellt.')
       process.exit(0)
     }
     if (!fs.existsSync(kept)) fail()
     if (words[0] === '/delete') fs.rmSync(kept)
     if (words[0] === '/query') process.stdout.write(words.includes('/xml')
       ? Buffer.from(fs.readFileSync(kept, 'utf8'), 'latin1')
       : '"PC","\\\\Night Porter","Nicht zutreffend","Wird ausgeführt","x","24.11.2026 03:00:11","${lastResult}","x"\\r\\n')`,
  )
  const whoami = program(
    'whoami',
    `process.stdout.write('"Verbindliche Beschriftung\\\\Hohe Verbindlichkeitsstufe","Bezeichnung","S-1-16-${level}",""\\r\\n')`,
  )
  const given: string[][] = []
  return {
    kept,
    given,
    calls: (): string[][] =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line))
        : [],
    command: createServiceCommand({
      platform: 'win32',
      isElevated: () => isElevated(whoami),
      task: createScheduledTask({ schtasks }),
      setRights: (data, names) => {
        given.push([data, ...names])
        return isGiven
      },
      plan: (data) => ({
        program: 'C:\\np\\node.exe',
        words: ['C:\\np\\np.mjs', 'serve', '--data', data],
        folder: 'C:\\np',
      }),
    }),
  }
}

const run = async (command: ReturnType<typeof standIns>['command'], ...words: string[]) => {
  const args = readArguments(words, command.options)
  if (!args.ok) throw new Error(args.problem)
  const said: string[] = []
  const tell = (text: string) => {
    said.push(text)
  }
  return { code: await command.run(args.args, { out: tell, err: tell }), said: said.join('\n') }
}

describe('np service on Windows, with stand-ins for its programs', () => {
  it('installs the task, starts it, says that it runs, and takes it away', async () => {
    const { command, kept, calls } = standIns()
    expect(await run(command, 'status')).toMatchObject({ code: 1, said: expect.stringContaining('np service install') })
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('night-porter-task-'))
    expect(await run(command, 'install', '--data', '/daten/hotel')).toEqual({
      code: 0,
      said: 'Night Porter starts with this PC from now on, as SYSTEM, with the data folder /daten/hotel.',
    })
    expect(readFileSync(kept, 'utf8')).toContain('<Arguments>C:\\np\\np.mjs serve --data /daten/hotel</Arguments>')
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('night-porter-task-'))).toEqual(before)
    expect(calls().map(([verb]) => verb)).toEqual(['/query', '/create', '/run'])
    const status = await run(command, 'status', '--data', '/daten/hotel')
    expect(status).toMatchObject({ code: 0, said: expect.stringContaining('State: running') })
    expect(await run(command, 'remove')).toMatchObject({ code: 0, said: expect.stringContaining('np stop') })
    expect(existsSync(kept)).toBe(false)
    expect((await run(command, 'remove')).code).toBe(0)
  })

  it('says by exit code and JSON that a task starts something else, or is switched off', async () => {
    const { command, kept } = standIns({ lastResult: '-1073741819' })
    await run(command, 'install', '--data', '/daten/hotel')
    const other = await run(command, 'status', '--data', '/daten/anderes', '--json')
    expect(other.code).toBe(1)
    expect(JSON.parse(other.said)).toMatchObject({
      isInstalled: true,
      isSame: false,
      isRunning: false,
      lastResult: 0xc0000005,
    })
    writeFileSync(kept, readFileSync(kept, 'utf8').replace('<BootTrigger><Enabled>true', '<BootTrigger><Enabled>false'))
    const off = await run(command, 'status', '--data', '/daten/hotel')
    expect(off).toMatchObject({ code: 1, said: expect.stringContaining('switched off') })
    expect(off.said).toContain('0xc0000005')
  })

  it('changes nothing without an administrator, and says so', async () => {
    const { command, calls } = standIns({ level: 8192 })
    for (const verb of ['install', 'remove'])
      expect(await run(command, verb)).toMatchObject({ code: 1, said: expect.stringContaining('Run as administrator') })
    expect(calls()).toEqual([])
    const status = await run(command, 'status', '--json')
    expect(JSON.parse(status.said)).toMatchObject({ isInstalled: null })
  })

  it('says what to look at when Windows does not take the task', async () => {
    const { command } = standIns({ refuses: '/create' })
    expect(await run(command, 'install')).toMatchObject({
      code: 1,
      said: expect.stringContaining('Nothing was changed'),
    })
    const account = await run(command, 'install', '--account', 'HOTEL\\svc$', '--group', 'G')
    expect(account).toMatchObject({ code: 1, said: expect.stringContaining('Log on as a batch job') })
    const { command: unstarted } = standIns({ refuses: '/run' })
    expect(await run(unstarted, 'install')).toMatchObject({
      code: 1,
      said: expect.stringContaining('next start of Windows'),
    })
  })

  it('gives a managed service account no password, and no other password ever', async () => {
    const { command, calls } = standIns()
    expect((await run(command, 'install', '--group', 'G', '--account', 'HOTEL\\svc$')).code).toBe(0)
    const [create] = calls().filter(([verb]) => verb === '/create')
    expect(create?.slice(-4)).toEqual(['/ru', 'HOTEL\\svc$', '/rp', ''])
    expect((await run(command, 'install', '--group', 'G', '--account', 'HOTEL\\svc')).code).toBe(0)
    expect(
      calls()
        .findLast(([verb]) => verb === '/create')
        ?.slice(-4),
    ).toEqual(['/ru', 'HOTEL\\svc', '/rp', '*'])
  })

  it('gives the data folder to the group and the account first, and installs nothing where that is refused', async () => {
    const { command, given } = standIns()
    const words = ['install', '--data', '/daten', '--group', 'HOTEL\\Rezeption', '--account', 'HOTEL\\svc$']
    expect((await run(command, ...words)).code).toBe(0)
    expect(given).toEqual([['/daten', 'HOTEL\\Rezeption', 'HOTEL\\svc$']])
    const { command: refused, calls } = standIns({ isGiven: false })
    expect((await run(refused, 'install')).code).toBe(1)
    expect(calls()).toEqual([])
    expect((await run(refused, 'install', '--account', 'HOTEL\\svc$')).code).toBe(2)
  })

  it('is refused in a sentence elsewhere, and with words it does not know', async () => {
    const { command } = standIns()
    expect((await run(command, 'reinstall')).code).toBe(2)
    const elsewhere = createServiceCommand({
      platform: 'linux',
      isElevated: () => true,
      task: createScheduledTask({ schtasks: '/nowhere' }),
      setRights: () => true,
      plan: (folder) => ({ program: 'node', words: [], folder }),
    })
    expect(await run(elsewhere, 'install')).toMatchObject({ code: 1, said: expect.stringContaining('systemd') })
  })
})

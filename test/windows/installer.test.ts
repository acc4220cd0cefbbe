import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { listProgramFiles, megabytesOf } from '../../assets/installer/program-files.ts'
import { eventually } from '../support/eventually.ts'
import { practiceHotel } from '../support/night-porter.ts'
import { type InstallerWorld, makeInstallerWorld, treeOf } from './installer-world.ts'
import { makeCertificate } from './signing-certificate.ts'

/**
 * The setup program and its uninstaller as real programs on a Windows of their own. The tests build on each
 * other: they are one PC's life from the first installation to the last uninstallation.
 */

const hotel = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: 'C:\\PMS\\Export' })
const policy = { locale: 'de', retention: { deliveredDays: 30 } }
const timeOfLine = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /
/**
 * Where the uninstaller is to work and stay, so that its end can be waited for. It stands last and without
 * quotes.
 */
const inPlace = '_?=C:\\Program Files\\Night Porter'.split(' ')
const UNINSTALL_KEY = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\com.nightporter.desktop'

let world: InstallerWorld
let certificate: string
beforeAll(async () => {
  world = await makeInstallerWorld()
  const made = makeCertificate(world.base)
  certificate = made.certificate
  for (const [name, value] of Object.entries(made.environment)) vi.stubEnv(name, value)
})
afterAll(() => {
  vi.unstubAllEnvs()
  world.close()
})

/** A line without its time. */
const said = (lines: readonly string[]): string[] =>
  lines.map((line) => {
    expect(line).toMatch(timeOfLine)
    return line.replace(timeOfLine, '')
  })

/** Runs setup and holds it to its word: the exit code, one line in install.log, and nothing changed. */
const isRefused = async (version: string, args: readonly string[], code: number, line: string) => {
  const before = await world.everything()
  const result = await world.setup(version, ...args)
  expect({ code: result.code, lines: said(result.lines) }).toEqual({
    code,
    lines: [`setup ${version} exit ${code}: ${line} Nothing was changed.`],
  })
  expect(await world.everything()).toEqual(before)
}

/** A program of this Windows that goes on until the test ends. */
const keepRunning = async (program: string, args: readonly string[], isReady: () => boolean) => {
  const started = world.start(program, args)
  onTestFinished(async () => {
    started.child.kill()
    await started.ended
  })
  await eventually(() => expect(isReady()).toBe(true))
  return started
}

describe('a PC without Night Porter', () => {
  it.each([
    [
      'settings with a mistake',
      { settings: { ...hotel, dayEndsAt: '4 am' } },
      'the settings cannot be used: settings.json: dayEndsAt: must be a time of day such as 04:00',
    ],
    [
      'settings that are not JSON',
      { settings: '{ "version": 1,' },
      'the settings cannot be used: settings.json is not valid JSON: line 1, column 16: expected',
    ],
    [
      'a policy with a mistake, without settings',
      { policy: { locale: 'nl' } },
      'the settings cannot be used: policy.json: locale:',
    ],
  ])('refuses %s and says which field', async (_what, files, line) => {
    const before = await world.everything()
    const args = [
      ...('settings' in files ? [`/CONFIG=${world.write('wrong.json', files.settings)}`] : []),
      ...('policy' in files ? [`/POLICY=${world.write('wrong-policy.json', files.policy)}`] : []),
    ]
    const { code, lines } = await world.setup('0.1.0', ...args)
    expect(code).toBe(17)
    expect(lines).toHaveLength(1)
    expect(said(lines)[0]).toContain(`setup 0.1.0 exit 17: ${line}`)
    expect(said(lines)[0]).toMatch(/Nothing was changed\.$/)
    expect(await world.everything()).toEqual(before)
  })

  it.each([
    ['/CONFG=settings.json', 'the switch /CONFG=settings.json is not known.'],
    ['/SERVICE=maybe', 'the switch /SERVICE=maybe is not known.'],
    ['/POLICY=C:\\nothing here\\policy.json', 'the file C:\\nothing here\\policy.json is not there or cannot be read.'],
  ])('refuses the switch %s', (word, line) => isRefused('0.1.0', [word], 11, line))

  it('refuses a folder that holds something else', async () => {
    const folder = join(world.wine.driveC, 'Hotel')
    mkdirSync(folder)
    writeFileSync(join(folder, 'rates.xls'), 'rates')
    await isRefused('0.1.0', ['/D=C:\\Hotel'], 16, "the folder C:\\Hotel holds files that are not Night Porter's.")
    expect(treeOf(folder)).toEqual({ 'rates.xls': expect.any(String) })
  })

  it('refuses a drive without room', async () => {
    world.makeSetup('0.1.0')
    const needed = megabytesOf(listProgramFiles(join(world.base, 'program-0.1.0'))) + 64
    const line = `${needed} MB are needed on drive S: and 20 MB are free.`
    await isRefused('0.1.0', ['/D=S:\\Night'], 15, line)
    expect(treeOf(world.smallDrive)).toEqual({})
  })

  it('refuses who is not an administrator, with a line', async () => {
    const before = await world.everything()
    const lines = world.logLines().length
    const { code } = await world.runNotElevated(world.makeSetup('0.1.0'), '/S')
    expect(code).toBe(10)
    expect(said(world.logLines().slice(lines))).toEqual([
      'setup 0.1.0 exit 10: setup must be started by an administrator, with elevated rights. Nothing was changed.',
    ])
    expect(await world.everything()).toEqual(before)
  })

  it('gets Night Porter with settings and policy, silently', async () => {
    const config = world.write('settings.json', hotel)
    const { code, lines } = await world.setup('0.1.0', `/CONFIG=${config}`, `/POLICY=${world.write('p.json', policy)}`)
    expect({ code, lines: said(lines) }).toEqual({
      code: 0,
      lines: ['setup 0.1.0 exit 0: installed in C:\\Program Files\\Night Porter.'],
    })
    const names = (folder: string) => Object.keys(treeOf(folder))
    expect(names(world.program)).toEqual(
      [...names(join(world.base, 'program-0.1.0')), 'Uninstall Night Porter.exe'].toSorted(),
    )
    expect(existsSync(`${world.program}.new`) || existsSync(`${world.program}.old`)).toBe(false)
    expect(JSON.parse(readFileSync(join(world.data, 'settings.json'), 'utf8'))).toEqual(hotel)
    expect(JSON.parse(readFileSync(join(world.data, 'policy.json'), 'utf8'))).toEqual(policy)
    const entered = await world.everything()
    expect(entered.run).toContain('"C:\\Program Files\\Night Porter\\Night Porter.exe" --hidden')
    expect(entered.path).toContain(';C:\\Program Files\\Night Porter')
    expect(Object.keys(entered.startMenu)).toContain('Programs/Night Porter.lnk')
    expect(entered.uninstall).toContain('DisplayVersion    REG_SZ    0.1.0')
    const model = await world.registry('HKLM\\Software\\Classes\\AppUserModelId\\com.nightporter.desktop')
    expect(model).toContain('DisplayName    REG_SZ    Night Porter')
  })

  it('then runs the command line from every folder', async () => {
    const { code, output } = await world.run('cmd', ['/c', 'np', 'settings', 'check'])
    expect(output).toContain('The settings can be used.\n')
    expect(code).toBe(0)
  })
})

describe('group policy', () => {
  const key = 'HKLM\\Software\\Policies\\Night Porter'
  const say = (name: string, value: string) =>
    world.run('reg', ['add', key, '/v', name, '/t', 'REG_SZ', '/d', value, '/f', '/reg:64'])
  const check = () => world.run('cmd', ['/c', 'np', 'settings', 'check'])

  it('reaches the program from the registry and goes before policy.json', async () => {
    await say('contacts.hotel-it.name', 'Ümit')
    expect((await check()).code).toBe(0)
    await say('locale', 'nl')
    const { code, output } = await check()
    expect(output).toContain('policy.json: locale:')
    expect(code).toBe(2)
    await world.run('reg', ['delete', key, '/f', '/reg:64'])
    expect((await check()).code).toBe(0)
  })
})

describe('a PC with Night Porter', () => {
  it('does not get an older version', async () => {
    const newer = await world.setup('0.3.0')
    expect(newer.code).toBe(0)
    await isRefused('0.2.0', [], 14, 'version 0.3.0 is installed, which is newer.')
  })

  it('is not moved by setup', () =>
    isRefused(
      '0.3.0',
      ['/D=C:\\Elsewhere'],
      16,
      'Night Porter is installed in C:\\Program Files\\Night Porter and cannot be moved by setup; uninstall it first.',
    ))

  it('has nothing replaced while a file is in use, and the line names it', async () => {
    const ready = join(world.base, 'held.txt')
    const holds = `const fs=require('fs');fs.openSync('C:/Program Files/Night Porter/np.cmd');fs.writeFileSync(${JSON.stringify(ready)},'');setInterval(()=>{},1000)`
    const outside = join(world.base, 'program-0.3.0/resources/np/node.exe')
    await keepRunning(outside, ['-e', holds], () => existsSync(ready))
    await isRefused('0.3.0', [], 19, 'the file C:\\Program Files\\Night Porter\\np.cmd is open in another program.')
  })

  it('has nothing replaced while a program of it runs that does not leave; a second setup does not wait', async () => {
    const ready = join(world.base, 'runs.txt')
    const goesOn = `require('fs').writeFileSync(${JSON.stringify(ready)},'');setInterval(()=>{},1000)`
    await keepRunning(join(world.program, 'resources/np/node.exe'), ['-e', goesOn], () => existsSync(ready))
    const before = await world.everything()
    const first = world.setup('0.3.0')
    await eventually(() => expect(existsSync(`${world.program}.new/Uninstall Night Porter.exe`)).toBe(true))
    const second = await world.run(world.makeSetup('0.3.0'), ['/S'])
    expect(second.code).toBe(13)
    const { code, lines } = await first
    expect(code).toBe(18)
    expect(said(lines)).toEqual([
      'setup 0.3.0 exit 13: another setup of Night Porter is running. Nothing was changed.',
      expect.stringMatching(
        /^setup 0\.3\.0 exit 18: Night Porter is still running: resources\\np\\node\.exe \(process \d+\)\. Nothing was changed\.$/,
      ),
    ])
    expect(await world.everything()).toEqual(before)
  })

  it('has its former version and settings back when one of two files cannot be put in its place', async () => {
    const place = join(world.data, 'policy.json')
    renameSync(place, `${place}.kept`)
    mkdirSync(place)
    onTestFinished(() => {
      rmSync(place, { recursive: true })
      renameSync(`${place}.kept`, place)
    })
    const config = world.write('other.json', { ...hotel, hotelName: 'Another hotel' })
    await isRefused(
      '0.4.0',
      [`/CONFIG=${config}`, `/POLICY=${world.write('p.json', policy)}`],
      20,
      'C:\\ProgramData\\Night Porter\\policy.json could not be written.',
    )
  })

  it('is upgraded while it runs; the program is asked to leave and does', async () => {
    // Under the desktop's name: setup then starts it again for who is signed in, which Wine has no tasks for.
    const desktop = join(world.program, 'Night Porter.exe')
    copyFileSync(join(world.program, 'resources/np/node.exe'), desktop)
    const np = 'C:\\Program Files\\Night Porter\\resources\\np\\np.mjs'
    const host = world.start(desktop, [np, 'serve'])
    onTestFinished(async () => {
      host.child.kill()
      await host.ended
    })
    await eventually(() => expect(host.output()).toContain('READY'))
    const settings = readFileSync(join(world.data, 'settings.json'))
    const { code, lines } = await world.setup('0.4.0')
    expect({ code, lines: said(lines) }).toEqual({
      code: 0,
      lines: [
        'setup 0.4.0 exit 0: upgraded from 0.3.0 in C:\\Program Files\\Night Porter. It starts again at the next sign-in.',
      ],
    })
    expect(await host.ended).toBe(0)
    expect(existsSync(join(world.program, 'made-for-0.4.0.txt'))).toBe(true)
    expect(existsSync(join(world.program, 'made-for-0.3.0.txt'))).toBe(false)
    expect(existsSync(`${world.program}.new`) || existsSync(`${world.program}.old`)).toBe(false)
    expect(readFileSync(join(world.data, 'settings.json'))).toEqual(settings)
    expect(await world.registry(UNINSTALL_KEY)).toContain('DisplayVersion    REG_SZ    0.4.0')
    const uninstaller = join(world.program, 'Uninstall Night Porter.exe')
    expect(execFileSync('osslsigncode', ['verify', '-CAfile', certificate, '-in', uninstaller]).toString()).toContain(
      'Signature verification: ok',
    )
  })

  it('has the old program put back by the next setup when the power went between the two renames', async () => {
    renameSync(world.program, `${world.program}.old`)
    const { code } = await world.setup('0.4.0')
    expect(code).toBe(0)
    expect(existsSync(join(world.program, 'made-for-0.4.0.txt'))).toBe(true)
    expect(existsSync(`${world.program}.old`)).toBe(false)
  })

  it('says so when the Windows task could not be made, and is installed', async () => {
    const { code, lines } = await world.setup('0.4.0', '/SERVICE=yes')
    expect(code).toBe(22)
    expect(said(lines)).toEqual([
      expect.stringContaining(
        'setup 0.4.0 exit 22: installed in C:\\Program Files\\Night Porter, but the Windows task could not be set up: ',
      ),
    ])
  })

  it('is not uninstalled by who is not an administrator', async () => {
    const before = await world.everything()
    const lines = world.logLines().length
    const uninstaller = join(world.base, 'uninstall.exe')
    writeFileSync(uninstaller, readFileSync(join(world.program, 'Uninstall Night Porter.exe')))
    const { code } = await world.runNotElevated(uninstaller, '/S', ...inPlace)
    expect(code).toBe(10)
    expect(said(world.logLines().slice(lines))).toEqual([
      'uninstall 0.4.0 exit 10: it must be started by an administrator, with elevated rights. Nothing was changed.',
    ])
    expect(await world.everything()).toEqual(before)
  })
})

describe('the uninstaller', () => {
  const uninstall = async (...args: string[]) => {
    const before = world.logLines().length
    const program = join(world.program, 'Uninstall Night Porter.exe')
    const { code } = await world.run(program, ['/S', ...args, ...inPlace])
    return { code, lines: world.logLines().slice(before) }
  }

  const isGone = async () => {
    // The uninstaller itself goes a moment after its end.
    await eventually(() => expect(existsSync(world.program)).toBe(false))
    const left = await world.everything()
    expect(left.uninstall).not.toContain('com.nightporter.desktop')
    expect(left.run).not.toContain('Night Porter')
    expect(left.path).not.toContain('Night Porter')
    expect(Object.keys(left.startMenu)).not.toContain('Programs/Night Porter.lnk')
    expect(await world.registry('HKLM\\Software\\Classes\\AppUserModelId')).not.toContain('nightporter')
  }

  it('ends what runs, takes everything away and keeps the data', async () => {
    const ready = join(world.base, 'goes-on.txt')
    rmSync(ready, { force: true })
    const goesOn = `require('fs').writeFileSync(${JSON.stringify(ready)},'');setInterval(()=>{},1000)`
    const node = join(world.program, 'resources/np/node.exe')
    const running = await keepRunning(node, ['-e', goesOn], () => existsSync(ready))
    const data = (await world.everything()).data
    const { code, lines } = await uninstall()
    expect({ code, lines: said(lines) }).toEqual({
      code: 0,
      lines: ['uninstall 0.4.0 exit 0: uninstalled; the data stays in C:\\ProgramData\\Night Porter.'],
    })
    await running.ended
    await isGone()
    expect((await world.everything()).data).toEqual(data)
  })

  it('may be followed by a setup at once', async () => {
    expect((await world.setup('0.4.0')).code).toBe(0)
    expect((await uninstall()).code).toBe(0)
    expect((await world.setup('0.4.0')).code).toBe(0)
    expect(existsSync(join(world.program, 'Uninstall Night Porter.exe'))).toBe(true)
  })

  it('deletes the data with /PURGE', async () => {
    expect((await uninstall('/PURGE')).code).toBe(0)
    await isGone()
    expect(existsSync(world.data)).toBe(false)
  })
})

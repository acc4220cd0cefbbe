import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }
import { practiceHotel } from '../support/night-porter.ts'
import { layOutWindowsProgram } from '../support/windows-program.ts'
import { prefixFolder, wineFolder } from './places.ts'
import { prepareWine, type Wine } from './wine.ts'

/**
 * The command line of the installed program, started as hotel IT does it: by np.cmd in Program Files, on
 * Windows' Node.
 */

const made: string[] = []
let wine: Wine
let program = ''
let work = ''

beforeAll(async () => {
  wine = prepareWine(wineFolder, prefixFolder)
  const into = mkdtempSync(join(tmpdir(), 'np-windows-program-'))
  made.push(into)
  program = join(wine.driveC, 'Program Files/Night Porter')
  made.push(program)
  rmSync(program, { recursive: true, force: true })
  cpSync(await layOutWindowsProgram(into), program, { recursive: true })
  work = mkdtempSync(join(tmpdir(), 'np-windows-commands-'))
  made.push(work)
})

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`

/** Runs `np` by its batch file, in a code page of the console; what it prints goes to files. */
const np = async (words: readonly string[], { codePage = 850, input }: { codePage?: number; input?: string } = {}) => {
  const quoted = words.map((word) => `"${word}"`).join(' ')
  const batch = join(work, 'run.cmd')
  const lines = [
    `@chcp ${codePage} >nul`,
    '@set NODE_OPTIONS=--no-such-option',
    `@call "C:\\Program Files\\Night Porter\\np.cmd" ${quoted} >out.txt 2>err.txt`,
    '@exit /b %ERRORLEVEL%',
  ]
  writeFileSync(batch, lines.join('\r\n'))
  const file = join(work, 'input.txt')
  if (input !== undefined) writeFileSync(file, input)
  const started = wine.start('cmd', ['/c', windowsPath(batch)], {
    cwd: work,
    ...(input !== undefined && { input: file }),
  })
  const code = await started.ended
  const [out, err] = ['out.txt', 'err.txt'].map((name) => readFileSync(join(work, name), 'utf8'))
  return { code, out: out ?? '', err: err ?? '' }
}

const hotel = (name: string) => {
  const data = join(work, name)
  const exportFolder = join(data, 'export')
  mkdirSync(exportFolder, { recursive: true })
  const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: windowsPath(exportFolder) })
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ ...settings, hotelName: 'Hôtel Müller' }))
  return { data, given: windowsPath(data) }
}

describe('np.cmd in Program Files', () => {
  it('says its version and its help, whatever NODE_OPTIONS a user has set', async () => {
    expect(await np(['version'])).toEqual({ code: 0, out: `${packageFile.version}\n`, err: '' })
    const help = await np(['status', '--help'])
    expect(help.code).toBe(0)
    expect(help.out).toContain('status [--json]')
  })

  it('gives exit code 2 for wrong words and missing settings', async () => {
    expect((await np(['nothing'])).code).toBe(2)
    const missing = await np(['status', '--data', windowsPath(join(work, 'nowhere'))])
    expect(missing.code).toBe(2)
    expect(missing.err).toContain('settings.json is missing')
  })

  it.each([437, 850, 1252, 65001])('prints UTF-8 in code page %i', async (codePage) => {
    const { given } = hotel(`hotel-${codePage}`)
    const status = await np(['status', '--json', '--data', given], { codePage })
    expect([status.code, status.err]).toEqual([0, ''])
    expect(JSON.parse(status.out)).toMatchObject({ hotelName: 'Hôtel Müller' })
  })

  it('reads a password from standard input and keeps it, so that the check finds it', async () => {
    const { data, given } = hotel('secrets')
    const set = await np(['secret', 'set', 'pmsx', '--data', given], { input: 'pässword\r\n' })
    expect([set.code, set.err]).toEqual([0, ''])
    expect(readFileSync(join(data, 'secrets.json'), 'utf8')).not.toContain('pässword')
    const check = await np(['check', '--json', '--data', given])
    const findings: unknown = JSON.parse(check.out)
    expect(findings).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: expect.stringContaining('pmsx'), result: 'pass' })]),
    )
  })

  it('explains a saved reply in German, with its letters', async () => {
    writeFileSync(join(work, 'antwort.html'), '<html><body>Für Müller: Bad Gateway</body></html>')
    const explained = await np(['explain', 'antwort.html', '--status', '502', '--lang', 'de'])
    expect([explained.code, explained.err]).toEqual([0, ''])
    expect(explained.out).toMatch(/[äöü]/)
  })
})

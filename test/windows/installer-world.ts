import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { buildMsi } from '../../assets/installer/build-msi.ts'
import { buildSetup } from '../../assets/installer/build-setup.ts'
import { signingOf } from '../../assets/installer/sign.ts'
import { installDebianPackages } from '../support/browser.ts'
import { layOutWindowsProgram } from '../support/windows-program.ts'
import { wineFolder } from './places.ts'
import { prepareWine, type WineProcess } from './wine.ts'

const root = join(import.meta.dirname, '../..')

/** Debian's packages by the programs that make setup and MSI, and take them apart again. */
const tools = { makensis: 'nsis', wixl: 'wixl', msiinfo: 'msitools', osslsigncode: 'osslsigncode' }

/** Installs what makes the setup programs where it is missing. Throws where it cannot be had. */
export const prepareTools = (): void => {
  const missing = () =>
    Object.entries(tools).flatMap(([program, name]) =>
      spawnSync('which', [program], { stdio: 'ignore' }).status === 0 ? [] : [name],
    )
  if (missing().length > 0) installDebianPackages(missing(), (line) => process.stderr.write(`${line}\n`))
  if (missing().length > 0) throw new Error(`The setup programs need Debian's ${missing().join(', ')}. Install them.`)
}

/**
 * The program folder as electron-builder lays it out, with a stand-in for Electron; made once for each build.
 */
const layOutOnce = async (): Promise<string> => {
  const into = join(wineFolder, '../program')
  const stamp = join(into, 'stamp')
  const wanted = createHash('sha256')
  for (const name of [
    'electron-builder.yml',
    'package-lock.json',
    'out/main/index.js',
    'out/np/np.mjs',
    'out/np/engine-thread.mjs',
  ])
    wanted.update(readFileSync(join(root, name)))
  const hash = wanted.digest('hex')
  const folder = join(into, 'win-unpacked')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return folder
  rmSync(into, { recursive: true, force: true })
  await layOutWindowsProgram(into)
  writeFileSync(stamp, hash)
  return folder
}

/** A copy of the program folder with a file that only this version has. */
const makeProgramFolder = (laidOut: string, folder: string, mark: string): string => {
  cpSync(laidOut, folder, { recursive: true })
  writeFileSync(join(folder, mark), mark)
  return folder
}

/** Every file below a folder with its size and time of change, for comparing before and after. */
export const treeOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((path) => {
        const { size, mtimeMs } = statSync(path)
        return [relative(folder, path), statSync(path).isDirectory() ? 'folder' : `${size} ${mtimeMs}`]
      }),
  )

export type InstallerWorld = Awaited<ReturnType<typeof makeInstallerWorld>>

const SMALL_DRIVE_MB = 20

/** A Windows of its own for setup programs, which is begun anew; with a drive S that holds 20 MB. */
export const makeInstallerWorld = async () => {
  prepareTools()
  const laidOut = await layOutOnce()
  const base = mkdtempSync(join(tmpdir(), 'np-installer-'))
  // Before Wine starts, whose server goes on with the mounts that it found.
  const smallDrive = join(base, 'small')
  mkdirSync(smallDrive)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DRIVE_MB}m`, 'tmpfs', smallDrive])
  const wine = prepareWine(wineFolder, join(base, 'prefix'))
  const programs = join(wine.driveC, 'Program Files')
  const program = join(programs, 'Night Porter')
  const data = join(wine.driveC, 'ProgramData/Night Porter')
  const log = join(data, 'install.log')
  /** A path of this machine as Windows programs see it. */
  const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`

  const start = (file: string, args: readonly string[]): WineProcess => wine.start(file, args, { cwd: base })
  const run = async (file: string, args: readonly string[]) => {
    const started = start(file, args)
    const code = await started.ended
    return { code, output: started.output() }
  }

  /** The program folder of a version, as this test has it. */
  const folderFor = (version: string): string => {
    const folder = join(base, `program-${version}`)
    return existsSync(folder) ? folder : makeProgramFolder(laidOut, folder, `made-for-${version}.txt`)
  }
  /**
   * Compiles the setup program of a version; its uninstaller is signed where the environment says with what.
   */
  const makeSetup = (version: string): string => {
    const file = join(base, `Night-Porter-Setup-${version}.exe`)
    const isSigned = signingOf(process.env) !== null
    if (!existsSync(file)) buildSetup({ folder: folderFor(version), version, file, isCompressed: false, isSigned })
    return file
  }
  /** Makes the MSI package of a version. */
  const makeMsi = (version: string): string => {
    const file = join(base, `Night-Porter-${version}.msi`)
    if (!existsSync(file)) buildMsi({ folder: folderFor(version), version, file })
    return file
  }

  const logLines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').split('\r\n').slice(0, -1) : [])
  /** Runs a setup program to its end and gives its exit code and the lines it added to install.log. */
  const setup = async (version: string, ...args: string[]) => {
    const before = logLines().length
    const { code } = await run(makeSetup(version), ['/S', ...args])
    return { code, lines: logLines().slice(before) }
  }

  /** Hands a package to Windows Installer, silently: `/i` or `/x`, and its properties. */
  const msi = async (what: '/i' | '/x', version: string, ...properties: string[]) => {
    const before = logLines().length
    const { code } = await run('msiexec', [what, windowsPath(makeMsi(version)), '/qn', ...properties])
    return { code, lines: logLines().slice(before) }
  }

  /** The values below a key of the registry, as reg.exe prints them. */
  const registry = async (key: string): Promise<string> => (await run('reg', ['query', key, '/s', '/reg:64'])).output

  /** All that setup may change, but for its own log. */
  const everything = async () => ({
    programs: treeOf(programs),
    data: Object.fromEntries(
      Object.entries(existsSync(data) ? treeOf(data) : {}).filter(([name]) => name !== 'install.log'),
    ),
    startMenu: treeOf(join(wine.driveC, 'ProgramData/Microsoft/Windows/Start Menu')),
    uninstall: await registry('HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall'),
    run: await registry('HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'),
    path: await registry('HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment'),
  })

  const write = (name: string, content: unknown): string => {
    const file = join(base, name)
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return windowsPath(file)
  }

  /** Starts a program without the rights of an administrator. */
  const runNotElevated = (file: string, ...args: string[]) => {
    const starter = join(base, 'not-elevated.exe')
    if (!existsSync(starter))
      execFileSync('makensis', ['-V2', `-DOUT_FILE=${starter}`, join(import.meta.dirname, 'children/not-elevated.nsi')])
    return run(starter, [`/RUN=${windowsPath(file)}`, ...args])
  }

  const close = (): void => {
    execFileSync('umount', ['--lazy', smallDrive])
    rmSync(base, { recursive: true, force: true })
  }
  mkdirSync(programs, { recursive: true })
  symlinkSync(smallDrive, join(base, 'prefix/dosdevices/s:'))
  return {
    ...{
      base,
      wine,
      programs,
      program,
      data,
      start,
      run,
      makeSetup,
      setup,
      msi,
      logLines,
      registry,
      everything,
      write,
    },
    ...{ smallDrive, windowsPath, runNotElevated, close },
  }
}

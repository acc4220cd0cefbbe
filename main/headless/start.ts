import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { dataFolderOf, ownSurroundings, programFolder } from '../host/places.ts'
import { readArguments } from './arguments.ts'
import { faultSentence, processOutput } from './output.ts'
import { startPractice } from './practice.ts'
import { serveEngine, untilStopped } from './serve-engine.ts'

/**
 * `npm start`: the desktop app where Electron can be had, else the same screens from this process in a
 * browser.
 */

const ELECTRON_WAIT_MS = 10_000
const { out, err } = processOutput

/** Builds the screens, the desktop program and its engine's thread from source; a few seconds. */
const build = (): boolean => {
  const tool = (...words: string[]) => join(programFolder, 'node_modules', ...words)
  const steps = [
    [tool('electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error'],
    [tool('vite', 'bin', 'vite.js'), 'build', '--app', '--config', 'np.vite.config.ts'],
  ]
  return steps.every((step) => {
    const result = spawnSync(process.execPath, step, { cwd: programFolder, encoding: 'utf8' })
    if (result.status !== 0) err(result.stderr || result.stdout)
    return result.status === 0
  })
}

/**
 * The path of Electron's program, fetching it first if the network allows; null after at most ten seconds.
 */
const electronProgram = async (): Promise<string | null> => {
  const resolve = createRequire(import.meta.url).resolve
  const installer = resolve('electron/install.js')
  const pathFile = () => {
    const module: unknown = spawnSync(process.execPath, ['-p', "require('electron')"], {
      cwd: programFolder,
      encoding: 'utf8',
      timeout: 5_000,
      env: { ...process.env, ELECTRON_SKIP_DOWNLOAD: '1' },
    }).stdout
    const path = typeof module === 'string' ? module.trim() : ''
    return path !== '' && existsSync(path) ? path : null
  }
  if (
    process.env.ELECTRON_OVERRIDE_DIST_PATH ||
    existsSync(join(programFolder, 'node_modules', 'electron', 'dist', 'version'))
  )
    return pathFile()
  const child = spawn(process.execPath, [installer], { cwd: programFolder, stdio: 'ignore' })
  const fetched = await new Promise<boolean>((settle) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      settle(false)
    }, ELECTRON_WAIT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      settle(code === 0)
    })
  })
  return fetched ? pathFile() : null
}

/**
 * Shows the address in the user's own browser where there is a screen. The address is printed in any case.
 */
const openBrowser = (address: string): void => {
  const [command, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', address]
      : process.platform === 'darwin'
        ? ['open', address]
        : process.env.DISPLAY || process.env.WAYLAND_DISPLAY
          ? ['xdg-open', address]
          : []
  if (command === undefined) return
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined) // no such program: the printed address is enough
  child.unref()
}

const main = async (): Promise<number> => {
  const read = readArguments(process.argv.slice(2), { port: 'string' })
  if (!read.ok) {
    err(`${read.problem} npm start takes --data DIR and --port N.`)
    return 2
  }
  const named = typeof read.args.values.data === 'string' ? read.args.values.data : null
  const wanted = dataFolderOf(ownSurroundings(), named)
  // Settings that were there and are gone are no new hotel: the start says so and what can be put back.
  const isPractice = !['settings.json', 'settings.last-good.json'].some((name) => existsSync(join(wanted, name)))
  const folder = isPractice && named === null ? join(wanted, 'rehearsal') : wanted
  out('Building the screens ...')
  if (!build()) return 1
  const practice = isPractice ? await startPractice(folder) : null
  if (practice)
    out(`No settings yet: this is the rehearsal hotel. Its PMS drops sample bookings into ${practice.exportFolder}`)
  const electron = await electronProgram()
  const stopped = untilStopped()
  try {
    if (electron !== null) {
      practice?.startPms()
      const child = spawn(electron, [programFolder, '--data', folder], { stdio: 'inherit', cwd: programFolder })
      const ended = new Promise<number>((settle) => child.once('exit', (code) => settle(code ?? 1)))
      const code = await Promise.race([ended, stopped.then(() => null)])
      if (code === null) child.kill('SIGTERM')
      return code ?? 0
    }
    out('Electron cannot be fetched here, so the screens open in a browser instead.')
    return await serveEngine({
      folder,
      port: Number(read.args.values.port ?? 0),
      token: null,
      stopped,
      output: processOutput,
      onReady: (address) => {
        practice?.startPms()
        out(`Open ${address}`)
        out('This address is good once, for a minute. A new one: npm run np -- address')
        out('Stop with Ctrl C.')
        openBrowser(address)
      },
    })
  } finally {
    await practice?.stop()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  err(faultSentence(error))
  process.exit(1)
}

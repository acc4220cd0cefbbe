import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Composed, compose } from '../../host/compose.ts'
import { dataFolderOf, screensFolder } from '../../host/places.ts'
import { programVersion } from '../../host/version.ts'
import { readNumber } from '../arguments.ts'
import { startServer } from '../server/server.ts'
import { type Command, text } from './command.ts'

/** Serves a composed engine until it is told to stop. Gives the address with its token, and a stop function that may be called twice. */
export const serveEngine = async (composed: Composed, options: { port: number; token: string }) => {
  const { engine, log } = composed
  const served = await startServer({
    engine,
    log: log.child('http'),
    info: {
      kind: 'browser',
      version: programVersion(),
      can: { chooseFolder: false, openFolder: false, startAtLogin: false },
    },
    token: options.token,
    port: options.port,
    screens: screensFolder,
  })
  engine.start()
  let stopped: Promise<void> | null = null
  const stop = async () => {
    await engine.stop()
    await served.close()
    composed.close()
  }
  return {
    address: `http://127.0.0.1:${served.port}/#token=${options.token}`,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

/** Waits for the signal that ends a server: Ctrl C, a stop from outside, or the terminal going away. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })

/** A second process on the same data folder may have put its own token there since. */
const removeOwnToken = (path: string, token: string): void => {
  try {
    if (readFileSync(path, 'utf8') === token) rmSync(path)
  } catch {
    // gone already: nothing is left to do
  }
}

export const serve: Command = {
  usage: 'serve [--data DIR] [--port N] [--token T]',
  says: 'captures, sends, and shows the screens on this computer until it is stopped',
  options: { port: 'string', token: 'string' },
  async run(args, output) {
    const port = readNumber(text(args, 'port') ?? '0', 'port', { from: 0, to: 65_535 })
    const given = text(args, 'token')
    if (!port.ok || (given !== undefined && !/^[\x21-\x7e]{1,200}$/.test(given))) {
      output.err(port.ok ? '--token takes 1 to 200 letters, digits or signs without spaces.' : port.problem)
      return 2
    }
    const folder = dataFolderOf(args.values.data)
    const result = compose({ folder, isConsole: false })
    if (!result.ok) {
      for (const line of result.lines) output.err(line)
      return result.exit
    }
    const tokenFile = join(folder, 'serve.token')
    const token = given ?? randomBytes(24).toString('base64url')
    if (given === undefined) {
      rmSync(tokenFile, { force: true })
      writeFileSync(tokenFile, token, { mode: 0o600 })
    }
    try {
      const stopped = untilStopped()
      const server = await serveEngine(result.composed, { port: port.value, token })
      output.out(`READY ${server.address}`)
      await stopped
      await server.stop()
      return 0
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')))
        throw error
      await result.composed.engine.stop()
      result.composed.close()
      output.err(`Port ${port.value} cannot be used (${error.code}). Choose another one, or leave --port out.`)
      return 1
    } finally {
      if (given === undefined) removeOwnToken(tokenFile, token)
    }
  },
}

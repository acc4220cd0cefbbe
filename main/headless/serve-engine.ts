import { createSystemClock } from '../adapters/clock.ts'
import { createTexts } from '../adapters/texts.ts'
import type { Locale } from '../contract/words.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'
import { createThreadEngine } from '../host/engine-client.ts'
import type { EngineLink, EngineState } from '../host/engine-link.ts'
import { guardFaults } from '../host/faults.ts'
import { createHostLog } from '../host/host-log.ts'
import { joinHosts } from '../host/hosts.ts'
import { startPageServer } from '../host/page-server.ts'
import { screensFolder } from '../host/places.ts'
import { refusalExit, refusalLines } from '../host/refusal.ts'
import { announceServed, forgetServed } from '../host/served.ts'
import { newToken } from '../host/sessions.ts'
import { programVersion } from '../host/version.ts'
import type { Exit, Output } from './output.ts'

/**
 * Waits for the signal that ends a server: Ctrl C, Ctrl Break (Windows), a stop from outside, or the terminal
 * going away.
 */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGBREAK', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })

/** The first state after starting, or `stopped` when the signal came before it. */
const firstState = async (engine: EngineLink, stopped: Promise<void>): Promise<EngineState | 'stopped'> => {
  let unlisten: () => void = () => undefined
  const settled = new Promise<EngineState>((resolve) => {
    unlisten = engine.onState((state) => {
      if (state.kind !== 'starting') resolve(state)
    })
  })
  const first = await Promise.race([settled, stopped.then(() => 'stopped' as const)])
  unlisten()
  return first
}

/**
 * A disk that refuses two small files must not keep bookings from being sent; the address is printed all the
 * same.
 */
const announce = (folder: string, served: Parameters<typeof announceServed>[1], log: Log): (() => void) => {
  try {
    return announceServed(folder, served)
  } catch (error) {
    log.error('serve-not-announced', faultOf(error))
    return () => undefined
  }
}

/**
 * Captures, sends and shows the screens from this process until `stopped`, or until somebody asks the hosts
 * of the folder to leave: the engine in a thread of its own, the page server in this one. `onReady` gets the
 * address, with a one-time code where no token was given, once calls are answered. An engine that ends is
 * started again; only a data folder that cannot be used at the start, or a port that cannot, ends with its
 * reason printed.
 */
export const serveEngine = async (given: ServeGiven): Promise<Exit> => {
  const { folder } = given
  const clock = createSystemClock()
  const log = createHostLog(folder)
  const host = joinHosts({ folder, kind: 'serve', clock, log: log.child('host') })
  try {
    return await serveUntil({
      ...given,
      stopped: Promise.race([given.stopped, host.asked.then(() => undefined)]),
      clock,
      log,
    })
  } finally {
    host.leave()
  }
}

type ServeGiven = {
  folder: string
  port: number
  /**
   * Null: one is made, which others on this data folder find in a file of mode 600, and the address bears a
   * code.
   */
  token: string | null
  stopped: Promise<void>
  output: Output
  onReady: (address: string) => void
}

const serveUntil = async (given: ServeGiven & { clock: Clock; log: Log }): Promise<Exit> => {
  const { folder, stopped, output, clock, log } = given
  const token = given.token ?? newToken()
  forgetServed(folder)
  guardFaults(log.child('serve'))
  const texts = createTexts()
  let locale: Locale = 'en'
  const engine = createThreadEngine({
    folder,
    clock,
    log: log.child('host'),
    translate: () => texts.in(locale),
  })
  engine.onState((state) => {
    if (state.kind === 'running') locale = state.locale
  })
  const first = await firstState(engine, stopped)
  if (first === 'stopped' || first.kind !== 'running') {
    await engine.stop()
    if (first === 'stopped') return 0
    const refusal = (first.kind === 'gone' ? first.refusal : null) ?? { kind: 'fault', fault: 'unknown', folder }
    for (const line of refusalLines(refusal)) output.err(line)
    return refusalExit(refusal)
  }
  try {
    const server = await startPageServer({
      engine,
      log: log.child('http'),
      info: {
        kind: 'browser',
        version: programVersion,
        can: { chooseFolder: false, openFolder: false, startAtLogin: false },
      },
      token,
      port: given.port,
      screens: screensFolder,
      clock,
    })
    const withdraw = announce(folder, { port: server.port, token: given.token === null ? token : null }, log)
    engine.start()
    given.onReady(`http://127.0.0.1:${server.port}/${given.token === null ? `#code=${server.newCode()}` : ''}`)
    await stopped
    await engine.stop()
    await server.close()
    withdraw()
    forgetServed(folder)
    return 0
  } catch (error) {
    await engine.stop()
    if (!(error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')))
      throw error
    output.err(`Port ${given.port} cannot be used (${error.code}). Choose another one, or leave --port out.`)
    return 1
  }
}

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createSystemClock } from '../../main/adapters/clock.ts'
import { createFiles } from '../../main/adapters/files.ts'
import { createHttp } from '../../main/adapters/http.ts'
import { createRandomIds } from '../../main/adapters/ids.ts'
import { createLog } from '../../main/adapters/log.ts'
import { createFileSecrets } from '../../main/adapters/secrets-file.ts'
import { createSettingsFile } from '../../main/adapters/settings-file.ts'
import { createTexts } from '../../main/adapters/texts.ts'
import { type Input, type Method, methods, type Output } from '../../main/contract/methods.ts'
import { channels as registered } from '../../main/core/channels/registry.ts'
import type { Clock } from '../../main/core/ports/clock.ts'
import type { Files } from '../../main/core/ports/files.ts'
import type { Http } from '../../main/core/ports/http.ts'
import { answerCall } from '../../main/engine/calls/answer-call.ts'
import { createEngine } from '../../main/engine/create-engine.ts'
import type { EngineDeps } from '../../main/engine/deps.ts'
import type { Engine } from '../../main/engine/engine.ts'
import { openStore } from '../../main/host/open-store.ts'
import { parseScenario, type Scenario, type ScenarioFile } from '../../main/rehearsal/scenario.ts'
import { type StandIn, startStandIn } from '../../main/rehearsal/stand-in.ts'
import { createSenderLock } from '../../main/store/sender-lock.ts'
import type { Store } from '../../main/store/store.ts'
import { drop, practiceHotel, practiceSecrets, removeFolder, temporaryFolder, until } from './night-porter.ts'

/**
 * The engine in the test's own process: real store, files, HTTP and clock on a temporary data folder, any of
 * which a test may replace.
 */

export type MadeEngine = {
  engine: Engine
  store: Store
  data: string
  exportFolder: string
  call: <M extends Method>(method: M, input?: Input<M>) => Promise<Output<M>>
  /** The newest item about a reservation. */
  item: (reservationId: string) => Promise<Output<'messages.list'>['items'][number] | undefined>
  all: () => Promise<Output<'messages.list'>['items']>
  drop: (name: string, content: string | Uint8Array) => void
  stop: () => Promise<void>
}

export type EngineParts = {
  settings?: unknown
  patienceMs?: number
  data?: string
  secrets?: Record<string, string>
  files?: (real: Files) => Files
  http?: (real: Http) => Http
  clock?: (real: Clock) => Clock
  /** Parts a host may have, such as owner files; and other parts in the place of the usual ones. */
  deps?: Partial<EngineDeps>
  /** What the host knows, beside the usual. */
  host?: Partial<EngineDeps['host']>
  /** Shorter times. */
  times?: Parameters<typeof createEngine>[1]
  isStarted?: boolean
}

/**
 * A stand-in for the test, closed after it. Knows hotel AURORA (DBL, SGL) and NORD; `scenario` may say
 * otherwise.
 */
export const standInFor = async (file: ScenarioFile = {}): Promise<StandIn> => {
  const standIn = await startStandIn({ port: 0, scenario: scenarioFor(file) })
  onTestFinished(() => standIn.close())
  return standIn
}

export const scenarioFor = (file: ScenarioFile = {}): Scenario => {
  const parsed = parseScenario({
    hotels: [{ code: 'AURORA', rooms: ['DBL', 'SGL'] }, { code: 'NORD' }, { code: 'SUED' }],
    ...file,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.scenario
}

/** A data folder and an export folder, removed after the test. */
export const foldersFor = (): { data: string; exportFolder: string } => {
  const data = temporaryFolder()
  onTestFinished(() => removeFolder(data))
  const exportFolder = join(data, 'export')
  mkdirSync(exportFolder)
  return { data, exportFolder }
}

/** Builds an engine as the headless host does, and starts it unless told otherwise. */
export const makeEngine = async (
  parts: EngineParts & { standIn?: StandIn; connection?: Record<string, unknown> },
): Promise<MadeEngine> => {
  const data = parts.data ?? foldersFor().data
  const exportFolder = join(data, 'export')
  const url = parts.standIn?.url ?? 'http://127.0.0.1:9'
  const settings =
    parts.settings ?? practiceHotel({ url, exportFolder, ...(parts.connection && { connection: parts.connection }) })
  writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
  const channels = parts.deps?.channels ?? registered
  const settingsSource = createSettingsFile({ folder: data, parseSettings: channels.parseSettings })
  const read = settingsSource.read()
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const secrets = createFileSecrets({ folder: data })
  for (const [name, value] of Object.entries(parts.secrets ?? practiceSecrets)) secrets.set(name, value)
  const databasePath = join(data, 'night-porter.db')
  const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets })
  if (!opened.ok) throw new Error(opened.sentence)
  const { store } = opened
  const log = createLog({ folder: join(data, 'logs'), isConsole: false, retainDays: 14 })
  const realFiles = createFiles()
  const realClock = createSystemClock()
  const deps: EngineDeps = {
    store,
    lock: createSenderLock(join(data, 'sender.lock')),
    settingsSource,
    settings: read.settings,
    channels,
    secrets,
    files: parts.files?.(realFiles) ?? realFiles,
    createHttp: (options) => parts.http?.(createHttp(options)) ?? createHttp(options),
    clock: parts.clock?.(realClock) ?? realClock,
    ids: createRandomIds(),
    log,
    texts: createTexts(),
    host: {
      dataFolder: data,
      version: 'test',
      pid: process.pid,
      name: 'test, tester',
      person: 'tester',
      sha256: (bytes) => createHash('sha256').update(bytes).digest(),
      ...parts.host,
    },
    ...parts.deps,
  }
  const engine = createEngine(deps, {
    ...(parts.patienceMs !== undefined && { patienceMs: parts.patienceMs }),
    ...parts.times,
  })
  const call: MadeEngine['call'] = async (method, input) => {
    const reply = await answerCall({ handlers: engine.handlers, log }, method, input ?? {})
    if (!reply.ok) throw new Error(`${method}: ${reply.error.code}: ${reply.error.message}`)
    return outputOf(method, reply.value)
  }
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= engine.stop().then(() => store.close())
    return stopped
  }
  onTestFinished(stop)
  if (parts.isStarted !== false) engine.start()
  const all = async () => (await call('messages.list', { limit: 500 })).items
  return {
    engine,
    store,
    data,
    exportFolder,
    call,
    all,
    item: async (reservationId) => (await all()).find((item) => item.reservationId === reservationId),
    drop: (name, content) => drop(exportFolder, name, content),
    stop,
  }
}

/** Checked against the contract; what comes out of the schema is what the type says. */
const outputOf = <M extends Method>(method: M, value: unknown): Output<M> =>
  methods[method].output.parse(value) as Output<M>

/** Waits until the newest message of a reservation is in this state, and gives it. */
export const inState = (made: Pick<MadeEngine, 'item'>, reservationId: string, state: string, ms?: number) =>
  until(
    `${reservationId} ${state}`,
    async () => {
      const item = await made.item(reservationId)
      return item?.state === state ? item : null
    },
    ms,
  )

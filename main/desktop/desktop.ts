import path from 'node:path'
import type { HostInfo } from '../contract/host.ts'
import { topics } from '../contract/methods.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { AskedKeyStore } from '../core/ports/secrets.ts'
import type { Translate } from '../core/ports/texts.ts'
import { faultOf } from '../core/redact/fault.ts'
import { type EngineLink, stateSentence } from '../host/engine-link.ts'
import type { Parts } from '../host/parts.ts'
import { dataFolderOf } from '../host/places.ts'
import { setupApplicationMenu } from './application-menu.ts'
import { type DesktopArguments, parseArguments } from './arguments.ts'
import { createDesk, createSpeech, type Speech } from './desk.ts'
import { endInWords, faultWords } from './early-fault.ts'
import type { ElectronModules } from './electron-modules.ts'
import { watchHealth } from './health-watch.ts'
import { pushChanged, setupIpc } from './ipc.ts'
import { createKeyStore } from './key-store.ts'
import { createLifecycle } from './lifecycle.ts'
import { type DesktopSurroundings, placeSession, screensOf, sessionFolderOf } from './places.ts'
import { watchPower } from './power.ts'
import { registerScheme, servePages } from './protocol.ts'
import { denyPermissions, guardNavigation, refuseDownloads } from './security.ts'
import { takeSingleInstance } from './single-instance.ts'
import { createWindow } from './window.ts'

/**
 * Equal to `appId` in electron-builder.yml: Windows ties notifications to the Start menu entry by it. Never
 * change it.
 */
export const APP_ID = 'com.nightporter.desktop'

export type DesktopDeps = {
  electron: ElectronModules
  argv: readonly string[]
  surroundings: DesktopSurroundings
  createParts: (folder: string) => Parts
  /** Takes care of exceptions and rejections that nothing caught, for this whole process. */
  guardFaults: (log: Log) => void
  /** Begins to start an engine on a data folder, elsewhere than in this thread; returns at once. */
  startEngine: (
    given: Parts & { folder: string; isForThisUser: boolean; keyStore: AskedKeyStore; translate: () => Translate },
  ) => EngineLink
  /** Writes this program down as a host of the data folder and listens for a request to leave. */
  joinHosts: (given: { folder: string; kind: 'desktop'; clock: Clock; log: Log }) => {
    asked: Promise<unknown>
    leave(): void
  }
}

/**
 * Runs the desktop program. Everything before the first `await` happens before Electron is ready, as it must.
 * Gives null when another instance runs already (it has been told what was wanted), `--quit` was asked, or a
 * fault ended the program in words; otherwise a function that shows the window.
 */
export const startDesktop = async (deps: DesktopDeps): Promise<{ open(): void } | null> => {
  const { electron, argv, surroundings } = deps
  const { app } = electron
  const wanted = parseArguments(argv)
  const folder = dataFolderOf(surroundings, wanted.dataFolder)
  const parts = deps.createParts(folder)
  deps.guardFaults(parts.log.child('desktop'))
  const started = Promise.withResolvers<{ open(): void }>()
  try {
    app.setAppUserModelId(APP_ID)
    // A build for hotels only: those who develop it, and its tests, look into the page that way.
    if (app.isPackaged && wanted.isDebugged) {
      parts.log.error('debugging-refused')
      await endInWords({ electron, parts, sentenceOf: (t) => t('desktop.start.debugging') })
      return null
    }
    placeSession(app, sessionFolderOf(surroundings, wanted.dataFolder), surroundings.makeFolder)
    electron.crashReporter.start({ uploadToServer: false })
    registerScheme(electron.protocol)
    const isFirst = takeSingleInstance({
      app,
      wanted,
      onOpen: () => void started.promise.then(({ open }) => open()),
      onQuit: () => app.quit(),
    })
    if (!isFirst) {
      app.exit(0)
      return null
    }
    await app.whenReady()
    const running = run({ ...deps, folder, wanted, parts, speech: createSpeech(parts.texts, app.getLocale()) })
    started.resolve(running)
    return running
  } catch (error) {
    parts.log.error('start-failed', faultOf(error))
    await endInWords({ electron, parts, sentenceOf: (t) => faultWords(t, folder, error) })
    return null
  }
}

/** How long nothing is claimed after Windows asked whether the session may end: it may change its mind. */
const SESSION_ASKED_MS = 60_000

type Run = DesktopDeps & { folder: string; wanted: DesktopArguments; parts: Parts; speech: Speech }

/** Window and tray first; the engine starts beside them and they say so. */
const run = (given: Run): { open(): void } => {
  const { electron, surroundings, folder, wanted, parts, speech } = given
  const { app } = electron
  const { clock, log } = parts
  const programFolder = app.getAppPath()
  const engine = given.startEngine({
    ...parts,
    folder,
    isForThisUser: wanted.isUserSecrets,
    keyStore: createKeyStore(electron.safeStorage, surroundings.platform),
    translate: speech.translate,
  })
  engine.start()
  const answer = engine.call

  denyPermissions(electron.session.defaultSession)
  refuseDownloads(electron.session.defaultSession, log.child('window'))
  guardNavigation(app, { shell: electron.shell, log: log.child('window') })
  servePages(electron.protocol, screensOf(programFolder))
  setupApplicationMenu(electron.Menu, speech.translate())
  setupIpc({ ipcMain: electron.ipcMain, answer, info: () => hostInfo(app.getVersion()), log: log.child('ipc') })

  const host = given.joinHosts({ folder, kind: 'desktop', clock, log: log.child('host') })
  const stop = async (): Promise<void> => {
    watch.stop()
    try {
      await engine.stop()
    } finally {
      host.leave()
    }
  }
  const lifecycle = createLifecycle({ app, clock, log, stop })
  void host.asked.then(lifecycle.quit)
  const window = createWindow({
    electron,
    preload: path.join(programFolder, 'out', 'preload', 'index.cjs'),
    icon: path.join(programFolder, 'assets', 'icons', surroundings.platform === 'win32' ? 'app.ico' : 'app-256.png'),
    isHidden: wanted.isHidden,
    isQuitting: lifecycle.isQuitting,
    onSessionAsked: () => engine.hold(SESSION_ASKED_MS),
    onSessionEnd: lifecycle.endSession,
    log: log.child('window'),
  })
  const isSentElsewhere = (): boolean => {
    const state = engine.state()
    return state.kind === 'running' && state.isElsewhere
  }
  const desk = createDesk({
    ...parts,
    electron,
    platform: surroundings.platform,
    window,
    lifecycle,
    answer,
    speech,
    isSentElsewhere,
  })
  const watch = watchHealth({ answer, clock, log, onHealth: desk.showHealth })

  const showState = (): void => {
    const state = engine.state()
    if (lifecycle.isQuitting()) return
    if (state.kind === 'running') {
      speech.use(state.locale)
      watch.ask()
    } else {
      const sentence = stateSentence(state, speech.translate()) ?? ''
      if (state.kind === 'starting') desk.showStarting(sentence)
      else desk.showFailure(sentence)
    }
    // The screens ask again and get the engine's answers, or the reason why there are none.
    pushChanged(window.part, topics)
  }
  engine.onState(showState)
  engine.onChanged((changed) => {
    pushChanged(window.part, changed)
    watch.ask()
  })
  engine.onNotice(desk.showNotice)
  watchPower({
    powerMonitor: electron.powerMonitor,
    clock,
    log,
    onWake: engine.wake,
    onShutdown: lifecycle.endSession,
  })
  showState()
  return { open: window.open }
}

/** What screens may offer here. The calls for choosing and opening folders do not exist yet. */
const hostInfo = (version: string): HostInfo => ({
  kind: 'desktop',
  version,
  can: { chooseFolder: false, openFolder: false, startAtLogin: false },
})

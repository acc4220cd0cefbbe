import path from 'node:path'
import type { HostInfo } from '../contract/host.ts'
import type { Reply } from '../contract/methods.ts'
import { answerCall } from '../engine/calls/answer-call.ts'
import { setupApplicationMenu } from './application-menu.ts'
import { type DesktopArguments, parseArguments } from './arguments.ts'
import { chooseSecrets } from './choose-secrets.ts'
import type { Compose, Composed, Parts } from './compose.ts'
import { createDesk, createSpeech, type Speech } from './desk.ts'
import type { ElectronModules } from './electron-modules.ts'
import { watchHealth } from './health-watch.ts'
import { type AnswerCall, pushChanged, setupIpc } from './ipc.ts'
import { createLifecycle } from './lifecycle.ts'
import { dataFolderOf, placeSession, type Surroundings, sessionFolderOf } from './places.ts'
import { watchPower } from './power.ts'
import { registerScheme, servePages } from './protocol.ts'
import { denyPermissions, guardNavigation } from './security.ts'
import { takeSingleInstance } from './single-instance.ts'
import { createWindow } from './window.ts'

/** Equal to `appId` in electron-builder.yml: Windows ties notifications to the Start menu entry by it. Never change it. */
export const appId = 'com.nightporter.desktop'

export type DesktopDeps = {
  electron: ElectronModules
  argv: readonly string[]
  surroundings: Surroundings
  compose: Compose
}

/**
 * Runs the desktop program. Everything before the first `await` happens before Electron is ready, as it must. Gives null when
 * another instance runs already (it has been told what was wanted) or `--quit` was asked; otherwise a function that shows the window.
 */
export const startDesktop = async (deps: DesktopDeps): Promise<{ open(): void } | null> => {
  const { electron, argv, surroundings, compose } = deps
  const { app } = electron
  const wanted = parseArguments(argv)
  const dataFolder = dataFolderOf(surroundings, wanted.dataFolder)
  const started = Promise.withResolvers<{ open(): void }>()

  app.setAppUserModelId(appId)
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
  const parts = compose.parts({ dataFolder })
  const speech = createSpeech(parts.texts, app.getLocale())
  try {
    const running = run({ ...deps, dataFolder, wanted, parts, speech })
    started.resolve(running)
    return running
  } catch (error) {
    // A fault this early leaves nothing to look at: say so in words and end, rather than sit in the tray and send nothing.
    parts.log.error('start-failed', { error: error instanceof Error ? error.name : typeof error })
    const t = speech.translate()
    const fault = error instanceof Error ? error.name : 'unknown'
    electron.dialog.showErrorBox(t('desktop.start.title'), t('desktop.start.failed', { fault, folder: dataFolder }))
    app.exit(1)
    return null
  }
}

type Run = DesktopDeps & { dataFolder: string; wanted: DesktopArguments; parts: Parts; speech: Speech }

const run = (given: Run): { open(): void } => {
  const { electron, surroundings, wanted, parts, speech } = given
  const { app } = electron
  const { clock, log } = parts
  const programFolder = app.getAppPath()
  const composing = composeEngine(given)
  const answer = answerFrom(composing, log)

  denyPermissions(electron.session.defaultSession)
  guardNavigation(app, { shell: electron.shell, log: log.child('window') })
  servePages(electron.protocol, path.join(programFolder, 'out', 'renderer'))
  setupApplicationMenu(electron.Menu, speech.translate())
  setupIpc({ ipcMain: electron.ipcMain, answer, info: () => hostInfo(app.getVersion()), log: log.child('ipc') })

  const stop = async (): Promise<void> => {
    watch.stop()
    const composed = await composing
    if (!composed.ok) return
    await composed.engine.stop()
    composed.close()
  }
  const lifecycle = createLifecycle({ app, clock, log, stop })
  const window = createWindow({
    electron,
    preload: path.join(programFolder, 'out', 'preload', 'index.cjs'),
    icon: path.join(programFolder, 'assets', 'icons', surroundings.platform === 'win32' ? 'app.ico' : 'app-256.png'),
    isHidden: wanted.isHidden,
    isQuitting: lifecycle.isQuitting,
    onSessionEnd: lifecycle.endSession,
    log: log.child('window'),
  })
  const desk = createDesk({ ...parts, electron, platform: surroundings.platform, window, lifecycle, answer, speech })
  const watch = watchHealth({ answer, clock, log, onHealth: desk.showHealth })

  void composing.then((composed) => {
    if (!composed.ok) return desk.showFailure(composed.sentence)
    if (lifecycle.isQuitting()) return
    composed.engine.onChanged((topics) => {
      pushChanged(window.part, topics)
      watch.ask()
    })
    watchPower({
      powerMonitor: electron.powerMonitor,
      clock,
      log,
      onWake: () => composed.engine.wake(),
      onShutdown: lifecycle.endSession,
    })
    composed.engine.onNotice(desk.showNotice)
    composed.engine.start()
    watch.ask()
  })
  return { open: window.open }
}

/** What screens may offer here. The calls for choosing and opening folders do not exist yet. */
const hostInfo = (version: string): HostInfo => ({
  kind: 'desktop',
  version,
  can: { chooseFolder: false, openFolder: false, startAtLogin: false },
})

/** Makes the engine; a fault becomes a sentence, so that window and tray can say it instead of waiting for ever. */
const composeEngine = async ({
  electron,
  surroundings,
  compose,
  dataFolder,
  wanted,
  parts,
  speech,
}: Run): Promise<Composed> => {
  try {
    const secrets = chooseSecrets({
      safeStorage: electron.safeStorage,
      dataFolder,
      platform: surroundings.platform,
      isForThisUser: wanted.isUserSecrets,
      translate: speech.translate,
    })
    return await compose.engine({ ...parts, dataFolder, secrets, translate: speech.translate })
  } catch (error) {
    const fault = error instanceof Error ? error.name : typeof error
    parts.log.error('engine-not-made', {
      fault,
      at: error instanceof Error ? error.stack?.split('\n    at ')[1] : null,
    })
    return { ok: false, sentence: speech.translate()('desktop.start.failed', { fault, folder: dataFolder }) }
  }
}

/** Calls wait for the engine; without one they are refused with the reason. */
const answerFrom =
  (composing: Promise<Composed>, log: Parts['log']): AnswerCall =>
  async (method, input): Promise<Reply> => {
    const composed = await composing
    if (composed.ok) return answerCall({ handlers: composed.engine.handlers, log }, method, input)
    return { ok: false, error: { code: 'not-available', message: composed.sentence } }
  }

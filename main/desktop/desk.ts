import path from 'node:path'
import type { Health } from '../contract/health.ts'
import type { Notice } from '../contract/notice.ts'
import type { Locale } from '../contract/words.ts'
import type { Translate } from '../core/ports/texts.ts'
import { faultOf } from '../core/redact/fault.ts'
import type { Parts } from '../host/parts.ts'
import type { ElectronModules } from './electron-modules.ts'
import type { AnswerCall } from './ipc.ts'
import type { Lifecycle } from './lifecycle.ts'
import { createLoginItem } from './login-item.ts'
import { createNotifications } from './notifications.ts'
import { pauseAll, resumeAll } from './pausing.ts'
import { askToQuit } from './quit-question.ts'
import { createTray } from './tray.ts'
import { type TrayCommand, type TrayState, trayModel, trayStateOf } from './tray-model.ts'
import type { AppWindow } from './window.ts'

/**
 * What stands beside the clock and speaks up: the tray, told from the health, and notifications, told from
 * the alarms.
 */
export type Desk = {
  showHealth(health: Health): void
  /** One edge of an alarm. */
  showNotice(notice: Notice): void
  /** The engine is starting, again or for the first time: nothing is captured or sent yet. */
  showStarting(sentence: string): void
  /** There is no engine: say why. */
  showFailure(sentence: string): void
}

type DeskDeps = Parts & {
  electron: ElectronModules
  platform: NodeJS.Platform
  window: AppWindow
  lifecycle: Lifecycle
  answer: AnswerCall
  speech: Speech
  /** Whether another process captures and sends, so that this one is only its screen. */
  isSentElsewhere: () => boolean
}

/** The language in use: Windows' own until the settings are known, then the hotel's. */
export type Speech = { translate(): Translate; use(locale: Locale): void }

/** Begins with the language of the signed-in user, as far as we speak it. */
export const createSpeech = (texts: Parts['texts'], userLocale: string): Speech => {
  let locale: Locale = userLocale.toLowerCase().startsWith('de') ? 'de' : 'en'
  return {
    translate: () => texts.in(locale),
    use: (next) => {
      locale = next
    },
  }
}

const HOUR_MS = 3_600_000

/** Puts the tray up and joins its menu to the engine's calls. */
export const createDesk = (deps: DeskDeps): Desk => {
  const { electron, platform, window, lifecycle, answer, speech, clock, log } = deps
  const t: Translate = (key, values) => speech.translate()(key, values)
  const loginItem = createLoginItem(electron.app, platform)
  const isLoginItem = () => loginItem?.isOn() ?? null

  let connections: Health['connections'] = []
  let state: TrayState = {
    level: 'busy',
    sentence: t('desktop.engine.starting'),
    onTheWay: 0,
    deliveredToday: 0,
    needSomeone: 0,
    sending: 'none',
    isPausedByPerson: false,
    isLoginItem: isLoginItem(),
  }

  const pause = (until: number | null) =>
    pauseAll({ answer, log }, connections, { reason: t('desktop.tray.pauseReason'), until })
  const commands: Record<TrayCommand, () => void | Promise<void>> = {
    open: () => window.open(),
    'pause-hour': () => pause(clock.now() + HOUR_MS),
    pause: () => pause(null),
    resume: () => resumeAll({ answer, log }, connections),
    'login-item': () => {
      loginItem?.set(!loginItem.isOn())
      paint({ ...state, isLoginItem: isLoginItem() })
    },
    quit: async () => {
      if (await askToQuit(electron.dialog, t, deps.isSentElsewhere())) lifecycle.quit()
    },
  }
  const run = async (command: TrayCommand): Promise<void> => {
    try {
      await commands[command]()
    } catch (error) {
      log.error('tray-command-failed', { command, ...faultOf(error) })
    }
  }

  const iconFolder = path.join(electron.app.getAppPath(), 'assets', 'tray')
  const tray = createTray(
    { electron, iconFolder, platform, isQuitting: lifecycle.isQuitting, onCommand: (command) => void run(command) },
    trayModel(state, t),
  )
  const notifications = createNotifications({ Notification: electron.Notification, onOpen: window.open })
  const paint = (next: TrayState): void => {
    state = next
    tray.show(trayModel(state, t))
  }

  return {
    showHealth: (health) => {
      connections = health.connections
      speech.use(health.locale === 'de' ? 'de' : 'en')
      paint(trayStateOf(health, isLoginItem()))
      notifications.tellStopped(health.level === 'stopped' ? health.sentence : null)
    },
    showStarting: (sentence) => paint({ ...state, level: 'busy', sentence, sending: 'none' }),
    showFailure: (sentence) => {
      paint({ ...state, level: 'stopped', sentence, sending: 'none' })
      notifications.tellStopped(sentence)
    },
    showNotice: notifications.tellNotice,
  }
}

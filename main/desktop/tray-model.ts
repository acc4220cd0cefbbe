import type { Health } from '../contract/health.ts'
import type { Level } from '../contract/words.ts'
import type { Translate } from '../core/ports/texts.ts'

export type TrayIcon = Level | 'paused'

/** What the tray has to tell, whatever it comes from. */
export type TrayState = {
  level: Level
  sentence: string
  onTheWay: number
  deliveredToday: number
  needSomeone: number
  /** `none`: there is nothing to pause (not started, or no connection). */
  sending: 'on' | 'paused' | 'none'
  /** Every connection was paused by somebody: nothing is wrong. */
  isPausedByPerson: boolean
  /** Whether Night Porter starts at sign-in; null where that cannot be chosen. */
  isLoginItem: boolean | null
}

export type TrayCommand = 'open' | 'pause-hour' | 'pause' | 'resume' | 'login-item' | 'quit'

export type TrayItem =
  | { kind: 'separator' }
  | { kind: 'text'; label: string }
  | { kind: 'command'; label: string; command: TrayCommand; isChecked?: boolean }
  | { kind: 'group'; label: string; items: TrayItem[] }

export type TrayModel = { icon: TrayIcon; tooltip: string; items: TrayItem[] }

/** Windows cuts a tooltip at 127 characters without a sign; ours ends in an ellipsis. */
const TOOLTIP_LIMIT = 126

const shorten = (text: string): string =>
  text.length <= TOOLTIP_LIMIT ? text : `${text.slice(0, TOOLTIP_LIMIT - 1).trimEnd()}…`

/** Takes from the health what the tray shows. */
export const trayStateOf = (health: Health, isLoginItem: boolean | null): TrayState => ({
  level: health.level,
  sentence: health.sentence,
  onTheWay: health.reservations.onTheWay,
  deliveredToday: health.counts.deliveredToday,
  needSomeone: health.reservations.needSomeone,
  sending:
    health.connections.length === 0
      ? 'none'
      : health.connections.every(({ state }) => state === 'paused')
        ? 'paused'
        : 'on',
  isPausedByPerson:
    health.connections.length > 0 && health.connections.every(({ isPausedByPerson }) => isPausedByPerson === true),
  isLoginItem,
})

/** Grey only when somebody's own pause is all there is to say: red must not hide behind it. */
const iconOf = (state: TrayState): TrayIcon =>
  state.isPausedByPerson && state.level !== 'stopped' && state.needSomeone === 0 ? 'paused' : state.level

/**
 * Draws the tray in words: which icon, the tooltip (at most 126 characters), and the menu with the status
 * sentence first.
 */
export const trayModel = (state: TrayState, t: Translate): TrayModel => {
  const counts: TrayItem[] = []
  if (state.onTheWay > 0) counts.push({ kind: 'text', label: t('desktop.tray.onTheWay', { count: state.onTheWay }) })
  counts.push({ kind: 'text', label: t('desktop.tray.deliveredToday', { count: state.deliveredToday }) })

  const pausing: Record<TrayState['sending'], TrayItem[]> = {
    none: [],
    paused: [{ kind: 'command', label: t('desktop.tray.resume'), command: 'resume' }],
    on: [
      {
        kind: 'group',
        label: t('desktop.tray.pause'),
        items: [
          { kind: 'command', label: t('desktop.tray.pauseForAnHour'), command: 'pause-hour' },
          { kind: 'command', label: t('desktop.tray.pauseUntilResumed'), command: 'pause' },
        ],
      },
    ],
  }
  const login: TrayItem[] =
    state.isLoginItem === null
      ? []
      : [
          {
            kind: 'command',
            label: t('desktop.tray.startAtLogin'),
            command: 'login-item',
            isChecked: state.isLoginItem,
          },
        ]

  return {
    icon: iconOf(state),
    tooltip: shorten(state.sentence),
    items: [
      { kind: 'command', label: state.sentence, command: 'open' },
      ...(state.sending === 'none' ? [] : counts),
      { kind: 'separator' },
      { kind: 'command', label: t('desktop.tray.open'), command: 'open' },
      ...pausing[state.sending],
      ...login,
      { kind: 'separator' },
      { kind: 'command', label: t('desktop.tray.quit'), command: 'quit' },
    ],
  }
}

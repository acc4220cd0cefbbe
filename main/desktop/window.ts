import type { BrowserWindowConstructorOptions } from 'electron'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'
import type { ElectronModules, WindowPart } from './electron-modules.ts'
import { PAGE_ADDRESS } from './own-page.ts'

export type AppWindow = { readonly part: WindowPart; open(): void }

type WindowDeps = {
  electron: Pick<ElectronModules, 'BrowserWindow' | 'nativeTheme'>
  preload: string
  icon: string
  /** Start in the tray; the page is loaded all the same. */
  isHidden: boolean
  isQuitting: () => boolean
  /** Windows asks whether the session may end; it may change its mind. */
  onSessionAsked: () => void
  onSessionEnd: () => void
  log: Log
}

/**
 * A page that keeps crashing is left alone after this many fresh starts, until somebody opens the window; the
 * tray goes on telling.
 */
const RELOAD_LIMIT = 3

/** The colours of the 48 px title bar, the page's own canvas and text. */
const titleBar = (isDark: boolean) => ({
  color: isDark ? '#14161d' : '#f2f3f7',
  symbolColor: isDark ? '#d5d8e0' : '#3b3f4a',
  height: 47, // one less than the bar, so that its lower edge stays visible
})

const optionsOf = ({ preload, icon }: WindowDeps, isDark: boolean): BrowserWindowConstructorOptions => ({
  width: 1280,
  height: 800,
  // Meant for 1024x640; at 200 % zoom on a small screen less must still be possible.
  minWidth: 640,
  minHeight: 480,
  show: false,
  icon,
  backgroundColor: titleBar(isDark).color,
  titleBarStyle: 'hidden',
  titleBarOverlay: titleBar(isDark),
  autoHideMenuBar: true,
  webPreferences: {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  },
})

/**
 * The one window. Closing it hides it: sending goes on in the tray, and Windows' sign-out messages need a
 * window to arrive at. It is shown when its page is drawn, unless the program was started hidden.
 */
export const createWindow = (deps: WindowDeps): AppWindow => {
  const { electron, isHidden, isQuitting, onSessionAsked, onSessionEnd, log } = deps
  const { nativeTheme } = electron
  const part = new electron.BrowserWindow(optionsOf(deps, nativeTheme.shouldUseDarkColors))
  part.setMenuBarVisibility(false)

  let reloads = 0
  let isPageGone = false
  const open = (): void => {
    if (part.isDestroyed()) return
    if (isPageGone) {
      reloads = 0
      load()
    }
    if (part.isMinimized()) part.restore()
    part.show()
    part.focus()
  }
  const load = (): void => {
    isPageGone = false
    part.loadURL(PAGE_ADDRESS).catch((error: unknown) => log.error('page-not-loaded', faultOf(error)))
  }

  part.once('ready-to-show', () => {
    if (!isHidden) open()
  })
  part.on('close', (event) => {
    if (isQuitting()) return
    event.preventDefault()
    part.hide()
  })
  // Windows asks first and may change its mind; only the second event is final.
  part.on('query-session-end', () => {
    log.info('session-may-end')
    onSessionAsked()
  })
  part.on('session-end', onSessionEnd)

  part.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error('page-process-gone', { reason })
    isPageGone = true
    if (reason === 'clean-exit' || isQuitting() || reloads >= RELOAD_LIMIT) return
    reloads += 1
    load()
  })
  nativeTheme.on('updated', () => {
    if (!part.isDestroyed()) part.setTitleBarOverlay(titleBar(nativeTheme.shouldUseDarkColors))
  })

  load()
  return { part, open }
}

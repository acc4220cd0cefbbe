import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CrashReporter,
  CustomScheme,
  DownloadItem,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NativeTheme,
  NotificationConstructorOptions,
  RenderProcessGoneDetails,
  SafeStorage,
  Session,
  Shell,
  Tray,
  WebContents,
} from 'electron'

/**
 * The part of Electron that Night Porter uses, and nothing more. main/desktop/index.ts passes the real
 * modules, so the compiler checks these types against Electron's own; tests pass the double of
 * test/support/electron-double.ts, checked the same way.
 */

/** An event whose default can be refused. */
export type Refusable = { preventDefault(): void }

export interface AppPart
  extends Pick<
    App,
    | 'exit'
    | 'getAppPath'
    | 'getLocale'
    | 'getLoginItemSettings'
    | 'getPath'
    | 'getVersion'
    | 'isPackaged'
    | 'quit'
    | 'requestSingleInstanceLock'
    | 'setAppUserModelId'
    | 'setLoginItemSettings'
    | 'setPath'
    | 'whenReady'
  > {
  on(event: 'before-quit', listener: (event: Refusable) => void): unknown
  on(event: 'window-all-closed', listener: () => void): unknown
  on(
    event: 'second-instance',
    listener: (event: Refusable, argv: string[], folder: string, data: unknown) => void,
  ): unknown
  on(event: 'web-contents-created', listener: (event: Refusable, contents: ContentsPart) => void): unknown
}

/** Where a page's text is shown; `mainFrame` and `parent` are what the sender check looks at. */
type FramePart = { readonly url: string; readonly parent: object | null }

export interface ContentsPart extends Pick<WebContents, 'id' | 'isDestroyed' | 'send'> {
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void
  on(event: 'will-navigate', listener: (event: Refusable) => void): unknown
  on(event: 'will-frame-navigate', listener: (event: Refusable) => void): unknown
  on(event: 'will-redirect', listener: (event: Refusable) => void): unknown
  on(event: 'will-attach-webview', listener: (event: Refusable) => void): unknown
  on(event: 'render-process-gone', listener: (event: Refusable, details: RenderProcessGoneDetails) => void): unknown
}

export interface WindowPart
  extends Pick<
    BrowserWindow,
    | 'focus'
    | 'hide'
    | 'isDestroyed'
    | 'isMinimized'
    | 'isVisible'
    | 'loadURL'
    | 'restore'
    | 'setMenuBarVisibility'
    | 'setTitleBarOverlay'
    | 'show'
  > {
  readonly webContents: ContentsPart
  on(event: 'close', listener: (event: Refusable) => void): unknown
  on(event: 'query-session-end', listener: (event: Refusable) => void): unknown
  on(event: 'session-end', listener: (event: Refusable) => void): unknown
  once(event: 'ready-to-show', listener: () => void): unknown
}

interface TrayPart extends Pick<Tray, 'setToolTip'> {
  setImage(path: string): void
  setContextMenu(menu: MenuPart | null): void
  on(event: 'click', listener: () => void): unknown
}

type MenuPart = { readonly items: readonly { readonly id: string }[] }

export type NotificationPart = {
  show(): void
  close(): void
  on(event: 'click', listener: () => void): unknown
  on(event: 'close', listener: () => void): unknown
  on(event: 'failed', listener: () => void): unknown
}

export type InvokeEvent = { readonly senderFrame: FramePart | null; readonly sender: { readonly id: number } }

export type IpcMainPart = {
  handle(channel: string, listener: (event: InvokeEvent, ...rest: unknown[]) => unknown): void
}

export type ProtocolPart = {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void
}

interface ThemePart extends Pick<NativeTheme, 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'> {
  on(event: 'updated', listener: () => void): unknown
}

export type PowerPart = {
  on(event: 'suspend', listener: () => void): unknown
  on(event: 'resume', listener: () => void): unknown
  on(event: 'shutdown', listener: () => void): unknown
}

export interface SessionPart extends Pick<Session, 'setDevicePermissionHandler'> {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (isGranted: boolean) => void) => void,
  ): void
  setPermissionCheckHandler(handler: () => boolean): void
  on(event: 'will-download', listener: (event: Refusable, item: Pick<DownloadItem, 'getURL'>) => void): unknown
}

export type DialogPart = {
  showMessageBox(options: MessageBoxOptions): Promise<{ response: number }>
}

export type SafeStoragePart = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

export type ElectronModules = {
  app: AppPart
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => WindowPart
  Tray: new (image: string) => TrayPart
  Menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): MenuPart
    setApplicationMenu(menu: MenuPart | null): void
  }
  Notification: { new (options: NotificationConstructorOptions): NotificationPart; isSupported(): boolean }
  ipcMain: IpcMainPart
  protocol: ProtocolPart
  nativeTheme: ThemePart
  session: { readonly defaultSession: SessionPart }
  shell: Pick<Shell, 'openExternal'>
  powerMonitor: PowerPart
  dialog: DialogPart
  crashReporter: Pick<CrashReporter, 'start'>
  safeStorage: SafeStoragePart
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { MessageBoxOptions } from 'electron'
import type { ElectronModules, InvokeEvent, SafeStoragePart } from '../../main/desktop/electron-modules.ts'
import { createAppDouble, type RunningInstances } from './electron-double-app.ts'
import { createMenuDouble, createNotificationDouble, createTrayDouble } from './electron-double-tray.ts'
import { createWindowDouble } from './electron-double-window.ts'

/**
 * Stands in for Electron's modules under plain Node, with the behaviour Night Porter relies on: events,
 * refusals, the one instance per user folder, structured cloning on every wire. It is no proof of how
 * Electron itself behaves.
 */

export type DoubleOptions = {
  /** Where package.json, out/ and assets/ lie. */
  programFolder: string
  /** Shared between doubles that stand for programs of one PC. */
  instances?: RunningInstances
  userLocale?: string
  isPackaged?: boolean
  /** Whose key encrypts: another user cannot read it. */
  windowsUser?: string
  keyStore?: 'gnome_libsecret' | 'basic_text' | 'unavailable'
}

/** What only one user reads again. */
export const userCipher = (user: string) => {
  const key = createHash('sha256').update(user).digest()
  return {
    encrypt: (text: string): Buffer => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    decrypt: (blob: Buffer): string => {
      const decipher = createDecipheriv('aes-256-gcm', key, blob.subarray(0, 12))
      decipher.setAuthTag(blob.subarray(-16))
      return decipher.update(blob.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

const createSafeStorageDouble = (user: string, keyStore: NonNullable<DoubleOptions['keyStore']>): SafeStoragePart => {
  const { encrypt, decrypt } = userCipher(user)
  return {
    isAsyncEncryptionAvailable: async () => keyStore !== 'unavailable',
    getSelectedStorageBackend: () => (keyStore === 'unavailable' ? 'unknown' : keyStore),
    encryptStringAsync: async (text) => encrypt(text),
    decryptStringAsync: async (blob) => ({ result: decrypt(blob), shouldReEncrypt: false }),
  }
}

const createIpcDouble = () => {
  const handlers = new Map<string, (event: InvokeEvent, ...rest: unknown[]) => unknown>()
  return {
    ipcMain: {
      handle: (channel: string, listener: (event: InvokeEvent, ...rest: unknown[]) => unknown) => {
        if (handlers.has(channel)) throw new Error(`A second handler for '${channel}'`)
        handlers.set(channel, listener)
      },
    },
    /** What `ipcRenderer.invoke` would give in a frame. Both ways only plain data passes. */
    invoke: async (frame: InvokeEvent['senderFrame'], channel: string, ...rest: unknown[]): Promise<unknown> => {
      const handler = handlers.get(channel)
      if (!handler) throw new Error(`No handler for '${channel}'`)
      return structuredClone(
        await handler({ senderFrame: frame, sender: { id: 1 } }, ...rest.map((item) => structuredClone(item))),
      )
    },
  }
}

const createSessionDouble = () => {
  let onRequest = (_contents: unknown, _permission: string, answer: (isGranted: boolean) => void): void => answer(true)
  let onCheck = (): boolean => true
  let onDevice: (() => boolean) | null = null
  let onDownload: ((event: { preventDefault(): void }, item: { getURL(): string }) => void) | null = null
  return {
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: typeof onRequest) => {
          onRequest = handler
        },
        on: (_event: 'will-download', listener: NonNullable<typeof onDownload>) => {
          onDownload = listener
        },
        setPermissionCheckHandler: (handler: typeof onCheck) => {
          onCheck = handler
        },
        // The real one takes a handler with details; ours are decided without looking at them.
        setDevicePermissionHandler: (handler: ((details: never) => boolean) | null) => {
          onDevice = handler ? () => Reflect.apply(handler, null, [{}]) === true : null
        },
      },
    },
    /** Whether something at this address may be put on the disk. */
    download: (address: string): boolean => {
      let isRefused = false
      onDownload?.(
        {
          preventDefault: () => {
            isRefused = true
          },
        },
        { getURL: () => address },
      )
      return !isRefused
    },
    /** What a page would be granted: on asking, on looking, and for a device. */
    permission: (name: string): boolean[] => {
      let asked = false
      onRequest(null, name, (isGranted) => {
        asked = isGranted
      })
      return [asked, onCheck(), onDevice?.() ?? true]
    },
  }
}

/**
 * A whole Electron for one program start: the modules, and beside them what a test sees and does as user and
 * system.
 */
export const createElectronDouble = (options: DoubleOptions) => {
  const {
    programFolder,
    userLocale = 'en-GB',
    isPackaged = false,
    windowsUser = 'front-desk',
    keyStore = 'gnome_libsecret',
  } = options
  const app = createAppDouble({ programFolder, userLocale, isPackaged, instances: options.instances ?? new Map() })
  const handlers = new Map<string, (request: Request) => Promise<Response>>()
  const fetchPage = async (address: string, init?: RequestInit): Promise<Response> => {
    const handler = handlers.get(address.split(':', 1)[0] ?? '')
    if (!handler) throw new Error(`Nothing serves ${address}`)
    return handler(new Request(address, init))
  }
  const schemes: string[] = []
  const protocol = {
    registerSchemesAsPrivileged: (list: { scheme: string }[]) => {
      if (app.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
      schemes.push(...list.map(({ scheme }) => scheme))
    },
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
      if (!app.isReady) throw new Error('protocol.handle needs the app to be ready')
      handlers.set(scheme, handler)
    },
  }

  const theme = Object.assign(new EventEmitter(), {
    shouldUseDarkColors: false,
    shouldUseDarkColorsForSystemIntegratedUI: false,
  })
  const power = new EventEmitter()
  const { ipcMain, invoke } = createIpcDouble()
  const { session, permission, download } = createSessionDouble()
  const windows = createWindowDouble({ app, fetchPage })
  const trays = createTrayDouble()
  const notifications = createNotificationDouble()
  const menus = createMenuDouble()
  const opened: string[] = []
  const questions: MessageBoxOptions[] = []
  const crashReports: object[] = []
  const answers: number[] = []

  const electron = {
    app,
    BrowserWindow: windows.BrowserWindow,
    Tray: trays.Tray,
    Menu: menus.Menu,
    Notification: notifications.Notification,
    ipcMain,
    protocol,
    nativeTheme: theme,
    session,
    shell: {
      openExternal: async (url: string) => {
        opened.push(url)
      },
    },
    powerMonitor: power,
    dialog: {
      showMessageBox: async (question: MessageBoxOptions) => {
        questions.push(question)
        return { response: answers.shift() ?? question.cancelId ?? 0 }
      },
    },
    crashReporter: {
      start: (settings: object) => {
        crashReports.push(settings)
      },
    },
    safeStorage: createSafeStorageDouble(windowsUser, keyStore),
  } satisfies ElectronModules

  return {
    electron,
    download,
    app,
    power,
    windows: windows.made,
    trays: trays.made,
    notifications: notifications.made,
    applicationMenu: menus.applicationMenu,
    seen: { opened, questions, crashReports, schemes },
    /** The button that the next question gets. */
    answerNext: (button: number) => {
      answers.push(button)
    },
    setDarkTaskbar: (isDark: boolean) => {
      theme.shouldUseDarkColors = isDark
      theme.shouldUseDarkColorsForSystemIntegratedUI = isDark
      theme.emit('updated')
    },
    fetchPage,
    invoke,
    permission,
  }
}

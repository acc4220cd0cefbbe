import { EventEmitter } from 'node:events'
import path from 'node:path'

/** Which program holds the single-instance lock of a user folder. */
export type RunningInstances = Map<string, AppDouble>

type AppOptions = { programFolder: string; userLocale: string; isPackaged: boolean; instances: RunningInstances }

/** An event whose default a listener may refuse. */
export const createRefusable = () => {
  const event = {
    isRefused: false,
    preventDefault: () => {
      event.isRefused = true
    },
  }
  return event
}

type LoginSettings = { openAtLogin?: boolean; args?: string[] }

/**
 * Electron's `app`: ready on demand, quits in Electron's order (before-quit, then every window's close), one
 * instance per user folder.
 */
export class AppDouble extends EventEmitter {
  readonly isPackaged: boolean
  isReady = false
  exitCode: number | null = null
  appUserModelId: string | null = null
  readonly paths = new Map<string, string>()
  /** Folders that were made on this PC; others do not exist. */
  readonly folders = new Set<string>()
  /** Closes all windows; false when one refused. Set by the window double. */
  closeWindows: () => boolean = () => true
  readonly #options: AppOptions
  readonly #ready = Promise.withResolvers<void>()
  #login: LoginSettings = {}

  constructor(options: AppOptions) {
    super()
    this.isPackaged = options.isPackaged
    this.#options = options
  }

  /** The system is done starting. */
  becomeReady(): void {
    this.isReady = true
    this.#ready.resolve()
  }

  whenReady(): Promise<void> {
    return this.#ready.promise
  }

  getAppPath(): string {
    return this.#options.programFolder
  }

  getLocale(): string {
    return this.#options.userLocale
  }

  getVersion(): string {
    return '0.0.0-double'
  }

  setPath(name: string, folder: string): void {
    if (!path.isAbsolute(folder) && !path.win32.isAbsolute(folder)) throw new Error('Path must be absolute')
    if (!this.folders.has(folder)) throw new Error(`Failed to set path: '${folder}' does not exist`)
    if (this.isReady && name === 'sessionData') throw new Error('sessionData must be set before the app is ready')
    this.paths.set(name, folder)
  }

  getPath(name: string): string {
    return this.paths.get(name) ?? path.join(this.#options.programFolder, name)
  }

  setAppUserModelId(id: string): void {
    this.appUserModelId = id
  }

  getLoginItemSettings() {
    const openAtLogin = this.#login.openAtLogin ?? false
    return {
      openAtLogin,
      executableWillLaunchAtLogin: openAtLogin,
      wasOpenedAtLogin: false,
      status: 'enabled' as const,
      launchItems: [],
    }
  }

  setLoginItemSettings(settings: LoginSettings): void {
    this.#login = settings
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const folder = this.getPath('userData')
    const holder = this.#options.instances.get(folder)
    if (!holder || holder.exitCode !== null || holder === this) {
      this.#options.instances.set(folder, this)
      return true
    }
    const data: unknown = structuredClone(additionalData ?? {})
    void holder.whenReady().then(() => holder.emit('second-instance', createRefusable(), [], this.getAppPath(), data))
    return false
  }

  quit(): void {
    if (this.exitCode !== null) return
    const event = createRefusable()
    this.emit('before-quit', event)
    if (event.isRefused || !this.closeWindows()) return
    this.exit(0)
  }

  exit(code = 0): void {
    this.exitCode ??= code
  }
}

export const createAppDouble = (options: AppOptions): AppDouble => new AppDouble(options)

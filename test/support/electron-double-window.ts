import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, TitleBarOverlayOptions } from 'electron'
import { type AppDouble, createRefusable } from './electron-double-app.ts'

type FetchPage = (address: string) => Promise<Response>
type OpenHandler = (details: { url: string }) => { action: 'deny' }

/** A page: what it was told, and what it may try. */
export class ContentsDouble extends EventEmitter {
  readonly id: number
  readonly told: { channel: string; data: unknown }[] = []
  isGone = false
  #onOpen: OpenHandler | null = null

  constructor(id: number) {
    super()
    this.id = id
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  send(channel: string, ...data: unknown[]): void {
    if (this.isGone) throw new Error('Object has been destroyed')
    this.told.push({ channel, data: structuredClone(data[0]) })
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#onOpen = handler
  }

  /** Whether a page that tries to leave (or to attach a webview) may. */
  attempt(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect' | 'will-attach-webview'): boolean {
    const refusable = createRefusable()
    this.emit(event, refusable)
    return !refusable.isRefused
  }

  /** Whether `window.open` makes a window. */
  openWindow(url: string): boolean {
    return this.#onOpen === null || this.#onOpen({ url }).action !== 'deny'
  }
}

/** Makes the window class of one program start. */
export const createWindowDouble = ({ app, fetchPage }: { app: AppDouble; fetchPage: FetchPage }) => {
  const made: WindowDouble[] = []

  class WindowDouble extends EventEmitter {
    readonly options: BrowserWindowConstructorOptions
    readonly webContents: ContentsDouble
    address = ''
    page = ''
    focusCount = 0
    overlay: TitleBarOverlayOptions | null = null
    #isVisible: boolean
    #isMinimized = false
    #isGone = false

    constructor(options: BrowserWindowConstructorOptions) {
      super()
      if (!app.isReady) throw new Error('Cannot create BrowserWindow before app is ready')
      this.options = options
      this.#isVisible = options.show ?? true
      this.webContents = new ContentsDouble(made.length + 1)
      made.push(this)
      app.emit('web-contents-created', createRefusable(), this.webContents)
    }

    async loadURL(address: string): Promise<void> {
      const reply = await fetchPage(address)
      if (!reply.ok) throw new Error(`ERR_FAILED (${reply.status}) loading '${address}'`)
      this.address = address
      this.page = await reply.text()
      this.emit('ready-to-show')
    }

    isVisible(): boolean {
      return this.#isVisible && !this.#isMinimized
    }

    isMinimized(): boolean {
      return this.#isMinimized
    }

    isDestroyed(): boolean {
      return this.#isGone
    }

    show(): void {
      this.#isVisible = true
    }

    hide(): void {
      this.#isVisible = false
    }

    focus(): void {
      this.focusCount += 1
    }

    minimize(): void {
      this.#isMinimized = true
    }

    restore(): void {
      this.#isMinimized = false
    }

    setMenuBarVisibility(_isVisible: boolean): void {}

    setTitleBarOverlay(overlay: TitleBarOverlayOptions): void {
      this.overlay = overlay
    }

    /** The cross of the title bar. False when the program refused. */
    close(): boolean {
      const event = createRefusable()
      this.emit('close', event)
      if (event.isRefused) return false
      this.#isGone = true
      this.#isVisible = false
      this.webContents.isGone = true
      if (made.every((window) => window.isDestroyed())) app.emit('window-all-closed')
      return true
    }
  }

  app.closeWindows = () => made.filter((window) => !window.isDestroyed()).every((window) => window.close())
  return { BrowserWindow: WindowDouble, made }
}

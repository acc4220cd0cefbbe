import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type { MenuItemConstructorOptions, NotificationConstructorOptions } from 'electron'

/** One line of a menu as a person sees it. */
type MenuLine = {
  id: string
  label: string
  isEnabled: boolean
  isChecked: boolean
  role: string | null
  lines: MenuLine[]
  press(): void
}
export type MenuDouble = { items: MenuLine[] }

const lineOf = (item: MenuItemConstructorOptions): MenuLine => {
  const line = {
    id: item.id ?? '',
    label: item.label ?? '',
    isEnabled: item.enabled ?? true,
    isChecked: item.checked ?? false,
    role: item.role ?? null,
    lines: Array.isArray(item.submenu) ? item.submenu.map(lineOf) : [],
    press: () => {
      if (!line.isEnabled || !item.click) throw new Error(`Nothing happens on '${line.label}'`)
      Reflect.apply(item.click, null, [])
    },
  }
  if (item.type !== 'separator' && !item.label && !item.role)
    throw new Error('A menu item needs a label, a role or to be a separator')
  return line
}

/** Electron's Menu. */
export const createMenuDouble = () => {
  let applicationMenu: object | null = null
  return {
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]): MenuDouble => ({ items: template.map(lineOf) }),
      setApplicationMenu: (menu: object | null) => {
        applicationMenu = menu
      },
    },
    applicationMenu: () => applicationMenu,
  }
}

/** Electron's Tray. An icon that is not there is refused, as by the real one. */
export const createTrayDouble = () => {
  const made: TrayDouble[] = []

  class TrayDouble extends EventEmitter {
    image = ''
    toolTip = ''
    menu: MenuDouble = { items: [] }
    paints = 0

    constructor(image: string) {
      super()
      this.setImage(image)
      made.push(this)
    }

    setImage(image: string): void {
      if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`)
      this.image = image
    }

    setToolTip(text: string): void {
      this.toolTip = text
    }

    setContextMenu(menu: MenuDouble | null): void {
      this.menu = menu ?? { items: [] }
      this.paints += 1
    }

    /** Chooses a line, also one of a submenu. */
    choose(label: string): void {
      const lines = this.menu.items.flatMap((line) => [line, ...line.lines])
      const line = lines.find((candidate) => candidate.label === label)
      if (!line)
        throw new Error(`The menu has no '${label}' but: ${lines.map((candidate) => candidate.label).join(' | ')}`)
      line.press()
    }
  }

  return { Tray: TrayDouble, made }
}

/** Electron's Notification. */
export const createNotificationDouble = () => {
  const made: NotificationDouble[] = []

  class NotificationDouble extends EventEmitter {
    static isSupported(): boolean {
      return true
    }

    readonly options: NotificationConstructorOptions
    isShown = false

    constructor(options: NotificationConstructorOptions) {
      super()
      this.options = options
      made.push(this)
    }

    show(): void {
      this.isShown = true
    }

    close(): void {
      this.isShown = false
      this.emit('close')
    }
  }

  return { Notification: NotificationDouble, made }
}

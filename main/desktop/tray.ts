import path from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import type { ElectronModules } from './electron-modules.ts'
import type { TrayCommand, TrayIcon, TrayItem, TrayModel } from './tray-model.ts'

export type TrayFace = { show(model: TrayModel): void }

type TrayDeps = {
  electron: Pick<ElectronModules, 'Tray' | 'Menu' | 'nativeTheme'>
  iconFolder: string
  platform: NodeJS.Platform
  isQuitting: () => boolean
  onCommand: (command: TrayCommand) => void
}

const menuOf = (items: readonly TrayItem[], onCommand: TrayDeps['onCommand']): MenuItemConstructorOptions[] =>
  items.map((item): MenuItemConstructorOptions => {
    // An ampersand in a menu is an access key on Windows; a doubled one is itself.
    const label = 'label' in item ? item.label.replaceAll('&', '&&') : ''
    if (item.kind === 'separator') return { type: 'separator' }
    if (item.kind === 'text') return { label, enabled: false }
    if (item.kind === 'group') return { label, submenu: menuOf(item.items, onCommand) }
    const click = () => onCommand(item.command)
    return item.isChecked === undefined
      ? { id: item.command, label, click }
      : { id: item.command, label, click, type: 'checkbox', checked: item.isChecked }
  })

/**
 * The icon beside the clock. It is painted from a model whenever the model or the taskbar's theme changed,
 * never otherwise (painting closes an open menu). While quitting it is left alone, neither painted nor
 * destroyed (electron#32581).
 */
export const createTray = (deps: TrayDeps, first: TrayModel): TrayFace => {
  const { electron, iconFolder, platform, isQuitting, onCommand } = deps
  const pathOf = (icon: TrayIcon): string => {
    // The taskbar has a theme of its own on Windows, apart from the one of windows.
    const taskbar = electron.nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light'
    const ending = platform === 'win32' ? '.ico' : '-24.png'
    return path.join(iconFolder, `tray-${icon}-${taskbar}-taskbar${ending}`)
  }

  let shown = ''
  let model = first
  const tray = new electron.Tray(pathOf(first.icon))
  const paint = (): void => {
    if (isQuitting()) return
    const image = pathOf(model.icon)
    const look = JSON.stringify([image, model])
    if (look === shown) return
    shown = look
    tray.setImage(image)
    tray.setToolTip(model.tooltip)
    tray.setContextMenu(electron.Menu.buildFromTemplate(menuOf(model.items, onCommand)))
  }
  tray.on('click', () => onCommand('open'))
  electron.nativeTheme.on('updated', paint)
  paint()

  return {
    show: (next) => {
      model = next
      paint()
    },
  }
}

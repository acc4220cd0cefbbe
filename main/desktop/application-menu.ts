import type { Translate } from '../core/ports/texts.ts'
import type { ElectronModules } from './electron-modules.ts'

/**
 * The menu nobody sees: it carries the keys for zooming (Ctrl +, Ctrl -, Ctrl 0) and closing, and nothing for
 * developers.
 */
export const setupApplicationMenu = (Menu: ElectronModules['Menu'], t: Translate): void => {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: t('desktop.menu.view'),
        submenu: [{ role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'resetZoom' }, { role: 'close' }],
      },
    ]),
  )
}

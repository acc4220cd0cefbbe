import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import {
  app,
  BrowserWindow,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
} from 'electron'
import { compose } from './compose.ts'
import { startDesktop } from './desktop.ts'

/**
 * The desktop program. Only this file imports Electron; passing the real modules here is also what proves to the compiler that
 * main/desktop/electron-modules.ts describes them rightly. Not awaited: Electron is ready only after this file has run.
 */
void startDesktop({
  electron: {
    app,
    BrowserWindow,
    crashReporter,
    dialog,
    ipcMain,
    Menu,
    Notification,
    nativeTheme,
    powerMonitor,
    protocol,
    safeStorage,
    session,
    shell,
    Tray,
  },
  argv: process.argv,
  surroundings: {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    makeFolder: (folder) => mkdirSync(folder, { recursive: true }),
  },
  compose,
})

import { mkdirSync } from 'node:fs'
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
import { connectEngine } from '../host/connect-engine.ts'
import { guardFaults } from '../host/faults.ts'
import { joinHosts } from '../host/hosts.ts'
import { createParts } from '../host/parts.ts'
import { ownSurroundings } from '../host/places.ts'
import { startDesktop } from './desktop.ts'

/**
 * The desktop program. Only this file imports Electron; passing the real modules here is also what proves to
 * the compiler that main/desktop/electron-modules.ts describes them rightly. Not awaited: Electron is ready
 * only after this file has run.
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
    ...ownSurroundings(),
    makeFolder: (folder) => mkdirSync(folder, { recursive: true }),
  },
  createParts,
  guardFaults,
  startEngine: connectEngine,
  joinHosts,
})

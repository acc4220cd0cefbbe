import { expect, it } from 'vitest'
import { parseArguments } from '../../../main/desktop/arguments.ts'
import { sessionFolderOf } from '../../../main/desktop/places.ts'
import { dataFolderOf } from '../../../main/host/places.ts'
import { startTestDesktop } from './start.ts'

const windows = {
  platform: 'win32',
  env: { ProgramData: 'D:\\ProgramData', LOCALAPPDATA: 'C:\\Users\\desk\\AppData\\Local' },
  home: 'C:\\Users\\desk',
} as const
const linux = { platform: 'linux', env: {}, home: '/home/desk' } as const

it.each([
  [
    ['np.exe', '--hidden'],
    { isHidden: true, isQuit: false, isUserSecrets: false, isDebugged: false, dataFolder: null },
  ],
  [
    ['np.exe', '--quit', '--original-process-start-time=1'],
    { isHidden: false, isQuit: true, isUserSecrets: false, isDebugged: false, dataFolder: null },
  ],
  [
    ['electron', '.', '--data', '/var/np'],
    { isHidden: false, isQuit: false, isUserSecrets: false, isDebugged: false, dataFolder: '/var/np' },
  ],
  [
    ['np.exe', '--data=C:\\NP data'],
    { isHidden: false, isQuit: false, isUserSecrets: false, isDebugged: false, dataFolder: 'C:\\NP data' },
  ],
  [
    ['np.exe', '--data', '--hidden'],
    { isHidden: true, isQuit: false, isUserSecrets: false, isDebugged: false, dataFolder: null },
  ],
  [
    ['np.exe', '--user-secrets'],
    { isHidden: false, isQuit: false, isUserSecrets: true, isDebugged: false, dataFolder: null },
  ],
  [['np.exe', '--data'], { isHidden: false, isQuit: false, isUserSecrets: false, isDebugged: false, dataFolder: null }],
])('reads %j', (argv, expected) => {
  expect(parseArguments(argv)).toEqual(expected)
})

it('keeps data per machine on Windows and in the state folder elsewhere', () => {
  expect(dataFolderOf(windows, null)).toBe('D:\\ProgramData\\Night Porter')
  expect(dataFolderOf(linux, null)).toBe('/home/desk/.local/state/night-porter')
  expect(dataFolderOf({ ...linux, env: { XDG_STATE_HOME: '/state' } }, null)).toBe('/state/night-porter')
  expect(dataFolderOf(windows, 'E:\\np')).toBe('E:\\np')
  // An empty variable once gave the command line and the desktop two data folders.
  expect(dataFolderOf({ ...linux, env: { XDG_STATE_HOME: '' } }, null)).toBe('/home/desk/.local/state/night-porter')
  expect(dataFolderOf({ ...windows, env: { ProgramData: '' } }, '')).toBe('C:\\ProgramData\\Night Porter')
})

it('keeps caches off the roaming profile, and apart for each named data folder', () => {
  const usual = sessionFolderOf(windows, null)
  expect(usual).toBe('C:\\Users\\desk\\AppData\\Local\\Night Porter\\window')
  const [one, two] = [sessionFolderOf(windows, 'E:\\one'), sessionFolderOf(windows, 'E:\\two')]
  expect(new Set([usual, one, two]).size).toBe(3)
  expect(sessionFolderOf(windows, 'E:\\one')).toBe(one)
})

it('moves both of Electron’s folders before the app is ready, and names itself to Windows', async () => {
  const { app } = await startTestDesktop()
  expect(app.paths.get('userData')).toBe(app.paths.get('sessionData'))
  expect(app.paths.get('userData')).toContain('night-porter')
  expect(app.appUserModelId).toBe('com.nightporter.desktop')
})

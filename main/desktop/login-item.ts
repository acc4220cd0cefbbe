import type { AppPart } from './electron-modules.ts'

export type LoginItem = { isOn(): boolean; set(isOn: boolean): void }

/**
 * Start at sign-in for this Windows user, in the tray. Null where it means nothing: other systems, and a
 * program run from its sources. Task Manager can switch an entry off; only `executableWillLaunchAtLogin`
 * knows (electron#20122).
 */
export const createLoginItem = (app: AppPart, platform: NodeJS.Platform): LoginItem | null => {
  if (platform !== 'win32' || !app.isPackaged) return null
  const args = ['--hidden']
  return {
    isOn: () => {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args })
      return openAtLogin && executableWillLaunchAtLogin
    },
    set: (isOn) => app.setLoginItemSettings({ openAtLogin: isOn, enabled: isOn, args }),
  }
}

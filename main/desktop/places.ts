import { createHash } from 'node:crypto'
import path from 'node:path'
import type { AppPart } from './electron-modules.ts'

export type Surroundings = {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  home: string
  /** Makes a folder and those above it; no harm if it is there. */
  makeFolder: (folder: string) => void
}

type Places = Pick<Surroundings, 'platform' | 'env' | 'home'>

const rulesOf = (platform: NodeJS.Platform) => (platform === 'win32' ? path.win32 : path.posix)

/**
 * The data folder: what `--data` names, else one per machine on Windows (ProgramData, never a roaming profile: SQLite's log must
 * not lie on a file server), else the user's state folder.
 */
export const dataFolderOf = (from: Places, named: string | null): string => {
  const { join, resolve } = rulesOf(from.platform)
  if (named) return resolve(named)
  if (from.platform === 'win32') return join(from.env.ProgramData ?? 'C:\\ProgramData', 'Night Porter')
  return join(from.env.XDG_STATE_HOME || join(from.home, '.local', 'state'), 'night-porter')
}

/**
 * Where Chromium keeps this user's caches and the single-instance lock: on this PC only. A folder named by `--data` has a place
 * of its own, so that practice and the real thing can run side by side.
 */
export const sessionFolderOf = (from: Places, named: string | null): string => {
  const { join } = rulesOf(from.platform)
  const base =
    from.platform === 'win32'
      ? join(from.env.LOCALAPPDATA ?? join(from.home, 'AppData', 'Local'), 'Night Porter')
      : join(from.env.XDG_CONFIG_HOME || join(from.home, '.config'), 'night-porter')
  if (!named) return join(base, 'window')
  const folder = dataFolderOf(from, named)
  return join(base, `window-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
}

/** Moves Electron's own folders off the roaming profile. Must run before the app is ready. Electron refuses a folder that is not there. */
export const placeSession = (
  app: Pick<AppPart, 'setPath'>,
  folder: string,
  makeFolder: Surroundings['makeFolder'],
): void => {
  makeFolder(folder)
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
}

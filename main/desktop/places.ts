import { createHash } from 'node:crypto'
import path from 'node:path'
import { dataFolderOf, rulesOf, type Surroundings } from '../host/places.ts'
import type { AppPart } from './electron-modules.ts'

/** What the desktop needs of the PC before there is anything else. */
export type DesktopSurroundings = Surroundings & {
  /** Makes a folder and those above it; no harm if it is there. */
  makeFolder: (folder: string) => void
}

/**
 * Where Chromium keeps this user's caches and the single-instance lock: on this PC only. A folder named by
 * `--data` has a place of its own, so that practice and the real thing can run side by side.
 */
export const sessionFolderOf = (from: Surroundings, named: string | null): string => {
  const { join } = rulesOf(from.platform)
  const base =
    from.platform === 'win32'
      ? join(from.env.LOCALAPPDATA || join(from.home, 'AppData', 'Local'), 'Night Porter')
      : join(from.env.XDG_CONFIG_HOME || join(from.home, '.config'), 'night-porter')
  if (!named) return join(base, 'window')
  const folder = dataFolderOf(from, named)
  return join(base, `window-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
}

/**
 * Moves Electron's own folders off the roaming profile. Must run before the app is ready. Electron refuses a
 * folder that is not there.
 */
export const placeSession = (
  app: Pick<AppPart, 'setPath'>,
  folder: string,
  makeFolder: DesktopSurroundings['makeFolder'],
): void => {
  makeFolder(folder)
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
}

/**
 * The screens of the program whose folder or archive Electron names: beside an archive, where a browser is
 * given the same ones, else where they were built.
 */
export const screensOf = (program: string): string =>
  path.basename(program) === 'app.asar'
    ? path.join(path.dirname(program), 'renderer')
    : path.join(program, 'out', 'renderer')

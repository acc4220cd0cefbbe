import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where a program runs: what its places depend on. */
export type Surroundings = { platform: NodeJS.Platform; env: NodeJS.ProcessEnv; home: string }

export const ownSurroundings = (): Surroundings => ({
  platform: process.platform,
  env: process.env,
  home: homedir(),
})

/** The path rules of a system, whatever system this runs on. */
export const rulesOf = (platform: NodeJS.Platform): path.PlatformPath =>
  platform === 'win32' ? path.win32 : path.posix

/**
 * The data folder: the named one, else one per machine on Windows (ProgramData, never a roaming profile:
 * SQLite's log must not lie on a file server), else the user's state folder. A variable that is set but empty
 * counts as not set.
 */
export const dataFolderOf = (from: Surroundings, named: string | null): string => {
  const { join, resolve } = rulesOf(from.platform)
  if (named !== null && named !== '') return resolve(named)
  if (from.platform === 'win32') return join(from.env.ProgramData || 'C:\\ProgramData', 'Night Porter')
  return join(from.env.XDG_STATE_HOME || join(from.home, '.local', 'state'), 'night-porter')
}

/** The project's own folder, two above this file. For what runs from its sources only. */
export const programFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Whether this runs from its sources, which Node reads as they are, and not from a bundle. */
export const isFromSources = import.meta.url.endsWith('.ts')

/**
 * Where the bundles lie that plain Node runs: out/np, and resources/np of the installed program, beside the
 * archive and not in it, since a thread and a native module are loaded from real files only. `url` is that of
 * a file of the program.
 */
export const bundleFolderOf = (url: string): string => {
  const folder = path.dirname(fileURLToPath(url))
  if (path.basename(folder) === 'np') return folder
  const [beside] = folder.split(/[\\/]app\.asar(?:[\\/]|$)/)
  return beside === folder || beside === undefined
    ? path.join(folder, '..', '..', 'out', 'np')
    : path.join(beside, 'np')
}

const bundleFolder = bundleFolderOf(import.meta.url)

/** The screens as real files, for a browser. */
export const screensFolder = path.join(bundleFolder, '..', 'renderer')

/** A bundle that plain Node runs. */
export const bundlePath = (name: string): string => path.join(bundleFolder, name)

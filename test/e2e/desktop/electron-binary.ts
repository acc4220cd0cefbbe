import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../../..')

/** Electron's program, or why these specs cannot run. Never downloads: importing `electron` would. */
export const findElectron = (): { program: string; missing: null } | { program: null; missing: string } => {
  const folder = path.join(root, 'node_modules', 'electron')
  const list = path.join(folder, 'path.txt')
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(folder, 'dist')
  const program = path.join(
    dist,
    existsSync(list) ? readFileSync(list, 'utf8') : process.platform === 'win32' ? 'electron.exe' : 'electron',
  )
  if (!existsSync(program)) return { program: null, missing: "Electron's binary is not installed here" }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { program: null, missing: 'there is no display' }
  return { program, missing: null }
}

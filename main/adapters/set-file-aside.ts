import { existsSync, renameSync } from 'node:fs'
import { format, parse } from 'node:path'
import { whileHeld } from './held-files.ts'

/**
 * Renames a file of the data folder so that its name says when it was set aside:
 * `secrets.lost-20261125T100000.json`.
 */
export const setFileAside = (path: string, at: number): void => {
  if (!existsSync(path)) return
  const { dir, name, ext } = parse(path)
  const when = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  whileHeld(path, () => renameSync(path, format({ dir, name: `${name}.lost-${when}`, ext })))
}

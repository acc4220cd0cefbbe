import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where things are. The data folder belongs to the machine, not to a user
 * (docs/architecture.md#several-processes).
 */

export const defaultDataFolder = (): string =>
  process.platform === 'win32'
    ? join(process.env.ProgramData ?? 'C:\\ProgramData', 'Night Porter')
    : join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'night-porter')

export const dataFolderOf = (given: string | boolean | undefined): string =>
  typeof given === 'string' ? resolve(given) : defaultDataFolder()

/** The project's or the installed program's own folder. */
export const programFolder = fileURLToPath(new URL('../..', import.meta.url))

export const screensFolder = join(programFolder, 'out', 'renderer')

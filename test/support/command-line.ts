import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/**
 * The command line as tests and proofs start it: bundled, since Node needs a quarter of the time for one file
 * that it needs for the sources.
 */

const root = join(import.meta.dirname, '../..')
/** Where the program looks for the threads that it starts, too: they must be of the same build. */
const folder = join(root, 'out', 'np')

/** The file to start. Without a bundle of this run, the source. */
export const commandLine = (): string => process.env.NP_COMMAND_LINE ?? join(root, 'main/headless/index.ts')

/**
 * Never called: an import by which `vitest --changed` sees that a test which starts the command line depends
 * on all of its sources.
 * @public
 */
export const sources = () => import('../../main/headless/index.ts')

/**
 * Builds today's sources as `npm run build` does; processes that this one starts find them by `commandLine`.
 * Takes two seconds.
 */
export const bundleCommandLine = (): void => {
  mkdirSync(join(root, 'out'), { recursive: true })
  const made = mkdtempSync(join(root, 'out', 'np-'))
  try {
    const words = ['build', '--app', '--config', 'np.vite.config.ts', '--outDir', made]
    const built = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), ...words], {
      cwd: root,
      encoding: 'utf8',
    })
    if (built.status !== 0) throw new Error(`The command line could not be bundled: ${built.stdout}${built.stderr}`)
    mkdirSync(folder, { recursive: true })
    for (const name of readdirSync(made)) write(join(folder, name), readFileSync(join(made, name)))
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
  process.env.NP_COMMAND_LINE = join(folder, 'np.mjs')
}

/** Whole or not at all, and only what has changed: another test run may be starting this file now. */
const write = (path: string, content: Buffer): void => {
  if (existsSync(path) && readFileSync(path).equals(content)) return
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, content)
  renameSync(temporary, path)
}

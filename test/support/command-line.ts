import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

/** The command line as tests and proofs start it: bundled, since Node needs a quarter of the time for one file that it needs for the sources. */

const root = join(import.meta.dirname, '../..')
/** Two levels below the root, where the program looks for its package file and the screens. */
const folder = join(root, 'out', 'test-np')

/** The file to start. Without a bundle of this run, the source. */
export const commandLine = (): string => process.env.NP_COMMAND_LINE ?? join(root, 'main/headless/index.ts')

/**
 * Never called: an import by which `vitest --changed` sees that a test which starts the command line depends on all of its sources.
 * @public
 */
export const sources = () => import('../../main/headless/index.ts')

/** Bundles today's sources; processes that this one starts find it by `commandLine`. Takes less than a second. */
export const bundleCommandLine = async (): Promise<void> => {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['better-sqlite3', 'electron'] },
    build: {
      ssr: true,
      write: false,
      target: 'node24',
      rolldownOptions: {
        input: { np: 'main/headless/index.ts', 'parse-worker': 'main/adapters/parse-worker.ts' },
        // main/adapters/worker-parse.ts starts its thread by this name, beside itself.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  })
  if (!('output' in built)) throw new Error('Vite built more than one bundle, or none, where one was asked for')
  mkdirSync(folder, { recursive: true })
  for (const file of built.output) write(join(folder, file.fileName), file.type === 'chunk' ? file.code : file.source)
  process.env.NP_COMMAND_LINE = join(folder, 'np.js')
}

/** Whole or not at all, and only what has changed: another test run may be starting this file now. */
const write = (path: string, content: string | Uint8Array): void => {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(content))) return
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, content)
  renameSync(temporary, path)
}

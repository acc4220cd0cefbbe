import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { prepareWindowsNode } from '../../../assets/installer/windows-node.ts'

export const root = path.resolve(import.meta.dirname, '../../..')

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), optional: z.boolean().optional(), link: z.boolean().optional() }),
  ),
})

/** The folders of the libraries that run in the installed program, from the lock file. */
const runtimeLibraries = (): string[] =>
  Object.entries(LockFile.parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))).packages)
    .filter(([folder, { dev, optional, link }]) => folder.startsWith('node_modules/') && !dev && !optional && !link)
    .map(([folder]) => folder)

/** Things a developer's checkout has and the installed program must not have. */
export const notForGuests = [
  'main/desktop/source.ts',
  'test/unit/some.test.ts',
  'docs/notes.md',
  '.ci/run',
  'README.md',
  'renderer/main.tsx',
  'tsconfig.json',
  'out/main/index.js.map',
  'out/renderer/assets/screens.js.map',
  'assets/icons/app.svg',
  'node_modules/better-sqlite3/deps/sqlite3.c',
  'node_modules/zod/src/index.ts',
  'node_modules/fast-check/package.json',
]

/**
 * A copy of the project as far as the packager looks at it: its settings, assets, the built program and the
 * libraries it runs with, and beside them a sample of what must stay out. Made in a temporary folder, so that
 * builds and tests that run at the same time do not meet in out/.
 */
export const makeProject = (): string => {
  const project = mkdtempSync(path.join(os.tmpdir(), 'np-packaging-'))
  for (const name of [
    'package.json',
    'package-lock.json',
    'electron-builder.yml',
    'assets',
    '.ci/node-runtime',
    ...runtimeLibraries(),
  ])
    cpSync(path.join(root, name), path.join(project, name), { recursive: true })
  const tool = (...names: string[]) => path.join(root, 'node_modules', ...names)
  const out = path.join(project, 'out')
  for (const words of [
    [tool('electron-vite', 'bin', 'electron-vite.js'), 'build', '--outDir', out, '--logLevel', 'error'],
    [
      tool('vite', 'bin', 'vite.js'),
      'build',
      '--app',
      '--config',
      'np.vite.config.ts',
      '--outDir',
      path.join(out, 'np'),
    ],
  ])
    execFileSync(process.execPath, words, { cwd: root, stdio: 'pipe' })
  prepareWindowsNode(root, path.join(root, 'out', 'windows-node'))
  cpSync(path.join(root, 'out', 'windows-node'), path.join(out, 'windows-node'), { recursive: true })
  for (const name of notForGuests) {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true })
    writeFileSync(
      path.join(project, name),
      name.endsWith('package.json') ? '{"name":"fast-check","version":"4.10.2"}' : 'not for guests\n',
      {
        flag: 'w',
      },
    )
  }
  return project
}

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * The second half of `npm run ready`, after `check`: the integration and browser tests that what has changed
 * since `main` can reach. On `main` itself that is what is not committed yet.
 */

const root = join(import.meta.dirname, '../..')

const git = (...args: string[]): string | null => {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}

const run = (...args: string[]): number =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1

/** Where this branch left `main`; null in a folder without git or without such a branch. */
const base =
  ['main', 'origin/main']
    .map((name) => git('merge-base', 'HEAD', `refs/${name.includes('/') ? 'remotes' : 'heads'}/${name}`))
    .find((found) => found !== null) ?? null

// Without a branch to compare with, all of them.
const since = base === null ? [] : ['--changed', base]
/** The browser tests open the built screens and import none of their files. */
const areScreensChanged = base === null || git('diff', '--quiet', base, '--', 'renderer', 'assets') === null

const vitest = (project: string, ...more: string[]) =>
  run(join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, '--passWithNoTests', ...more)
process.exitCode =
  run(join(root, 'test/support/prepare.ts')) ||
  vitest('integration', ...since) ||
  vitest('e2e', ...(areScreensChanged ? [] : since))

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** What decides which libraries are installed. */
const installFiles = ['package.json', 'package-lock.json', '.ci/node-runtime/package.json']

const git = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((name) => name !== '')

/**
 * A copy of this checkout in `folder` with the libraries that npm installs on Windows, and with the program
 * as it is built in out/. The libraries stay from one run to the next as long as the lock file is the same.
 */
export const prepareCheckout = (folder: string): void => {
  const stamp = createHash('sha256')
  for (const name of installFiles) stamp.update(readFileSync(join(root, name)))
  const installed = join(folder, 'node_modules/.night-porter-installed')
  const wanted = stamp.digest('hex')
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (name !== 'node_modules') rmSync(join(folder, name), { recursive: true })
  }
  for (const name of git('ls-files', '-z', '--cached', '--others', '--exclude-standard')) {
    // A file that was deleted and not yet committed as such is still named here.
    if (!existsSync(join(root, name))) continue
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    copyFileSync(join(root, name), join(folder, name))
  }
  cpSync(join(root, 'out'), join(folder, 'out'), { recursive: true })
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
    execFileSync('npm', ['ci', '--os=win32', '--cpu=x64', '--ignore-scripts', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    writeFileSync(installed, wanted)
  }
}

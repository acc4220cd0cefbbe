import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findOrInstallBrowser, installDebianPackages } from './browser.ts'

/** What `npm test` needs before the first test: a browser, the tools tests call, and the built screens. Ends with a sentence if not. */

const say = (line: string) => process.stderr.write(`${line}\n`)
const root = join(import.meta.dirname, '../..')

const hasTool = (name: string): boolean => spawnSync(name, ['version'], { stdio: 'ignore' }).error === undefined

if (!hasTool('openssl')) installDebianPackages(['openssl'], say)
if (!hasTool('openssl')) {
  say('The tests make certificates with openssl, which is not here. Install openssl and run npm test again.')
  process.exit(1)
}
if (findOrInstallBrowser(say) === null) {
  say(
    'The browser tests need Chromium, Chrome or Edge. None was found and none could be installed. Install one, or name it in NP_BROWSER.',
  )
  process.exit(1)
}
const built = spawnSync('npm', ['run', '--silent', 'build', '--', '--logLevel', 'warn'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
if (built.status !== 0) {
  say(built.stdout + built.stderr)
  process.exit(1)
}

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findOrInstallBrowser, installDebianPackages } from './browser.ts'
import { isThorough } from './thorough.ts'

/**
 * What `npm test` needs before the first test: a browser, the programs that tests call, and the built
 * screens. Ends with a sentence where they cannot be had.
 */

const say = (line: string) => process.stderr.write(`${line}\n`)
const root = join(import.meta.dirname, '../..')

/** Debian's packages by the program that tests call. */
const always = { openssl: 'openssl' }
/** For the proofs and the network share, which are left out, and say so, where their programs are absent. */
const thoroughly = { strace: 'strace', smbd: 'samba', smbnetfs: 'smbnetfs' }

const isHere = (program: string): boolean => spawnSync(program, ['-V'], { stdio: 'ignore' }).error === undefined

const wanted = { ...always, ...(isThorough || process.env.CI ? thoroughly : {}) }
const missing = Object.entries(wanted).flatMap(([program, name]) => (isHere(program) ? [] : [name]))
if (missing.length > 0) installDebianPackages(missing, say)
if (!isHere('openssl')) {
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

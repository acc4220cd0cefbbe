import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { affectedBy, readAdvisories } from '../../support/supply-chain/advisories.ts'
import { packagesOf, readLockFile } from '../../support/supply-chain/lock-file.ts'
import { compareVersions, isInRange } from '../../support/supply-chain/versions.ts'

const root = join(import.meta.dirname, '../../..')
const packages = packagesOf(readLockFile(root))
const zod = packages.find(({ place }) => place === 'node_modules/zod')?.version ?? ''

/** A made-up advisory in OSV's form. */
const osv = (events: Record<string, string>[], more: Record<string, unknown> = {}) => ({
  id: 'MADE-UP-1',
  summary: 'Parses what it must not',
  affected: [{ package: { ecosystem: 'npm', name: 'zod' }, ranges: [{ type: 'SEMVER', events }] }],
  ...more,
})
const found = (value: unknown) => affectedBy(packages, readAdvisories(value) ?? [])

test.each([
  ['1.2.3', '1.2.4', -1],
  ['1.10.0', '1.9.9', 1],
  ['2.0.0-rc.1', '2.0.0', -1],
  ['2.0.0-rc.2', '2.0.0-rc.10', -1],
  ['2.0.0-1', '2.0.0-rc', -1],
  ['1.0.0+build', '1.0.0', 0],
])('%s against %s', (a, b, order) => {
  expect(Math.sign(compareVersions(a, b) ?? Number.NaN)).toBe(order)
  expect(Math.sign(compareVersions(b, a) ?? Number.NaN) + order).toBe(0)
})

test.each([
  ['1.2.3', '<1.2.4', true],
  ['1.2.4', '<1.2.4', false],
  ['1.2.3', '>=1.0.0 <1.2.3 || =1.2.3', true],
  ['1.2.3', '>= 1.0.0 < 1.2.0', false],
  ['1.2.3', '*', true],
  ['1.2.3', '^1.0.0', null],
  ['1.2.3', '^1.0.0 || 1.2.3', true],
])('%s in %s: %s', (version, range, answer) => expect(isInRange(version, range)).toBe(answer))

describe('the lock file held against advisories', () => {
  test('has packages with names and versions', () => {
    expect(packages.length).toBeGreaterThan(300)
    expect(zod).toMatch(/^\d+\.\d+\.\d+/)
  })

  test('finds what is affected, in each form of file', () => {
    const events = [{ introduced: '0' }, { fixed: '99.0.0' }]
    const expected = { id: 'MADE-UP-1', name: 'zod', version: zod, isSure: true }
    expect(found(osv(events))[0]).toMatchObject(expected)
    expect(found([osv(events)])[0]).toMatchObject(expected)
    expect(found({ vulns: [osv(events)] })[0]).toMatchObject(expected)
    const bulk = { zod: [{ id: 7, url: 'https://example.com/advisories/MADE-UP-1', vulnerable_versions: '<99.0.0' }] }
    expect(found(bulk)[0]).toMatchObject(expected)
    expect(
      found(osv([], { affected: [{ package: { ecosystem: 'npm', name: 'zod' }, versions: [zod] }] })),
    ).toHaveLength(1)
    expect(found(osv([{ introduced: '0' }, { last_affected: zod }]))).toHaveLength(1)
  })

  test('leaves out what is mended, withdrawn, or of another world', () => {
    expect(found(osv([{ introduced: '0' }, { fixed: zod }]))).toEqual([])
    expect(found(osv([{ introduced: '99.0.0' }]))).toEqual([])
    expect(found(osv([{ introduced: '0' }], { withdrawn: '2026-01-01T00:00:00Z' }))).toEqual([])
    expect(found(osv([], { affected: [{ package: { ecosystem: 'PyPI', name: 'zod' }, versions: [zod] }] }))).toEqual([])
  })

  test('an unreadable range is a finding, not a pass', () => {
    expect(found({ zod: [{ id: 7, vulnerable_versions: '^1.0.0' }] })).toMatchObject([{ name: 'zod', isSure: false }])
  })

  test('a file that is none of advisories is refused', () => {
    expect(readAdvisories({ hello: 'world' })).toBeNull()
    expect(readAdvisories(null)).toBeNull()
  })
})

describe('npm run advisories', () => {
  const folder = mkdtempSync(join(tmpdir(), 'np-advisories-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const run = (...files: string[]) =>
    spawnSync(process.execPath, [join(root, 'test/support/supply-chain/check-advisories.ts'), ...files], {
      encoding: 'utf8',
    })
  const written = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(value))
    return join(folder, name)
  }

  test('ends with 1 and names what is affected; 0 where nothing is; 2 for a wrong file', () => {
    const bad = run(written('bad.json', osv([{ introduced: '0' }])))
    expect(bad.stdout).toContain(`zod ${zod} is affected by MADE-UP-1: Parses what it must not (shipped;`)
    expect(bad.status).toBe(1)
    expect(run(written('good.json', osv([{ introduced: '99.0.0' }])))).toMatchObject({ status: 0 })
    expect(run(written('none.json', 5))).toMatchObject({ status: 2 })
    expect(run(join(folder, 'absent.json'))).toMatchObject({ status: 2 })
    expect(run()).toMatchObject({ status: 2 })
  })
})

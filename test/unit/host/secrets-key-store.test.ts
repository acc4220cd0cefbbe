import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createKeyStoreSecrets } from '../../../main/adapters/secrets-key-store.ts'
import type { DoubleOptions } from '../../support/electron-double.ts'
import { keyStoreOf } from '../../support/key-store.ts'
import { createTestTexts } from '../desktop/start.ts'

const dataFolderForTest = () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'np-secrets-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const secretsOf = (folder: string, double: Partial<DoubleOptions> = {}, platform: NodeJS.Platform = 'win32') => {
  return createKeyStoreSecrets({
    keyStore: keyStoreOf(double, platform),
    folder,
    translate: createTestTexts().in('en'),
  })
}

it('keeps a secret unreadable on disk and gives it back, also to the next start', () => {
  const folder = dataFolderForTest()
  const secrets = secretsOf(folder)
  expect(secrets.get('pmsx')).toMatchObject({ ok: false, reason: 'missing' })
  expect(secrets.has('pmsx')).toBe(false)
  secrets.set('pmsx', 'Gänse wässern 7')
  secrets.set('prx', 'other')
  expect(secretsOf(folder).get('pmsx')).toEqual({ ok: true, value: 'Gänse wässern 7' })
  expect(secrets.has('pmsx')).toBe(true)
  const file = path.join(folder, 'secrets-desktop.json')
  expect(readFileSync(file, 'utf8')).not.toContain('Gänse')
  expect(readdirSync(folder)).toEqual(['secrets-desktop.json', 'secrets-desktop.previous.json', 'secrets.lock'])
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('reads afresh: what another start wrote counts at once', () => {
  const folder = dataFolderForTest()
  const [one, two] = [secretsOf(folder), secretsOf(folder)]
  one.set('pmsx', 'first')
  expect(two.get('pmsx')).toEqual({ ok: true, value: 'first' })
  two.set('pmsx', 'second')
  expect(one.get('pmsx')).toEqual({ ok: true, value: 'second' })
})

it("says that another Windows user's secret cannot be read", () => {
  const folder = dataFolderForTest()
  secretsOf(folder).set('pmsx', 'mine')
  const result = secretsOf(folder, { windowsUser: 'night-audit' }).get('pmsx')
  expect(result).toMatchObject({ ok: false, reason: 'unreadable' })
  expect(result.ok ? '' : result.sentence).toContain('another Windows user')
})

it.each([
  ['win32', 'unavailable'],
  ['linux', 'unavailable'],
  ['linux', 'basic_text'],
] as const)('saves nothing on %s when the key store is %s', (platform, keyStore) => {
  const folder = dataFolderForTest()
  const secrets = secretsOf(folder, { keyStore }, platform)
  expect(() => secrets.set('pmsx', 'plain')).toThrow('no protected place for passwords')
  expect(readdirSync(folder)).toEqual([])
  expect(secrets.get('pmsx')).toMatchObject({ ok: false, reason: 'missing' })
})

it.each([['not JSON'], ['{"version":2,"entries":{}}']])('never overwrites a file it cannot read: %s', (content) => {
  const folder = dataFolderForTest()
  const file = path.join(folder, 'secrets-desktop.json')
  writeFileSync(file, content)
  const secrets = secretsOf(folder)
  expect(secrets.get('pmsx')).toMatchObject({ ok: false, reason: 'unreadable' })
  expect(() => secrets.set('pmsx', 'new')).toThrow(file)
  expect(readFileSync(file, 'utf8')).toBe(content)
})

it('changes its stamp with every write', () => {
  const secrets = secretsOf(dataFolderForTest())
  const stamps = [secrets.stamp()]
  for (const value of ['a', 'b', 'a']) {
    secrets.set('pmsx', value)
    stamps.push(secrets.stamp())
  }
  expect(new Set(stamps).size).toBe(4)
  expect(secrets.stamp()).toBe(stamps[3])
})

it('takes a name such as __proto__ for a name', () => {
  const secrets = secretsOf(dataFolderForTest())
  expect(secrets.has('__proto__')).toBe(false)
  expect(secrets.get('toString')).toMatchObject({ ok: false, reason: 'missing' })
})

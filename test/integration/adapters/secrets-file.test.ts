import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'night-porter-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const value = 'pässword "77"\n'

/** The sentence, or whatever came instead of it. */
const refusal = (name: string) => {
  const result = createFileSecrets({ folder }).get(name)
  return result.ok ? `readable: ${result.value}` : `${result.reason}: ${result.sentence}`
}

describe('a secret', () => {
  test('comes back as it was, also to another process, and can be replaced', () => {
    const secrets = createFileSecrets({ folder: at('new/deep') })
    expect(secrets.has('pmsx')).toBe(false)
    for (const given of [value, '', 'x'.repeat(100_000)]) {
      secrets.set('pmsx', given)
      expect(createFileSecrets({ folder: at('new/deep') }).get('pmsx')).toEqual({ ok: true, value: given })
    }
    expect(secrets.has('pmsx')).toBe(true)
  })

  test('is unreadable in the files, which only their owner may read, and nothing else is left there', () => {
    const secrets = createFileSecrets({ folder })
    secrets.set('pmsx', value)
    secrets.set('__proto__', value)
    expect(readdirSync(folder)).toEqual(['secrets.json', 'secrets.key'])
    for (const name of readdirSync(folder)) {
      expect(statSync(at(name)).mode & 0o777).toBe(0o600)
      expect(readFileSync(at(name), 'latin1')).not.toMatch(/p.+ssword|cMOkc3N3b3Jk/)
    }
    expect(statSync(at('secrets.key')).size).toBe(32)
    expect(secrets.get('__proto__')).toEqual({ ok: true, value })
    expect(secrets.get('constructor')).toMatchObject({ ok: false, reason: 'missing' })
  })

  test('that was never entered says how to enter it', () => {
    expect(refusal('pmsx')).toMatch(/^missing: .*'pmsx'.*secret set pmsx/)
  })
})

describe('a secret that cannot be read', () => {
  beforeEach(() => createFileSecrets({ folder }).set('pmsx', value))
  const swap = (change: (secrets: Record<string, string>) => void) => {
    const file: { secrets: Record<string, string> } = JSON.parse(readFileSync(at('secrets.json'), 'utf8'))
    change(file.secrets)
    writeFileSync(at('secrets.json'), JSON.stringify(file))
  }

  test.each([
    ['the key is gone', () => rmSync(at('secrets.key')), /secrets\.key is missing/],
    [
      'the key is cut',
      () => writeFileSync(at('secrets.key'), 'short'),
      /secrets\.key is damaged: it must have 32 bytes and has 5/,
    ],
    ['the key is another', () => writeFileSync(at('secrets.key'), Buffer.alloc(32)), /not written with the key/],
    ['the file is cut', () => writeFileSync(at('secrets.json'), '{"secrets": {"pmsx": "'), /secrets\.json is damaged/],
    [
      'the value is changed',
      () => swap((all) => Object.assign(all, { pmsx: `AAAA${all.pmsx?.slice(4)}` })),
      /was changed/,
    ],
    ['the value is cut', () => swap((all) => Object.assign(all, { pmsx: 'AAAA' })), /was changed/],
    [
      'the value is another secret’s',
      () => {
        createFileSecrets({ folder }).set('other', 'o')
        swap((all) => Object.assign(all, { pmsx: all.other }))
      },
      /was changed/,
    ],
  ])('because %s says so, and never the value', (_, damage, why) => {
    damage()
    expect(refusal('pmsx')).toMatch(/^unreadable: /)
    expect(refusal('pmsx')).toMatch(why)
    expect(refusal('pmsx')).not.toContain('ssword')
  })

  test('created twice keeps the first: of two processes at once both go on with one key', () => {
    const secrets = createFileSecrets({ folder })
    secrets.create('key', 'first')
    secrets.create('key', 'second')
    expect(secrets.get('key')).toEqual({ ok: true, value: 'first' })
  })

  test('makes no new key beside old secrets: that would lose them for good', () => {
    rmSync(at('secrets.key'))
    expect(() => createFileSecrets({ folder }).set('other', 'top-secret-value')).toThrow(
      /'other' was not stored, because .*secrets\.key is missing/,
    )
    expect(existsSync(at('secrets.key'))).toBe(false)
  })

  test('is not overwritten when the store itself is damaged', () => {
    writeFileSync(at('secrets.json'), 'not json')
    expect(() => createFileSecrets({ folder }).set('other', 'top-secret-value')).toThrow(
      /'other' was not stored, because .*secrets\.json is damaged/,
    )
    expect(readFileSync(at('secrets.json'), 'utf8')).toBe('not json')
    expect(existsSync(at('secrets.lock'))).toBe(false)
  })
})

describe('several processes', () => {
  const writer = join(import.meta.dirname, 'secrets-writer.ts')
  const write = (prefix: string, count: number) =>
    promisify(execFile)(process.execPath, [writer, folder, prefix, String(count)], { timeout: 60_000 })

  test('writing at once lose nothing and make one key', async () => {
    await Promise.all(['a', 'b', 'c'].map((prefix) => write(prefix, 15)))
    const secrets = createFileSecrets({ folder })
    for (const prefix of ['a', 'b', 'c'])
      for (let n = 0; n < 15; n++)
        expect(secrets.get(`${prefix}${n}`)).toEqual({ ok: true, value: `value of ${prefix}${n}` })
    expect(readdirSync(folder)).toEqual(['secrets.json', 'secrets.key'])
  }, 90_000)

  test('do not wait for one that died while writing', async () => {
    const { pid } = (await import('node:child_process')).spawnSync(process.execPath, ['-e', ''])
    writeFileSync(at('secrets.lock'), String(pid))
    createFileSecrets({ folder }).set('pmsx', value)
    expect(createFileSecrets({ folder }).get('pmsx')).toEqual({ ok: true, value })
  })
})

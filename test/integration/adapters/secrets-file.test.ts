import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { ownerOnly } from '../../support/file-mode.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'night-porter-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const VALUE = 'pässword "77"\n'

/** The sentence, or whatever came instead of it. */
const refusal = (name: string) => {
  const result = createFileSecrets({ folder }).get(name)
  return result.ok ? `readable: ${result.value}` : `${result.reason}: ${result.sentence}`
}

describe('a secret', () => {
  test('comes back as it was, also to another process, and can be replaced', () => {
    const secrets = createFileSecrets({ folder: at('new/deep') })
    expect(secrets.has('pmsx')).toBe(false)
    for (const given of [VALUE, '', 'x'.repeat(100_000)]) {
      secrets.set('pmsx', given)
      expect(createFileSecrets({ folder: at('new/deep') }).get('pmsx')).toEqual({ ok: true, value: given })
    }
    expect(secrets.has('pmsx')).toBe(true)
  })

  test('is unreadable in the files, which only their owner may read, and nothing else is left there', () => {
    const secrets = createFileSecrets({ folder })
    secrets.set('pmsx', VALUE)
    secrets.set('__proto__', VALUE)
    expect(readdirSync(folder)).toEqual(['secrets.json', 'secrets.key', 'secrets.lock', 'secrets.previous.json'])
    for (const name of readdirSync(folder)) {
      expect(statSync(at(name)).mode & 0o777).toBe(ownerOnly)
      expect(readFileSync(at(name), 'latin1')).not.toMatch(/p.+ssword|cMOkc3N3b3Jk/)
    }
    expect(statSync(at('secrets.key')).size).toBe(32)
    expect(secrets.get('__proto__')).toEqual({ ok: true, value: VALUE })
    expect(secrets.get('constructor')).toMatchObject({ ok: false, reason: 'missing' })
  })

  test('that was never entered says how to enter it', () => {
    expect(refusal('pmsx')).toMatch(/^missing: .*'pmsx'.*secret set pmsx/)
  })
})

describe('a secret that cannot be read', () => {
  beforeEach(() => createFileSecrets({ folder }).set('pmsx', VALUE))
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

  test('makes no new key beside old secrets: that would lose them for good', () => {
    rmSync(at('secrets.key'))
    expect(() => createFileSecrets({ folder }).set('other', 'top-secret-value')).toThrow(
      /'other' was not stored, because .*secrets\.key is missing/,
    )
    expect(existsSync(at('secrets.key'))).toBe(false)
  })

  test('is not overwritten when the store itself is damaged', () => {
    writeFileSync(at('secrets.json'), 'not json')
    // Twice: a write that was refused keeps no lock.
    for (let n = 0; n < 2; n++)
      expect(() => createFileSecrets({ folder }).set('other', 'top-secret-value')).toThrow(
        /'other' was not stored, because .*secrets\.json is damaged/,
      )
    expect(readFileSync(at('secrets.json'), 'utf8')).toBe('not json')
  })
})

describe('several processes', () => {
  /** Starts a script of `children/`; what it says first is waited for. */
  const start = async (script: string, ...args: string[]) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'children', script), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    return { kill: () => child.kill('SIGKILL'), exitCode: async () => (await ended)[0] }
  }
  const startWriter = (prefix: string, count: number) => start('secrets-writer.ts', folder, prefix, String(count))
  const expectAll = (prefixes: readonly string[], count: number) => {
    const secrets = createFileSecrets({ folder })
    for (const prefix of prefixes)
      for (let n = 0; n < count; n++)
        expect(secrets.get(`${prefix}${n}`)).toEqual({ ok: true, value: `value of ${prefix}${n}` })
  }

  test('writing at once lose nothing and make one key', async () => {
    const writers = await Promise.all(['a', 'b', 'c'].map((prefix) => startWriter(prefix, 15)))
    for (const writer of writers) expect(await writer.exitCode()).toBe(0)
    expectAll(['a', 'b', 'c'], 15)
    expect(readdirSync(folder)).toEqual(['secrets.json', 'secrets.key', 'secrets.lock', 'secrets.previous.json'])
    const { size, mode } = statSync(at('secrets.lock'))
    expect(size).toBe(0)
    expect(mode & 0o777).toBe(ownerOnly)
  }, 90_000)

  test('that find the lock of a third one which is then killed lose nothing', async () => {
    for (const round of ['a', 'b', 'c']) {
      const holder = await start('lock-holder.ts', at('secrets.lock'))
      const writers = await Promise.all([startWriter(`${round}1-`, 8), startWriter(`${round}2-`, 8)])
      expect([`${round}1-0`, `${round}2-0`].map((name) => createFileSecrets({ folder }).has(name))).toEqual([
        false,
        false,
      ])
      holder.kill()
      for (const writer of writers) expect(await writer.exitCode()).toBe(0)
    }
    expectAll(['a1-', 'a2-', 'b1-', 'b2-', 'c1-', 'c2-'], 8)
  }, 90_000)

  test('wait for no process number that an earlier version left behind', () => {
    writeFileSync(at('secrets.lock'), '12345')
    createFileSecrets({ folder }).set('pmsx', VALUE)
    expect(createFileSecrets({ folder }).get('pmsx')).toEqual({ ok: true, value: VALUE })
  })
})

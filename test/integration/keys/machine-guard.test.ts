import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMachineGuard, isGuarded, type RunProgram } from '../../../main/adapters/machine-guard.ts'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { newKeyRing } from '../../../main/store/key-ring.ts'
import { foldersFor } from '../../support/make-engine.ts'

/**
 * The key guarded by the PC. What Windows itself does with it can be tried on Windows only; here a stand-in
 * for PowerShell plays it: bytes mixed with the PC's name and the entropy, refused on another PC.
 */

const standIn = (pc: string, asked: string[][] = []): RunProgram => {
  const mixed = (bytes: Buffer, entropy: string) => {
    const pad = createHash('sha256').update(pc).update(entropy).digest()
    return Buffer.from(bytes.map((byte, n) => byte ^ (pad[n % pad.length] ?? 0)))
  }
  return (program, args, input) => {
    asked.push([program, ...args])
    const [data = '', entropy = ''] = input.split('\n')
    const bytes = Buffer.from(data, 'base64')
    if (args.at(-1)?.includes('::Protect('))
      return { status: 0, output: mixed(Buffer.concat([Buffer.from(pc), bytes]), entropy).toString('base64') }
    const plain = mixed(bytes, entropy)
    return plain.subarray(0, pc.length).toString() === pc
      ? { status: 0, output: plain.subarray(pc.length).toString('base64') }
      : { status: 3, output: '' }
  }
}

const storeOn = (folder: string, run: RunProgram) => createFileSecrets({ folder, guard: createMachineGuard({ run }) })

describe('a key that the PC guards', () => {
  it('takes the place of a plain one, and opens for every process of this PC only', () => {
    const { data } = foldersFor()
    const plain = createFileSecrets({ folder: data, guard: null })
    plain.vaultKeys.create(newKeyRing())
    plain.set('pmsx', 'value')
    const key = readFileSync(join(data, 'secrets.key'))
    expect(storeOn(data, standIn('PC-1')).get('pmsx')).toEqual({ ok: true, value: 'value' })
    const guarded = readFileSync(join(data, 'secrets.key'))
    expect(isGuarded(guarded)).toBe(true)
    expect(guarded.includes(key)).toBe(false)
    if (process.platform !== 'win32') expect(statSync(join(data, 'secrets.key')).mode & 0o777).toBe(0o600)
    const again = storeOn(data, standIn('PC-1'))
    expect(again.vaultKeys.read().ok).toBe(true)
    // The disk in another PC, or read by another system: the recovery code opens it there.
    for (const elsewhere of [storeOn(data, standIn('PC-2')), createFileSecrets({ folder: data, guard: null })]) {
      expect(elsewhere.vaultKeys.read()).toMatchObject({ ok: false, reason: 'lost' })
      expect(elsewhere.get('pmsx')).toMatchObject({ ok: false, reason: 'unreadable' })
    }
  })

  it('is asked for once in the life of a process, and nothing secret stands on a command line', () => {
    const { data } = foldersFor()
    const asked: string[][] = []
    const store = storeOn(data, standIn('PC-1', asked))
    store.set('pmsx', 'value')
    const times = asked.length
    for (let n = 0; n < 20; n += 1) expect(store.get('pmsx')).toEqual({ ok: true, value: 'value' })
    expect(asked).toHaveLength(times)
    const key = createFileSecrets({ folder: data, guard: createMachineGuard({ run: standIn('PC-1') }) })
    expect(key.get('pmsx').ok).toBe(true)
    expect(new Set(asked.map((words) => words.length))).toEqual(new Set([7]))
    expect(asked.flat().join(' ')).not.toMatch(/[A-Za-z0-9+/]{43}=/)
  })

  it('stays a plain file where the system refuses, and is not taken for lost when it cannot be asked', () => {
    const { data } = foldersFor()
    const forbidden: RunProgram = () => ({ status: 1, output: '' })
    storeOn(data, forbidden).set('pmsx', 'value')
    expect(readFileSync(join(data, 'secrets.key'))).toHaveLength(32)
    const works = storeOn(data, standIn('PC-1'))
    works.vaultKeys.create(newKeyRing())
    expect(isGuarded(readFileSync(join(data, 'secrets.key')))).toBe(true)
    expect(storeOn(data, forbidden).vaultKeys.read()).toMatchObject({ ok: false, reason: 'unreadable' })
  })

  it('is never replaced by one that does not open again', () => {
    const { data } = foldersFor()
    createFileSecrets({ folder: data, guard: null }).set('pmsx', 'value')
    const broken: RunProgram = (_program, args, input) =>
      args.at(-1)?.includes('::Protect(')
        ? { status: 0, output: Buffer.from('rubbish').toString('base64') }
        : { status: 0, output: input.split('\n')[0] ?? '' }
    expect(storeOn(data, broken).get('pmsx')).toEqual({ ok: true, value: 'value' })
    expect(readFileSync(join(data, 'secrets.key'))).toHaveLength(32)
  })
})

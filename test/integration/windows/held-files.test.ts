import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { errnoOf } from '../../../main/adapters/errno.ts'
import { untilFree, whileHeld } from '../../../main/adapters/held-files.ts'
import { placeNew, writeNew, writeWhole } from '../../../main/adapters/write-whole.ts'
import { heldWaitsMs, shortHeldWaitsMs } from '../../../main/core/files/held.ts'
import { renameHeld } from '../../../main/store/rename-held.ts'
import { temporaryFolder } from '../../support/night-porter.ts'

/**
 * A clock on which a file is held until a time: trying again moves it, nobody waits. Under Windows' own Node
 * test/windows holds real files.
 */
const heldUntil = (endMs: number, code = 'EPERM') => {
  let nowMs = 0
  return {
    platform: 'win32' as const,
    sleep: (ms: number) => {
      nowMs += ms
    },
    work: () => {
      if (nowMs < endMs) throw Object.assign(new Error(`${code}: operation not permitted`), { code })
      return nowMs
    },
    nowMs: () => nowMs,
  }
}

describe('a file of the data folder that another program holds', () => {
  it('is replaced once it is free', () => {
    const held = heldUntil(900)
    const doneAt = whileHeld('settings.json', held.work, held)
    expect(doneAt).toBeGreaterThanOrEqual(900)
    expect(doneAt).toBeLessThan(1_200)
  })

  it('ends in a sentence with its name and its code', () => {
    const held = heldUntil(60_000)
    expect(() => whileHeld('C:\\daten\\settings.json', held.work, held)).toThrow(
      /^C:\\daten\\settings\.json is held by another program.*\(EPERM\)/,
    )
    expect(held.nowMs()).toBe(heldWaitsMs.reduce((a, b) => a + b, 0))
    try {
      whileHeld('a', heldUntil(60_000, 'EBUSY').work, held)
    } catch (error) {
      expect(errnoOf(error)).toBe('EBUSY')
    }
  })

  it('is not waited for where the system speaks of rights, a full disk or a bug', () => {
    for (const [code, platform] of [
      ['EPERM', 'linux'],
      ['ENOSPC', 'win32'],
    ] as const) {
      const held = { ...heldUntil(60_000, code), platform }
      expect(() => whileHeld('a', held.work, held)).toThrow('Nothing was changed.')
      expect(held.nowMs()).toBe(0)
    }
    const bug = () => whileHeld('a', () => JSON.parse('{'), heldUntil(0))
    expect(bug).toThrow(SyntaxError)
  })

  it('is renamed by the store as well, and refused as held', () => {
    const held = heldUntil(900)
    const renamed: string[] = []
    const rename = (from: string, to: string) => {
      held.work()
      renamed.push(`${from} ${to}`)
    }
    renameHeld('a', 'b', { ...held, rename })
    expect(renamed).toEqual(['a b'])
    try {
      renameHeld('a', 'b', { ...heldUntil(60_000), rename: heldUntil(60_000).work })
      expect.unreachable()
    } catch (error) {
      expect(errnoOf(error)).toBe('EBUSY')
    }
  })

  it('leaves the old content and no other file when it cannot be replaced', () => {
    const folder = temporaryFolder()
    const target = join(folder, 'settings.json')
    writeFileSync(join(folder, 'in-the-way'), '')
    expect(() => writeWhole(join(folder, 'in-the-way', 'settings.json'), 'x')).toThrow(target.slice(0, folder.length))
    writeWhole(target, 'old')
    writeWhole(target, 'new')
    expect(readFileSync(target, 'utf8')).toBe('new')
    expect(readdirSync(folder).sort()).toEqual(['in-the-way', 'settings.json'])
  })
})

describe('a file of an export folder that is held', () => {
  it('is tried again for less than a second, and left for the next look', async () => {
    const held = heldUntil(300, 'EBUSY')
    const sleep = async (ms: number) => held.sleep(ms)
    await untilFree(async () => held.work(), { platform: 'win32', sleep })
    expect(held.nowMs()).toBeLessThan(900)
    const longer = heldUntil(60_000, 'EBUSY')
    const asked = untilFree(async () => longer.work(), { platform: 'win32', sleep: async (ms) => longer.sleep(ms) })
    await expect(asked).rejects.toThrow('EBUSY')
    expect(longer.nowMs()).toBe(shortHeldWaitsMs.reduce((a, b) => a + b, 0))
  })
})

describe('a disk without hard links (FAT, exFAT)', () => {
  const noLinks = () => {
    throw Object.assign(new Error('not supported'), { code: 'EPERM' })
  }

  it('gets a key file whole, and never in the place of another', () => {
    const folder = temporaryFolder()
    const [first, second, key] = ['one', 'two', 'secrets.key'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeNew(first, 'first')
    placeNew(first, key, noLinks)
    expect([existsSync(first), readFileSync(key, 'utf8')]).toEqual([false, 'first'])
    writeNew(second, 'second')
    try {
      placeNew(second, key, noLinks)
      expect.unreachable()
    } catch (error) {
      expect(errnoOf(error)).toBe('EEXIST')
    }
    expect(readFileSync(key, 'utf8')).toBe('first')
  })
})

describe.runIf(process.platform === 'win32')('a file that another process of Windows has open', () => {
  /** Opens the file, says so, and closes it after `ms`. */
  const hold = async (path: string, ms: number) => {
    const code = `const fs = require('node:fs'); const h = fs.openSync(${JSON.stringify(path)}, 'r+'); console.log('held'); setTimeout(() => fs.closeSync(h), ${ms})`
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill())
    await once(child.stdout, 'data')
  }

  it('is replaced when it is closed, and named when it is not', async () => {
    const target = join(temporaryFolder(), 'settings.json')
    writeWhole(target, 'old')
    await hold(target, 1_500)
    writeWhole(target, 'new')
    expect(readFileSync(target, 'utf8')).toBe('new')
    await hold(target, 60_000)
    expect(() => writeWhole(target, 'newer')).toThrow(/settings\.json is held by another program/)
    expect(readFileSync(target, 'utf8')).toBe('new')
  })
})

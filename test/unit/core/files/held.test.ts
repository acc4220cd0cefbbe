import { describe, expect, it } from 'vitest'
import { fileSentence, heldWaitsMs, mayBeHeld, shortHeldWaitsMs } from '../../../../main/core/files/held.ts'

describe('a file that another program may hold', () => {
  it.each([
    ['EBUSY', 'win32', true],
    ['EPERM', 'win32', true],
    ['EACCES', 'win32', true],
    ['ENOSPC', 'win32', false],
    ['EPERM', 'linux', false],
    ['EBUSY', 'linux', true],
  ] as const)('%s on %s: %s', (code, platform, expected) => {
    expect(mayBeHeld(code, platform)).toBe(expected)
  })

  it('is tried again with waits that never shrink, for seconds; in an export folder for a second at most', () => {
    const sum = (waits: readonly number[]) => waits.reduce((a, b) => a + b, 0)
    expect([...heldWaitsMs].sort((a, b) => a - b)).toEqual([...heldWaitsMs])
    expect(sum(heldWaitsMs)).toBeGreaterThanOrEqual(4_000)
    expect(sum(heldWaitsMs)).toBeLessThanOrEqual(6_000)
    expect(sum(shortHeldWaitsMs)).toBeLessThan(1_000)
  })

  it('ends in a sentence with the file, the cause and what to do', () => {
    const file = 'C:\\ProgramData\\Night Porter\\settings.json'
    for (const code of ['EBUSY', 'EPERM', 'EACCES']) {
      expect(fileSentence(file, code, 'win32')).toContain(file)
      expect(fileSentence(file, code, 'win32')).toMatch(/virus scanner.*Close the file there/)
    }
    expect(fileSentence('/data/a', 'EACCES', 'linux')).toMatch(/^This user may not change \/data\/a .*right/)
    expect(fileSentence('/data/a', 'ENOSPC', 'linux')).toContain('Free some space')
    for (const code of ['EROFS', 'ENOENT', 'EIO']) expect(fileSentence('/data/a', code, 'linux')).toContain(`/data/a`)
  })
})

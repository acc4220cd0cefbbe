import { describe, expect, it } from 'vitest'
import { CODE_VALUES, readRecoveryCode, writeRecoveryCode } from '../../../../main/core/text/recovery-code.ts'

const values = Array.from({ length: CODE_VALUES }, (_, n) => (n * 11 + 3) % 32)
const code = writeRecoveryCode(values)

describe('a recovery code', () => {
  it('has six groups of four characters, none of which looks like another', () => {
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  })

  it('is read as people type it', () => {
    for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ' '), ` ${code.replaceAll('-', '')}\n`])
      expect(readRecoveryCode(typed)).toEqual({ ok: true, code })
    const withLookalikes = code.replaceAll('0', 'o').replaceAll('1', 'l')
    expect(readRecoveryCode(withLookalikes)).toEqual({ ok: true, code })
  })

  it('tells in which group a character is wrong, for every character', () => {
    for (let at = 0; at < code.length; at += 1) {
      if (code[at] === '-') continue
      const wrong = `${code.slice(0, at)}${code[at] === '7' ? '8' : '7'}${code.slice(at + 1)}`
      expect(readRecoveryCode(wrong), wrong).toEqual({ ok: false, group: Math.floor(at / 5) + 1 })
    }
  })

  it('notices swapped groups, and a part that is missing', () => {
    const groups = code.split('-')
    const swapped = [groups[1], groups[0], ...groups.slice(2)].join('-')
    expect(readRecoveryCode(swapped)).toMatchObject({ ok: false, group: 1 })
    expect(readRecoveryCode(code.slice(0, -1))).toEqual({ ok: false, group: null })
    expect(readRecoveryCode('')).toEqual({ ok: false, group: null })
  })
})

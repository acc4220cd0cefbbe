import { describe, expect, it } from 'vitest'
import { createTexts } from '../../../../main/adapters/texts.ts'
import { FolderState } from '../../../../main/contract/health.ts'
import { locales } from '../../../../main/contract/words.ts'
import {
  compareNames,
  isLeavingName,
  isOwnName,
  isUndecodableName,
  markerNames,
  matcherOf,
  recoveredName,
} from '../../../../main/core/capture/names.ts'
import { OWNER_FILE_NAME } from '../../../../main/core/capture/owner.ts'
import { fileReasons, reasonOf } from '../../../../main/core/capture/reasons.ts'

const texts = createTexts()

describe('every reason why a file is not captured', () => {
  it.each(locales.flatMap((locale) => fileReasons.map((reason) => [locale, reason] as const)))(
    'has a sentence: %s %s',
    (locale, reason) => {
      expect(texts.has(`file.${reason}`, locale)).toBe(true)
      expect(texts.in(locale)(`file.${reason}`, { pattern: '*.xml', suffix: '.ok' })).not.toMatch(/^file\.|\{\{/)
    },
  )

  it.each(locales)('has one for every state of a folder: %s', (locale) => {
    const t = texts.in(locale)
    for (const state of FolderState.options)
      expect(t(`folder.${state}`, { count: 2, seconds: 3 })).not.toMatch(/^folder\./)
    expect(t('folder.watched-by', { name: 'FRONT-2' })).toContain('FRONT-2')
    expect(t('folder.silent', { time: '21:10' })).toContain('21:10')
    expect(t('notice.silence', { time: '21:10' })).toContain('21:10')
  })

  it('is one of the list, whatever the system says', () => {
    expect(reasonOf('busy')).toBe('busy')
    expect(reasonOf('EWEIRD')).toBe('other')
  })
})

describe('names', () => {
  it('match a pattern whatever their capitals and however their accents are written', () => {
    const matches = matcherOf('Rés*.xml')
    for (const name of ['Rés1.xml', 'RÉS1.XML', 'Rés1.xml'.normalize('NFD'), 'Rés🛏️.xml'])
      expect(matches(name), name).toBe(true)
    for (const name of ['Res1.xml', 'Rés1.xml.bak', 'xRés1.xml']) expect(matches(name), name).toBe(false)
    expect(matcherOf('a?.xml')('a🛏.xml')).toBe(true)
    expect(matcherOf('a(1)[2]+.xml')('a(1)[2]+.xml')).toBe(true)
  })

  it('compare their numbers as numbers', () => {
    expect(['r-10', 'r-9', 'R-9', 'r-1'].sort(compareNames)).toEqual(['r-1', 'r-9', 'R-9', 'r-10'])
  })

  it('of marks stand for the file with and without its ending', () => {
    expect(markerNames('a.b.xml', '.ok')).toEqual(['a.b.xml.ok', 'a.b.ok'])
    expect(markerNames('a', '.ok')).toEqual(['a.ok'])
  })

  it('that are Night Porter’s own are known, and stand for nothing of the PMS', () => {
    const leaving = '.night-porter-0f0e0d0c-1111-4222-8333-444455556666.leaving'
    expect([OWNER_FILE_NAME, leaving].every(isOwnName)).toBe(true)
    expect(isLeavingName(leaving)).toBe(true)
    expect(isLeavingName(`${leaving}.xml`)).toBe(false)
    expect(isOwnName('night-porter.xml')).toBe(false)
    expect(matcherOf('OUT_*.x?l')(recoveredName('OUT_*.x?l'))).toBe(true)
  })

  it('that no program can say are told from the rest', () => {
    expect(['a\uFFFD.xml', 'a\uD800.xml'].map(isUndecodableName)).toEqual([true, true])
    expect(isUndecodableName('Zimmer 🛏️.xml')).toBe(false)
  })
})

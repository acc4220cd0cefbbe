import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readOwner, writeOwner } from '../../../../main/core/capture/owner.ts'

describe('the text of an owner file', () => {
  it('comes back as it was written, and never changes its length as the counter grows', () => {
    const names = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 64 }), names, fc.nat(), fc.nat(), (host, name, beat, later) => {
        const text = writeOwner({ host, name, beat, tag: 'T' })
        expect(readOwner(text)).toEqual({ host, name, beat, tag: 'T' })
        expect(writeOwner({ host, name, beat: later, tag: 'T' })).toHaveLength(text.length)
      }),
    )
  })

  it('cut anywhere, or somebody else’s, is nobody’s', () => {
    const text = writeOwner({ host: 'a1', name: 'FRONT-2', beat: 7, tag: 'T' })
    for (let n = 0; n < text.length - 1; n++) expect(readOwner(text.slice(0, n))).toBeNull()
    for (const other of [
      'null',
      '7',
      '[]',
      '{}',
      '{"host":"","name":"x","beat":"1"}',
      '{"host":"a","name":"x","beat":1}',
      '<xml/>',
    ])
      expect(readOwner(other)).toBeNull()
  })

  it('says nothing but who it is', () => {
    expect(Object.keys(JSON.parse(writeOwner({ host: 'a1', name: 'FRONT-2', beat: 7, tag: 'T' })))).toEqual([
      'nightPorter',
      'host',
      'name',
      'beat',
      'tag',
    ])
  })
})

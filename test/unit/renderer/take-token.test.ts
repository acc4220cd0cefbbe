import { describe, expect, it } from 'vitest'
import { takeToken } from '../../../renderer/client/take-token.ts'

const createPlace = (hash: string) => {
  const kept = new Map<string, string>()
  const shown: string[] = []
  return {
    kept,
    shown,
    location: { hash, pathname: '/', search: '' },
    history: {
      replaceState: (_state: unknown, _title: string, url?: string | URL | null) => void shown.push(String(url)),
    },
    storage: {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    },
  }
}

describe('the token in the address', () => {
  it('is taken out of the address and kept for this tab', () => {
    const place = createPlace('#token=s3cr%2Bt')
    expect(takeToken(place)).toBe('s3cr+t')
    expect(place.shown).toEqual(['/#/'])
    expect(takeToken({ ...place, location: { ...place.location, hash: '#/find' } })).toBe('s3cr+t')
  })

  it('is empty where nobody gave one, and leaves the address alone', () => {
    const place = createPlace('#/find?q=token=1')
    expect(takeToken(place)).toBe('')
    expect(place.shown).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { takeKey } from '../../../renderer/client/take-token.ts'

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

describe('the key in the address', () => {
  it('is taken out of the address; a token is kept for this tab', () => {
    const place = createPlace('#token=s3cr%2Bt')
    expect(takeKey(place)).toEqual({ kind: 'token', token: 's3cr+t' })
    expect(place.shown).toEqual(['/#/'])
    expect(takeKey({ ...place, location: { ...place.location, hash: '#/find' } })).toEqual({
      kind: 'token',
      token: 's3cr+t',
    })
  })

  it('that is a code is kept nowhere: it is good once', () => {
    const place = createPlace('#code=once-only')
    expect(takeKey(place)).toEqual({ kind: 'code', code: 'once-only' })
    expect(place.shown).toEqual(['/#/'])
    expect([...place.kept]).toEqual([])
  })

  it('is empty where nobody gave one, and leaves the address alone', () => {
    const place = createPlace('#/find?q=token=1')
    expect(takeKey(place)).toEqual({ kind: 'token', token: '' })
    expect(place.shown).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { findHref, hrefOf, parseRoute, type Route } from '../../../renderer/client/router.ts'

describe('addresses of the screens', () => {
  it('reads back every address it writes', () => {
    const routes: Route[] = [
      { name: 'home' },
      { name: 'settings' },
      { name: 'message', id: 'a/b?c#d ü' },
      { name: 'find', q: '', show: 'all', cause: null },
      { name: 'find', q: 'Müller & Söhne', show: 'on-the-way', cause: 'room-type-unknown' },
    ]
    for (const route of routes) expect(parseRoute(hrefOf(route))).toEqual(route)
  })

  it('keeps a short address where nothing is narrowed', () => {
    expect(findHref()).toBe('#/find')
    expect(findHref({ q: 'abc' })).toBe('#/find?q=abc')
  })

  it('shows Home for nothing and for anything unknown', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/message', '#/message/'])
      expect(parseRoute(hash)).toEqual({ name: 'home' })
  })

  it('ignores a filter that does not exist', () => {
    expect(parseRoute('#/find?q=x&show=everything')).toEqual({ name: 'find', q: 'x', show: 'all', cause: null })
  })
})

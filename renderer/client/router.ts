import { useSyncExternalStore } from 'react'

export const shows = ['all', 'attention', 'on-the-way', 'delivered', 'closed'] as const
/** What Find is narrowed to. */
export type Show = (typeof shows)[number]

export type Route =
  | { name: 'home' }
  | { name: 'find'; q: string; show: Show; cause: string | null }
  | { name: 'message'; id: string }
  | { name: 'settings' }

const isShow = (text: string | null): text is Show => shows.some((show) => show === text)

/** The screen that an address means. Anything unknown is Home. */
export const parseRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const values = new URLSearchParams(query)
  const [name, id] = path.split('/')
  const show = values.get('show')
  if (name === 'find')
    return { name, q: values.get('q') ?? '', show: isShow(show) ? show : 'all', cause: values.get('cause') }
  if (name === 'message' && id) return { name, id: decodeURIComponent(id) }
  if (name === 'settings') return { name }
  return { name: 'home' }
}

/** The address of a screen, to be used as `href`. */
export const hrefOf = (route: Route): string => {
  if (route.name === 'home') return '#/'
  if (route.name === 'message') return `#/message/${encodeURIComponent(route.id)}`
  if (route.name === 'settings') return '#/settings'
  const query = new URLSearchParams()
  if (route.q) query.set('q', route.q)
  if (route.show !== 'all') query.set('show', route.show)
  if (route.cause) query.set('cause', route.cause)
  return query.size ? `#/find?${query}` : '#/find'
}

/** The address of Find, narrowed. */
export const findHref = (narrowed: Partial<Extract<Route, { name: 'find' }>> = {}): string =>
  hrefOf({ q: '', show: 'all', cause: null, ...narrowed, name: 'find' })

/**
 * Goes to an address. `instead` replaces the present one, so that Back skips it: for every letter typed in a
 * search.
 */
export const go = (href: string, how: 'next' | 'instead' = 'next'): void => {
  if (how === 'next') {
    window.location.hash = href
    return
  }
  window.history.replaceState(null, '', href)
  window.dispatchEvent(new Event('hashchange'))
}

const subscribe = (onChange: () => void): (() => void) => {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

/** The hash of the present address, followed. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash)

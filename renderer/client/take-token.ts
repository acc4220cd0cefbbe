/** The parts of the browser that `takeToken` touches. */
type Place = {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'replaceState'>
  storage: Pick<Storage, 'getItem' | 'setItem'>
}

const SLOT = 'night-porter-token'

/**
 * Moves the token out of the address (`#token=…`) into this tab's storage, so that it is in no history and on
 * no screen, and gives it back. Empty where there is none.
 */
export const takeToken = ({ location, history, storage }: Place): string => {
  const match = /^#token=([^&]+)/.exec(location.hash)
  if (!match?.[1]) return storage.getItem(SLOT) ?? ''
  const token = decodeURIComponent(match[1])
  storage.setItem(SLOT, token)
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  return token
}

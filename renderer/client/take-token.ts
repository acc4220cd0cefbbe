import { z } from 'zod'

/** The parts of the browser that a key touches. */
type Place = {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'replaceState'>
  storage: Pick<Storage, 'getItem' | 'setItem'>
}

const SLOT = 'night-porter-token'

/** What an address may bear: a token, or a code that is good once and has to be exchanged. */
export type Key = { kind: 'token'; token: string } | { kind: 'code'; code: string }

/**
 * Moves the key out of the address (`#code=…` or `#token=…`) so that it is in no history and on no screen,
 * and gives it back. Without one it is the token that this tab has kept; empty where there is none.
 */
export const takeKey = ({ location, history, storage }: Place): Key => {
  const match = /^#(token|code)=([^&]+)/.exec(location.hash)
  if (!match?.[2]) return { kind: 'token', token: storage.getItem(SLOT) ?? '' }
  const value = decodeURIComponent(match[2])
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  if (match[1] === 'code') return { kind: 'code', code: value }
  storage.setItem(SLOT, value)
  return { kind: 'token', token: value }
}

const Session = z.object({ ok: z.literal(true), value: z.object({ token: z.string() }) })

/**
 * The token behind a key: a code is exchanged for one, which this tab keeps. Empty where the code is not
 * taken.
 */
export const tokenOf = async (key: Key, origin: string, storage: Place['storage']): Promise<string> => {
  if (key.kind === 'token') return key.token
  try {
    const response = await fetch(`${origin}/session`, { method: 'POST', body: JSON.stringify({ code: key.code }) })
    const session = Session.safeParse(await response.json())
    if (!session.success) return ''
    storage.setItem(SLOT, session.data.value.token)
    return session.data.value.token
  } catch {
    return '' // the line is down, or it is not Night Porter: the first call says so
  }
}

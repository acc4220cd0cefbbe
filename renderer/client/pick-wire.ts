import type { Bridge } from '../../main/contract/host.ts'
import { createBridgeWire } from './bridge-wire.ts'
import { createHttpWire } from './http-wire.ts'
import { takeKey, tokenOf } from './take-token.ts'
import type { Wire } from './wire.ts'

declare global {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface is merged with the library's own
  interface Window {
    nightPorter?: Bridge
  }
}

/** Picks the wire, once: the bridge inside the desktop program, HTTP in a browser. */
export const pickWire = (): Wire => {
  if (window.nightPorter) return createBridgeWire(window.nightPorter)
  const { location, history, sessionStorage } = window
  const key = takeKey({ location, history, storage: sessionStorage })
  return createHttpWire({ origin: location.origin, token: tokenOf(key, location.origin, sessionStorage) })
}

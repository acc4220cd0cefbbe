import type { Bridge } from '../../main/contract/host.ts'
import { createBridgeWire } from './bridge-wire.ts'
import { createHttpWire } from './http-wire.ts'
import { takeToken } from './take-token.ts'
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
  const token = takeToken({ location: window.location, history: window.history, storage: window.sessionStorage })
  return createHttpWire({ origin: window.location.origin, token })
}

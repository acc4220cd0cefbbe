import { type Bridge, HostInfo } from '../../main/contract/host.ts'
import { ChangedEvent, Reply } from '../../main/contract/methods.ts'
import { CallFailure } from './call-failure.ts'
import type { Wire } from './wire.ts'

const lost = (error: unknown): never => {
  throw new CallFailure('unreachable', error instanceof Error ? error.message : 'The desktop program did not answer.')
}

/** The wire of the desktop program: the three functions of the preload script. */
export const createBridgeWire = (bridge: Bridge): Wire => ({
  call: async (method, input) => Reply.parse(await bridge.call(method, input).catch(lost)),
  listen: (onEvent) =>
    bridge.on((event) => {
      const changed = ChangedEvent.safeParse(event)
      if (changed.success) onEvent({ kind: 'changed', topics: changed.data.topics })
    }),
  info: async () => HostInfo.parse(await bridge.info().catch(lost)),
})

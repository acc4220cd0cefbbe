import { describe, expect, it } from 'vitest'
import type { Bridge } from '../../../main/contract/host.ts'
import { createBridgeWire } from '../../../renderer/client/bridge-wire.ts'
import { createClient } from '../../../renderer/client/client.ts'
import type { WireEvent } from '../../../renderer/client/wire.ts'

const createBridge = (answer: (method: string, input: unknown) => unknown) => {
  const listeners = new Set<(event: unknown) => void>()
  const bridge: Bridge = {
    call: async (method, input) => answer(method, input),
    on: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    info: async () => ({
      kind: 'desktop',
      version: '1',
      can: { chooseFolder: true, openFolder: true, startAtLogin: true },
    }),
  }
  return { bridge, listeners, tell: (event: unknown) => listeners.forEach((listener) => void listener(event)) }
}

describe('the bridge wire', () => {
  it('passes method and input on and gives the value', async () => {
    const asked: unknown[] = []
    const { bridge } = createBridge((method, input) => {
      asked.push([method, input])
      return { ok: true, value: { saved: true } }
    })
    const value = await createClient(createBridgeWire(bridge)).call('secrets.set', { name: 'pmsx', value: 'x' })
    expect(value).toEqual({ saved: true })
    expect(asked).toEqual([['secrets.set', { name: 'pmsx', value: 'x' }]])
  })

  it('refuses an answer that the contract does not know, and names the field', async () => {
    const { bridge } = createBridge(() => ({ ok: true, value: { saved: 'perhaps' } }))
    const asked = createClient(createBridgeWire(bridge)).call('secrets.set', { name: 'pmsx', value: 'x' })
    await expect(asked).rejects.toMatchObject({ code: 'unexpected-answer', message: expect.stringContaining('saved') })
  })

  it('reports a bridge that broke as a lost line', async () => {
    const { bridge } = createBridge(() => {
      throw new Error('gone')
    })
    await expect(createBridgeWire(bridge).call('health.get', {})).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('hears what changed, ignores noise and stops', async () => {
    const { bridge, listeners, tell } = createBridge(() => null)
    const heard: WireEvent[] = []
    const stop = createBridgeWire(bridge).listen((event) => heard.push(event))
    tell({ topics: ['messages'] })
    tell({ topics: ['weather'] })
    tell('hello')
    expect(heard).toEqual([{ kind: 'changed', topics: ['messages'] }])
    stop()
    expect(listeners.size).toBe(0)
  })
})

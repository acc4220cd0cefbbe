import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { CallFailure } from '../../../renderer/client/call-failure.ts'
import { createClient } from '../../../renderer/client/client.ts'
import { createHttpWire } from '../../../renderer/client/http-wire.ts'
import type { WireEvent } from '../../../renderer/client/wire.ts'
import { eventually } from '../../support/eventually.ts'
import { type ScreensServer, startScreensServer } from '../../support/screens-server.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const start = async (): Promise<ScreensServer> => {
  const server = await startScreensServer({ scenario: 'attention' })
  closing.push(server.close)
  return server
}

const errnoOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'no failure',
    (error: unknown) => (error instanceof CallFailure ? error.code : 'another error'),
  )

describe('the HTTP wire', () => {
  it('carries a call with its token and gives the value', async () => {
    const server = await start()
    const client = createClient(createHttpWire(server))
    const health = await client.call('health.get', {})
    expect(health.reservations.needSomeone).toBe(8)
    expect((await client.call('messages.list', { state: 'failed' })).items).toHaveLength(7)
  })

  it('says who it talks to', async () => {
    expect(await createHttpWire(await start()).info()).toMatchObject({ kind: 'browser' })
  })

  it('turns a refusal into a failure with its code and sentence', async () => {
    const client = createClient(createHttpWire(await start()))
    const asked = client.call('messages.get', { id: 'nobody' })
    await expect(asked).rejects.toMatchObject({ code: 'not-found', message: 'There is no such message.' })
  })

  it('knows a wrong token from a lost line', async () => {
    const server = await start()
    const stranger = createHttpWire({ ...server, token: 'guessed' })
    expect(await errnoOf(createClient(stranger).call('health.get', {}))).toBe('unauthorized')
    expect(await errnoOf(stranger.info())).toBe('unauthorized')
    await server.close()
    expect(await errnoOf(createClient(createHttpWire(server)).call('health.get', {}))).toBe('unreachable')
  })

  it('does not take another program on the port for Night Porter', async () => {
    const other = createServer((_request, response) => void response.end('<html>hello</html>'))
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => void other.close(() => resolve())))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const client = createClient(createHttpWire({ origin: `http://127.0.0.1:${port}`, token: 't' }))
    expect(await errnoOf(client.call('health.get', {}))).toBe('unexpected-answer')
  })

  it('hears what changed', async () => {
    const server = await start()
    const heard: WireEvent[] = []
    closing.push(createHttpWire(server).listen((event) => heard.push(event)))
    await eventually(() => expect(server.listeners()).toBe(1))
    server.emit(['messages', 'health'])
    await eventually(() => expect(heard).toEqual([{ kind: 'changed', topics: ['messages', 'health'] }]))
  })

  it('says that the line is lost, once, and that it is back', async () => {
    const server = await start()
    const heard: WireEvent[] = []
    const wire = createHttpWire({ ...server, backoffMs: [1, 5] })
    closing.push(wire.listen((event) => heard.push(event)))
    await eventually(() => expect(server.listeners()).toBe(1))
    server.cutStreams()
    await eventually(() => expect(heard).toEqual([{ kind: 'lost' }, { kind: 'back' }]))
    await eventually(() => expect(server.listeners()).toBe(1))
    server.emit(['folders'])
    await eventually(() => expect(heard.at(-1)).toEqual({ kind: 'changed', topics: ['folders'] }))
  })

  it('stops listening when told to', async () => {
    const server = await start()
    const stop = createHttpWire({ ...server, backoffMs: [1] }).listen(() => undefined)
    await eventually(() => expect(server.listeners()).toBe(1))
    stop()
    await eventually(() => expect(server.listeners()).toBe(0))
  })
})

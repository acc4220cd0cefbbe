import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHttp } from '../../../main/adapters/http.ts'
import type { HttpRequest } from '../../../main/core/ports/http.ts'
import { type FlakyServer, startFlakyServer } from '../../support/flaky-server.ts'

const text = (body: Uint8Array) => Buffer.from(body).toString('utf8')

let server: FlakyServer
beforeEach(async () => {
  server = await startFlakyServer()
})
afterEach(() => server.close())

const http = createHttp({ proxyUrl: null })
const post = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: `${server.url}/web/services?x=1`,
  headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' },
  body: '<Hotel name="Küste"/>',
  timeoutMs: 10_000,
  maxReplyBytes: 1_000_000,
  ...more,
})

describe('a reply', () => {
  test('comes with status, lower-case headers and bytes, and the request arrives as it was', async () => {
    server.next({ kind: 'reply', status: 503, headers: { 'Retry-After': '7', 'X-Two': 'a' }, body: 'später' })
    const result = await http.send(post())
    if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason}`)
    expect(result).toMatchObject({ status: 503, cut: 'no', headers: { 'retry-after': '7', 'x-two': 'a' } })
    expect(text(result.body)).toBe('später')
    expect(result.tookMs).toBeGreaterThanOrEqual(0)
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/web/services?x=1', body: '<Hotel name="Küste"/>' },
    ])
    expect(server.requests[0]?.headers).toMatchObject({ soapaction: '""', connection: 'close', 'content-length': '22' })
  })

  test.each(['GET', 'PUT', 'PATCH', 'DELETE'] as const)('comes for %s too', async (method) => {
    const { body: _, ...bare } = post({ method })
    expect(await http.send(bare)).toMatchObject({ kind: 'reply', status: 200 })
    expect(server.requests[0]).toMatchObject({ method, body: '' })
  })

  test('that redirects is given as it is and not followed', async () => {
    server.next({ kind: 'redirect', to: `${server.url}/elsewhere` })
    expect(await http.send(post())).toMatchObject({
      kind: 'reply',
      status: 302,
      headers: { location: `${server.url}/elsewhere` },
    })
    expect(server.requests).toHaveLength(1)
  })

  test('is cut at the longest allowed length, announced or not', async () => {
    for (const isChunked of [false, true]) {
      server.next({ kind: 'huge', bytes: 300_000, isChunked })
      const result = await http.send(post({ maxReplyBytes: 1000 }))
      if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason}`)
      expect([result.cut, result.body.length]).toEqual(['too-long', 1000])
    }
    server.next({ kind: 'huge', bytes: 1000 })
    expect(await http.send(post({ maxReplyBytes: 1000 }))).toMatchObject({ kind: 'reply', cut: 'no' })
  })

  test.each([
    [{ kind: 'cut-after-headers', status: 200 }, ''],
    [{ kind: 'cut-in-body', status: 200, body: '<Success/></Envelope>', bytes: 10 }, '<Success/>'],
    [{ kind: 'cut-chunked', status: 200, body: '<Success/>' }, '<Success/>'],
  ] as const)('that ends too early is marked: %o', async (behaviour, got) => {
    server.next(behaviour)
    const result = await http.send(post())
    if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason}`)
    expect([result.status, result.cut, text(result.body)]).toEqual([200, 'short', got])
  })
})

describe('no reply after the request has left', () => {
  test.each([
    [{ kind: 'reset' }, 'reset'],
    [{ kind: 'hang-up' }, 'reset'],
    [{ kind: 'garbage' }, 'protocol'],
  ] as const)('%o', async (behaviour, reason) => {
    server.next(behaviour)
    expect(await http.send(post())).toMatchObject({ kind: 'no-reply', reason, wasSent: true })
    expect(server.requests, 'never tried again').toHaveLength(1)
  })

  test.each([
    { kind: 'half-open' },
    { kind: 'stall-in-body', body: '<Success/>' },
    { kind: 'reply', delayMs: 60_000 },
  ] as const)('within the time allowed: %o', async (behaviour) => {
    server.next(behaviour)
    const result = await http.send(post({ timeoutMs: 300 }))
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'timeout', wasSent: true })
    expect(result.tookMs).toBeGreaterThanOrEqual(290)
    expect(result.tookMs).toBeLessThan(5000)
  })

  test('because we stop', async () => {
    server.next({ kind: 'half-open' })
    const stop = new AbortController()
    const result = http.send(post({ signal: stop.signal }))
    await server.seen(1)
    stop.abort()
    expect(await result).toMatchObject({ kind: 'no-reply', reason: 'stopped', wasSent: true })
  })
})

describe('no reply before the request has left', () => {
  test('refused', async () => {
    const { url } = server
    await server.close()
    expect(await http.send(post({ url }))).toMatchObject({
      kind: 'no-reply',
      reason: 'refused',
      wasSent: false,
      code: 'ECONNREFUSED',
    })
    server = await startFlakyServer()
  })

  test('a name that does not exist', async () => {
    const result = await http.send(post({ url: 'http://channel.invalid/' }))
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'dns', wasSent: false })
  })

  test('stopped before it began', async () => {
    const result = await http.send(post({ signal: AbortSignal.abort() }))
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'stopped', wasSent: false })
    expect(server.connections()).toBe(0)
  })

  test('a header that cannot be sent', async () => {
    const result = await http.send(post({ headers: { 'x-bad': 'a\r\nb' } }))
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'other', wasSent: false })
    expect(server.requests).toHaveLength(0)
  })
})

describe('a handshake that goes wrong', () => {
  const sockets = new Set<Socket>()
  let raw: Server
  const listen = async (onSocket: (socket: Socket) => void): Promise<string> => {
    raw = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      onSocket(socket)
    })
    const { promise, resolve } = Promise.withResolvers<void>()
    raw.listen(0, '127.0.0.1', resolve)
    await promise
    const address = raw.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return `https://127.0.0.1:${address.port}/`
  }
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    raw.close()
  })

  test('by silence is a time-out of a request that was never sent', async () => {
    const url = await listen(() => undefined)
    expect(await http.send(post({ url, timeoutMs: 300 }))).toMatchObject({
      kind: 'no-reply',
      reason: 'timeout',
      wasSent: false,
    })
  })

  test('by a reset', async () => {
    const url = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await http.send(post({ url }))).toMatchObject({ kind: 'no-reply', reason: 'reset', wasSent: false })
  })

  test('by plain HTTP where TLS should be', async () => {
    const url = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await http.send(post({ url }))).toMatchObject({ kind: 'no-reply', reason: 'tls-other', wasSent: false })
  })
})

test('a connection the server drops between two bookings makes no doubt: each request has its own', async () => {
  server.otherwise({ kind: 'reply', headers: { connection: 'keep-alive', 'keep-alive': 'timeout=600' } })
  for (let n = 0; n < 20; n++) expect(await http.send(post())).toMatchObject({ kind: 'reply', status: 200 })
  expect(server.connections()).toBe(20)
  await expect(http.close()).resolves.toBeUndefined()
})

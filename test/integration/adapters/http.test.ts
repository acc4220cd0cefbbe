import { createServer, type Server, type Socket } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
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

describe('an answer in a wrapping', () => {
  const sockets = new Set<Socket>()
  let raw: Server
  /** Answers every request with these bytes, piece by piece, and ends. */
  const answering = async (...pieces: (string | Uint8Array)[]): Promise<string> => {
    raw = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('data', () => {
        const next = (): void => {
          const piece = pieces.shift()
          if (piece === undefined) socket.end()
          else socket.write(piece, () => setImmediate(next))
        }
        next()
      })
    })
    const { promise, resolve } = Promise.withResolvers<void>()
    raw.listen(0, '127.0.0.1', resolve)
    await promise
    const address = raw.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return `http://127.0.0.1:${address.port}/`
  }
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    raw.close()
  })

  const body = `<Success>${'ö'.repeat(200)}</Success>`
  const head = (bytes: number, more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n${more}\r\n`
  const plain = `${head(Buffer.byteLength(body))}${body}`

  test.each([
    ['100', ['HTTP/1.1 100 Continue\r\n\r\n', plain]],
    ['100 and the answer in one piece', [`HTTP/1.1 100 Continue\r\n\r\n${plain}`]],
    ['100 twice', [`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${plain}`]],
    ['100 with headers', [`HTTP/1.1 100 Continue\r\nX-A: b\r\nX-C: d\r\n\r\n${plain}`]],
    ['100 with bare line ends', [`HTTP/1.1 100 Continue\n\n${plain}`]],
    ['102 and 103', [`HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n${plain}`]],
    ['100 in single bytes', [...`HTTP/1.1 100 Continue\r\n\r\n`, plain]],
    ['nothing before it, in single bytes', [...head(Buffer.byteLength(body)), body]],
  ])('comes behind interim answers: %s', async (_, pieces) => {
    const result = await http.send(post({ url: await answering(...pieces) }))
    if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason} ${result.code}`)
    expect([result.status, result.cut, text(result.body)]).toEqual([200, 'no', body])
  })

  test('that never comes behind an interim one is none', async () => {
    const url = await answering('HTTP/1.1 100 Continue\r\n\r\n')
    expect(await http.send(post({ url }))).toMatchObject({ kind: 'no-reply', wasSent: true })
  })

  test.each([
    ['gzip', gzipSync(body), 'Content-Encoding: gzip\r\n'],
    ['x-gzip', gzipSync(body), 'Content-Encoding: X-GZIP\r\n'],
    ['deflate', deflateSync(body), 'Content-Encoding: deflate\r\n'],
    ['deflate without its header', deflateRawSync(body), 'Content-Encoding: deflate\r\n'],
    ['br', brotliCompressSync(body), 'Content-Encoding: br\r\n'],
    ['zstd', zstdCompressSync(body), 'Content-Encoding: zstd\r\n'],
    ['gzip that nobody names', gzipSync(body), ''],
    ['deflate that nobody names', deflateSync(body), ''],
    ['gzip twice', gzipSync(gzipSync(body)), 'Content-Encoding: gzip, gzip\r\n'],
    ['a name for what is not packed', Buffer.from(body), 'Content-Encoding: gzip\r\n'],
    ['br for what is not packed', Buffer.from(body), 'Content-Encoding: br\r\n'],
    ['identity', Buffer.from(body), 'Content-Encoding: identity\r\n'],
  ])('is unpacked: %s', async (_, packed, header) => {
    const result = await http.send(post({ url: await answering(head(packed.length, header), packed) }))
    if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason}`)
    expect([result.cut, text(result.body)]).toEqual(['no', body])
  })

  test('is unpacked up to the longest allowed length and no further', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const result = await http.send(post({ url: await answering(head(bomb.length), bomb), maxReplyBytes: 200_000 }))
    if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason}`)
    expect(result.cut).toBe('too-long')
    expect(result.body.length).toBeLessThanOrEqual(200_000)
  })

  test('that breaks off while packed is given as far as it goes', async () => {
    const long = gzipSync(Array.from({ length: 5_000 }, (_, n) => `<a${n * 7}/>`).join(''))
    const half = long.subarray(0, long.length / 2)
    const result = await http.send(post({ url: await answering(head(long.length), half) }))
    if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason}`)
    expect(result.cut).toBe('short')
    expect(text(result.body)).toMatch(/^<a0\/><a7\/>/)
  })

  test('comes through a proxy behind interim answers as well', async () => {
    const url = await answering(`HTTP/1.1 100 Continue\r\n\r\n${plain}`)
    const proxy = new URL(url)
    // An address that is not this computer's goes through the proxy, which here answers itself.
    const proxied = createHttp({ proxyUrl: proxy.origin })
    const result = await proxied.send(post({ url: 'http://channel.invalid/x' }))
    if (result.kind !== 'reply') throw new Error(`no reply: ${result.reason} ${result.code}`)
    expect(text(result.body)).toBe(body)
  })
})

import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { trustSystemCertificates } from '../../../main/adapters/certificates.ts'
import { createHttp } from '../../../main/adapters/http.ts'
import type { HttpRequest } from '../../../main/core/ports/http.ts'
import type { Log, LogFields } from '../../../main/core/ports/log.ts'
import { type Authority, type Certificate, createAuthority, openSslTime } from '../../support/certificates.ts'
import { type FlakyServer, startFlakyServer } from '../../support/flaky-server.ts'
import { type ConnectProxy, startConnectProxy } from './connect-proxy.ts'

let authority: Authority
let good: Certificate
let server: FlakyServer | undefined
let proxy: ConnectProxy | undefined

beforeAll(() => {
  authority = createAuthority()
  good = authority.issue({ names: ['IP:127.0.0.1', 'DNS:channel.invalid'] })
})
afterAll(() => authority.remove())
afterEach(async () => {
  await server?.close()
  await proxy?.close()
  server = undefined
  proxy = undefined
})

const request = (url: string): HttpRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: 'x',
  timeoutMs: 10_000,
  maxReplyBytes: 1000,
})
const trusting = () => createHttp({ proxyUrl: null, extraCaCertificates: [authority.cert] })

describe('TLS', () => {
  test('with a certificate of a trusted authority', async () => {
    server = await startFlakyServer(good)
    server.next({ kind: 'reply', body: 'hello' })
    expect(await trusting().send(request(server.url))).toMatchObject({ kind: 'reply', status: 200 })
  })

  test.each([
    ['tls-untrusted', 'nobody trusts', () => createHttp({ proxyUrl: null }), () => good],
    ['tls-untrusted', 'that signed itself', trusting, () => authority.selfSigned(['IP:127.0.0.1'])],
    ['tls-wrong-host', 'of another host', trusting, () => authority.issue({ names: ['DNS:other.example'] })],
    [
      'tls-expired',
      'that has expired',
      trusting,
      () => authority.issue({ names: ['IP:127.0.0.1'], from: openSslTime(-9), until: openSslTime(-2) }),
    ],
    [
      'tls-not-yet-valid',
      'of next week',
      trusting,
      () => authority.issue({ names: ['IP:127.0.0.1'], from: openSslTime(7) }),
    ],
  ] as const)('%s: a certificate %s is refused before anything is sent', async (reason, _, http, certificate) => {
    server = await startFlakyServer(certificate())
    expect(await http().send(request(server.url))).toMatchObject({ kind: 'no-reply', reason, wasSent: false })
    expect(server.requests).toHaveLength(0)
  })

  test('cut and silent replies are told apart as without TLS', async () => {
    server = await startFlakyServer(good)
    server.next({ kind: 'hang-up' }, { kind: 'cut-in-body', body: 'abcdef', bytes: 3 })
    expect(await trusting().send(request(server.url))).toMatchObject({
      kind: 'no-reply',
      reason: 'reset',
      wasSent: true,
    })
    expect(await trusting().send(request(server.url))).toMatchObject({ kind: 'reply', cut: 'short' })
  })
})

describe('the way through a proxy', () => {
  const through = (url: string, connectTimeoutMs = 20_000) =>
    createHttp({ proxyUrl: url, extraCaCertificates: [authority.cert], connectTimeoutMs })
  /** 127.0.0.1 would go past the proxy. The proxy of these tests connects to where the name stands for. */
  const channel = (of: FlakyServer) => `https://0.0.0.0:${of.port}/`

  test('tunnels, with its login, and the certificate of the channel is still checked', async () => {
    server = await startFlakyServer(authority.issue({ names: ['IP:0.0.0.0'] }))
    proxy = await startConnectProxy('tunnel')
    const http = through(proxy.url.replace('//', '//porter:night@'))
    expect(await http.send(request(channel(server)))).toMatchObject({ kind: 'reply', status: 200 })
    expect(proxy.asked).toEqual([{ target: `0.0.0.0:${server.port}`, login: `Basic ${btoa('porter:night')}` }])
    const suspicious = createHttp({ proxyUrl: proxy.url })
    expect(await suspicious.send(request(channel(server)))).toMatchObject({ reason: 'tls-untrusted', wasSent: false })
    server.next({ kind: 'hang-up' })
    expect(await http.send(request(channel(server)))).toMatchObject({
      kind: 'no-reply',
      reason: 'reset',
      wasSent: true,
    })
  })

  test.each([
    [407, 'proxy-auth', 'PROXY_407'],
    [401, 'proxy-auth', 'PROXY_401'],
    [403, 'proxy-forbids', 'PROXY_403'],
    [404, 'proxy-failed', 'PROXY_404'],
    [500, 'proxy-failed', 'PROXY_500'],
    [502, 'proxy-no-way', 'PROXY_502'],
    [503, 'proxy-no-way', 'PROXY_503'],
    [504, 'proxy-no-way', 'PROXY_504'],
    ['hang-up', 'proxy-failed', expect.any(String)],
  ] as const)('ends when the proxy answers %s', async (answer, reason, code) => {
    proxy = await startConnectProxy(answer)
    const result = await through(proxy.url).send(request('https://channel.invalid/'))
    expect(result).toMatchObject({ kind: 'no-reply', reason, code, wasSent: false })
    expect(proxy.asked).toMatchObject([{ target: 'channel.invalid:443' }])
  })

  test('ends after the connect time-out when the proxy says nothing, and blames the proxy', async () => {
    proxy = await startConnectProxy('silence')
    const result = await through(proxy.url, 300).send({ ...request('https://channel.invalid/'), timeoutMs: 100_000 })
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'proxy-failed', code: 'CONNECT_TIMEOUT', wasSent: false })
  })

  test.each([
    ['says nothing', () => undefined, 'timeout'],
    ['hangs up', (socket: Socket) => void socket.destroy(), 'reset'],
  ] as const)('blames the channel when that %s behind a proxy that made the way', async (_, act, reason) => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => {
      sockets.push(socket)
      act(socket.on('error', () => undefined))
    })
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    proxy = await startConnectProxy('tunnel')
    const result = await through(proxy.url, 500).send({
      ...request(`https://0.0.0.0:${address.port}/`),
      timeoutMs: 100_000,
    })
    expect(result).toMatchObject({ kind: 'no-reply', reason, wasSent: false })
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  test('ends when the proxy is not there', async () => {
    const gone = await startConnectProxy('tunnel')
    await gone.close()
    const result = await through(gone.url).send(request('https://channel.invalid/'))
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'proxy-failed', wasSent: false, code: 'ECONNREFUSED' })
    const noName = await through('http://proxy.invalid:8080').send(request('https://channel.invalid/'))
    expect(noName).toMatchObject({ kind: 'no-reply', reason: 'proxy-failed', wasSent: false })
  })

  test('is never taken to this computer', async () => {
    server = await startFlakyServer()
    proxy = await startConnectProxy(502)
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await through(proxy.url).send(request(`http://${host}:${server.port}/`))).toMatchObject({
        kind: 'reply',
        status: 200,
      })
    }
    expect(proxy.asked).toEqual([])
  })
})

describe('the system’s certificates', () => {
  const lines: [string, LogFields | undefined][] = []
  const note = (event: string, fields?: LogFields) => void lines.push([event, fields])
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log }
  const before = getCACertificates('default')
  afterEach(() => setDefaultCACertificates(before))

  test('are added to the built-in ones and reach undici', async () => {
    trustSystemCertificates(log)
    const trusted = getCACertificates('default')
    const print = (pem: string) => new X509Certificate(pem).fingerprint256
    const prints = new Set(trusted.map(print))
    expect(before.filter((pem) => !prints.has(print(pem)))).toHaveLength(0)
    expect(lines.at(-1)?.[0]).toBe('certificates-trusted')
    server = await startFlakyServer(good)
    const http = createHttp({ proxyUrl: null })
    expect(await http.send(request(server.url))).toMatchObject({ reason: 'tls-untrusted' })
    setDefaultCACertificates([...trusted, authority.cert])
    expect(await http.send(request(server.url))).toMatchObject({ kind: 'reply', status: 200 })
  })
})

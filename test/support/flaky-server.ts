import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'

/** What the server does with one request. */
export type Behaviour =
  | { kind: 'reply'; status?: number; headers?: Record<string, string>; body?: string | Uint8Array; delayMs?: number }
  /** Reads the request and never says a word; the connection stays open. */
  | { kind: 'half-open' }
  /** A TCP reset after the request was read, before any byte of a reply. */
  | { kind: 'reset' }
  /** A clean end of the connection after the request was read, before any byte of a reply. */
  | { kind: 'hang-up' }
  /** Status and headers that announce a body of `announced` bytes, then a reset. */
  | { kind: 'cut-after-headers'; status?: number; announced?: number }
  /** The announced body, ended after `bytes` of it. */
  | { kind: 'cut-in-body'; status?: number; body: string; bytes: number }
  /** A chunked body that ends without its last chunk. */
  | { kind: 'cut-chunked'; status?: number; body: string }
  /** Headers and the beginning of a body, and then nothing more. */
  | { kind: 'stall-in-body'; status?: number; body: string }
  | { kind: 'redirect'; to: string; status?: number }
  /** `bytes` of the letter x, announced or (`isChunked`) not. */
  | { kind: 'huge'; bytes: number; isChunked?: boolean }
  /** Something that is not HTTP. */
  | { kind: 'garbage'; text?: string }

type SeenRequest = { method: string; path: string; headers: Record<string, string>; body: string; at: number }

export type FlakyServer = {
  url: string
  port: number
  /** Every request that was read whole, oldest first. */
  requests: SeenRequest[]
  /** Connections accepted so far, also those without a whole request. */
  connections(): number
  /** Queues behaviours for the next requests, one each. */
  next(...behaviours: Behaviour[]): void
  /**
   * What happens when nothing is queued; 200 with an empty body at first. A function is asked for each
   * request.
   */
  otherwise(behaviour: Behaviour | ((request: SeenRequest) => Behaviour)): void
  /** Resolves when `count` requests have been read whole. */
  seen(count: number): Promise<void>
  /** Ends every connection and the server. */
  close(): Promise<void>
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const plain = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )

const cutInBody = (response: ServerResponse, socket: Socket, status: number, body: string, bytes: number): void => {
  response.writeHead(status, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) })
  response.write(Buffer.from(body).subarray(0, bytes), () => socket.end())
}

const act = (
  behaviour: Behaviour,
  response: ServerResponse,
  socket: Socket,
  later: (ms: number, run: () => void) => void,
): void => {
  switch (behaviour.kind) {
    case 'reply':
      later(behaviour.delayMs ?? 0, () => {
        response.writeHead(behaviour.status ?? 200, { 'content-type': 'text/xml; charset=utf-8', ...behaviour.headers })
        response.end(behaviour.body ?? '')
      })
      return
    case 'half-open':
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'hang-up':
      socket.end()
      return
    case 'cut-after-headers':
      response.writeHead(behaviour.status ?? 200, { 'content-length': behaviour.announced ?? 100 })
      response.flushHeaders()
      later(20, () => socket.resetAndDestroy())
      return
    case 'cut-in-body':
      cutInBody(response, socket, behaviour.status ?? 200, behaviour.body, behaviour.bytes)
      return
    case 'cut-chunked':
      response.writeHead(behaviour.status ?? 200, { 'transfer-encoding': 'chunked' })
      response.write(behaviour.body, () => socket.end())
      return
    case 'stall-in-body':
      response.writeHead(behaviour.status ?? 200, { 'content-length': Buffer.byteLength(behaviour.body) + 1 })
      response.write(behaviour.body)
      return
    case 'redirect':
      response.writeHead(behaviour.status ?? 302, { location: behaviour.to })
      response.end()
      return
    case 'huge': {
      const body = Buffer.alloc(behaviour.bytes, 'x')
      response.writeHead(200, behaviour.isChunked ? {} : { 'content-length': body.length })
      response.end(body)
      return
    }
    case 'garbage':
      socket.end(behaviour.text ?? 'hello, this is not a web server\r\n\r\n')
  }
}

const waitUntil = (isTrue: () => boolean, waiters: Set<() => void>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const check = () => {
    if (!isTrue()) return
    waiters.delete(check)
    resolve()
  }
  waiters.add(check)
  check()
  return promise
}

/**
 * A real HTTP server on 127.0.0.1 (HTTPS when it gets a key and a certificate, PEM) that misbehaves on
 * request. `close` it at the end of the test.
 */
export const startFlakyServer = async (tls?: { key: string; cert: string }): Promise<FlakyServer> => {
  const requests: SeenRequest[] = []
  const queue: Behaviour[] = []
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  const waiters = new Set<() => void>()
  let connections = 0
  let otherwise: Behaviour | ((request: SeenRequest) => Behaviour) = { kind: 'reply' }

  const later = (ms: number, run: () => void) => {
    if (ms === 0) return run()
    timers.add(setTimeout(run, ms))
  }
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request)
    const seen = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: plain(request.headers),
      body,
      at: Date.now(),
    }
    requests.push(seen)
    for (const check of [...waiters]) check()
    act(
      queue.shift() ?? (typeof otherwise === 'function' ? otherwise(seen) : otherwise),
      response,
      request.socket,
      later,
    )
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    onRequest(request, response).catch(() => undefined) // The client went away in the middle of its request: a test may want that.
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined) // Resets are what this server is for.
  })
  server.on('clientError', () => undefined) // As above; also a client that refuses the certificate.
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const { port } = address

  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    next: (...behaviours) => {
      queue.push(...behaviours)
    },
    otherwise: (behaviour) => {
      otherwise = behaviour
    },
    seen: (count) => waitUntil(() => requests.length >= count, waiters),
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

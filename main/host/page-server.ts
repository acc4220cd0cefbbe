import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { HostInfo } from '../contract/host.ts'
import type { ErrorCode, Reply } from '../contract/methods.ts'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'
import type { EngineLink } from './engine-link.ts'
import { readPage, safetyHeaders } from './page-files.ts'

const MAX_BODY_BYTES = 1024 * 1024
const KEEP_ALIVE_MS = 20_000
const IDLE_CONNECTION_MS = 120_000

const statusOf: Record<ErrorCode, number> = {
  'invalid-input': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-method': 404,
  'wrong-state': 409,
  'not-available': 404,
  internal: 500,
}

export type Served = { port: number; close: () => Promise<void> }

/**
 * The HTTP wire: calls, events and the screens, on loopback only, for whoever has the token. Answers whatever
 * the engine is doing.
 */
export const startPageServer = async (parts: {
  engine: Pick<EngineLink, 'call' | 'onChanged' | 'onNotice'>
  log: Log
  info: HostInfo
  token: string
  port: number
  screens: string
}): Promise<Served> => {
  const { engine, log, token } = parts
  const wanted = digest(`Bearer ${token}`)
  const streams = new Set<ServerResponse>()
  let port = parts.port

  const send = (response: ServerResponse, reply: Reply) => {
    response.writeHead(reply.ok ? 200 : statusOf[reply.error.code], {
      ...safetyHeaders,
      'content-type': 'application/json; charset=utf-8',
    })
    response.end(JSON.stringify(reply))
  }
  const refuse = (response: ServerResponse, code: ErrorCode, message: string) =>
    send(response, { ok: false, error: { code, message } })

  /**
   * Another site's page in the same browser must not reach us, by name (DNS rebinding) or by request
   * (Origin).
   */
  const isOurs = (request: IncomingMessage): boolean => {
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
    const { host, origin } = request.headers
    return (
      host !== undefined &&
      hosts.includes(host) &&
      (origin === undefined || hosts.some((one) => origin === `http://${one}`))
    )
  }
  const hasToken = (request: IncomingMessage): boolean =>
    timingSafeEqual(digest(request.headers.authorization ?? ''), wanted)

  const call = async (request: IncomingMessage, response: ServerResponse, method: string) => {
    if (request.method !== 'POST') return refuse(response, 'invalid-input', 'Calls are made with POST.')
    const body = await readBody(request)
    if (!body.ok) return refuse(response, 'invalid-input', body.problem)
    send(response, await engine.call(method, body.value))
  }

  const sendPage = async (request: IncomingMessage, response: ServerResponse, pathname: string) => {
    const { status, headers, body } = await readPage(parts.screens, request.method ?? '', pathname)
    response.writeHead(status, headers)
    response.end(status === 404 ? 'Not found. The screens are built with: npm run build\n' : (body ?? ''))
  }

  const stream = (response: ServerResponse) => {
    response.writeHead(200, {
      ...safetyHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    })
    response.write(': hello\n\n')
    streams.add(response)
    response.on('close', () => streams.delete(response))
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    // Only the path counts, whatever it looks like: `//x` would be read as another host's address.
    const { pathname } = new URL(`http://127.0.0.1${request.url?.startsWith('/') ? request.url : '/'}`)
    if (!isOurs(request)) return refuse(response, 'forbidden', 'Only pages of this address may call Night Porter.')
    const isCall = pathname.startsWith('/rpc/') || pathname === '/events' || pathname === '/info'
    if (!isCall) return sendPage(request, response, pathname)
    if (!hasToken(request))
      return refuse(
        response,
        'unauthorized',
        'The token is missing or wrong. Open the address that Night Porter printed.',
      )
    if (pathname === '/events') return stream(response)
    if (pathname === '/info') return send(response, { ok: true, value: parts.info })
    return call(request, response, pathname.slice('/rpc/'.length))
  }

  // A caller that was busy for some seconds would else send its next call into a connection that is just
  // being closed.
  const server = createServer({ keepAliveTimeout: IDLE_CONNECTION_MS }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error('request-failed', faultOf(error))
      if (!response.headersSent)
        refuse(response, 'internal', 'Night Porter could not answer because of a fault of its own.')
      else response.destroy()
    })
  })
  const tell = (event: string, data: object) => {
    for (const response of streams) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  const unlisten = [
    engine.onChanged((topics) => tell('changed', { topics })),
    // The edges of alarms, for a desktop that is this server's screen; they count reservations and name no
    // guest.
    engine.onNotice((notice) => tell('notice', notice)),
  ]
  const beat = setInterval(() => {
    for (const response of streams) response.write(': still here\n\n')
  }, KEEP_ALIVE_MS)
  beat.unref()

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(parts.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address !== null && typeof address === 'object') port = address.port

  return {
    port,
    close: async () => {
      clearInterval(beat)
      for (const end of unlisten) end()
      for (const response of streams) response.end()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 500).unref()
      await closed
    },
  }
}

/** Equal lengths for a comparison that takes the same time whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const readBody = async (
  request: IncomingMessage,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: string }> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    // Read to its end, but not kept: an answer in the middle of a request would spoil the connection for the
    // next call.
    if (size <= MAX_BODY_BYTES) chunks.push(bytes)
  }
  if (size > MAX_BODY_BYTES) return { ok: false, problem: 'The call is larger than 1 MB.' }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return { ok: true, value: {} }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, problem: 'The call is not JSON.' } // JSON.parse throws on what a caller sent; its text could quote content
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { HostInfo } from '../contract/host.ts'
import type { ErrorCode, Reply } from '../contract/methods.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'
import type { EngineLink } from './engine-link.ts'
import { readPage, safetyHeaders } from './page-files.ts'
import { createSessions } from './sessions.ts'
import { WINDOW_HEADER } from './window-header.ts'
import { createWrongTries } from './wrong-tries.ts'

const MAX_BODY_BYTES = 1024 * 1024
/**
 * So much of a body that is too large is read to its end, for the sake of the connection; then the connection
 * ends.
 */
const MOST_READ_BYTES = 8 * MAX_BODY_BYTES
const MAX_CODE_BYTES = 1024
const MAX_HEADER_BYTES = 16 * 1024
const MOST_CONNECTIONS = 256
const MOST_STREAMS = 64
const HEADERS_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 60_000
const CHECK_EVERY_MS = 2_000
const KEEP_ALIVE_MS = 20_000
const IDLE_CONNECTION_MS = 120_000

const statusOf: Record<ErrorCode, number> = {
  'invalid-input': 400,
  unauthorized: 401,
  forbidden: 403,
  'needs-pin': 403,
  'not-found': 404,
  'unknown-method': 404,
  'wrong-state': 409,
  'not-available': 404,
  internal: 500,
}

export type Served = {
  port: number
  /** Good once, within 60 s: a page exchanges it for a session. */
  newCode: () => string
  close: () => Promise<void>
}

/**
 * The HTTP wire: calls, events and the screens, on loopback only, for whoever has the token or a session.
 * Answers whatever the engine is doing. Before it knows who asks it reads no body but that of a code, and
 * keeps no connection.
 */
export const startPageServer = async (parts: {
  engine: Pick<EngineLink, 'call' | 'onChanged' | 'onNotice'>
  log: Log
  info: HostInfo
  token: string
  port: number
  screens: string
  clock: Pick<Clock, 'monotonicMs' | 'after'>
}): Promise<Served> => {
  const { engine, log, clock } = parts
  const sessions = createSessions(parts)
  const wrongTries = createWrongTries({ clock })
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
  const refuseWrong = (request: IncomingMessage, response: ServerResponse, message: string) => {
    response.setHeader('connection', 'close')
    wrongTries.refuse({
      answer: () => refuse(response, 'unauthorized', message),
      drop: () => request.socket.destroy(),
    })
  }

  const call = async (request: IncomingMessage, response: ServerResponse, caller: string, method: string) => {
    if (request.method !== 'POST') return refuse(response, 'invalid-input', 'Calls are made with POST.')
    const body = await readBody(request, MAX_BODY_BYTES)
    if (!body.ok) return refuse(response, 'invalid-input', body.problem)
    send(response, await engine.call(method, body.value, caller))
  }

  /** The one thing that is read from whoever comes: a code, for a session. */
  const openSession = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'POST') return refuse(response, 'invalid-input', 'A code is sent with POST.')
    const body = await readBody(request, MAX_CODE_BYTES)
    if (!body.ok) return refuse(response, 'invalid-input', body.problem)
    const code = Code.safeParse(body.value)
    const token = code.success ? sessions.exchange(code.data.code) : null
    if (token === null)
      return refuseWrong(
        request,
        response,
        'The code is used up or older than a minute. Print a new address with: np address',
      )
    send(response, { ok: true, value: { token } })
  }

  const sendPage = async (request: IncomingMessage, response: ServerResponse, pathname: string) => {
    const { status, headers, body } = await readPage(parts.screens, request.method ?? '', pathname)
    response.writeHead(status, headers)
    response.end(status === 404 ? 'Not found. The screens are built with: npm run build\n' : (body ?? ''))
  }

  const stream = (response: ServerResponse) => {
    if (streams.size >= MOST_STREAMS) {
      response.setHeader('connection', 'close')
      return refuse(response, 'not-available', 'Too many screens are open. Close some.')
    }
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
    if (pathname === '/session') return openSession(request, response)
    const isCall = pathname.startsWith('/rpc/') || ['/events', '/info', '/code'].includes(pathname)
    if (!isCall) {
      response.setHeader('connection', 'close') // a page needs no token, so it holds no connection either
      return sendPage(request, response, pathname)
    }
    const known = sessions.callerOf(request.headers.authorization)
    if (known === null)
      return refuseWrong(
        request,
        response,
        'The token is missing or wrong. Open the address that Night Porter printed, or print a new one with: np address',
      )
    const caller = `${known} ${windowOf(request)}`
    if (pathname === '/events') return stream(response)
    if (pathname === '/code') return send(response, { ok: true, value: { code: sessions.newCode() } })
    if (pathname === '/info') return send(response, { ok: true, value: parts.info })
    return call(request, response, caller, pathname.slice('/rpc/'.length))
  }

  // A caller that was busy for some seconds would else send its next call into a connection that is just
  // being closed.
  const limits = {
    keepAliveTimeout: IDLE_CONNECTION_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_WITHIN_MS,
    requestTimeout: REQUEST_WITHIN_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  }
  const server = createServer(limits, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error('request-failed', faultOf(error))
      if (!response.headersSent)
        refuse(response, 'internal', 'Night Porter could not answer because of a fault of its own.')
      else response.destroy()
    })
  })
  server.maxConnections = MOST_CONNECTIONS
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
    newCode: sessions.newCode,
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

/** Several windows may share a token, as desktops that join this process do; each says which it is. */
const windowOf = ({ headers }: IncomingMessage): string => {
  const name = headers[WINDOW_HEADER]
  return typeof name === 'string' ? name.slice(0, 60) : ''
}

const Code = z.object({ code: z.string().max(100) })

const readBody = async (
  request: IncomingMessage,
  most: number,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: string }> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    // Read to its end, but not kept: an answer in the middle of a request would spoil the connection for the
    // next call.
    if (size <= most) chunks.push(bytes)
    if (size > MOST_READ_BYTES) {
      request.socket.destroy()
      break
    }
  }
  if (size > most) return { ok: false, problem: `The call is larger than ${most / 1024} kB.` }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return { ok: true, value: {} }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, problem: 'The call is not JSON.' } // JSON.parse throws on what a caller sent; its text could quote content
  }
}

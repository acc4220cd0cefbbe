import type { Socket } from 'node:net'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { buildConnector, Client, type Dispatcher, Pool, ProxyAgent } from 'undici'
import { z } from 'zod'
import type { Http, HttpNoReply, HttpReply, HttpRequest, HttpResult } from '../core/ports/http.ts'
import { startAwakeTimer } from './awake-timer.ts'
import { failureOf, failureThroughProxy } from './http-failure.ts'
import { withoutInterim } from './skip-informational.ts'
import { unpackBody } from './unpack-body.ts'

/**
 * Connecting, a proxy's answer and the TLS handshake. A satellite line needs some seconds; a dead address, or
 * a proxy that says nothing, must not eat the whole time-out.
 */
const LONGEST_CONNECT_MS = 20_000

/** What undici hands to the maker of a connection through a proxy. */
const ProxiedOptions = z.object({
  connect: z.custom<buildConnector.connector>((value) => typeof value === 'function'),
})

type Header = string | string[] | undefined

const plainHeaders = (headers: Record<string, Header>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )

const isLoopback = (hostname: string): boolean =>
  /^(?:127(?:\.\d{1,3}){3}|localhost|.*\.localhost|\[::1\])$/i.test(hostname)

/** The socket of an exchange: to the proxy at first where there is one, then what the request goes out on. */
type Line = { proxy: Socket | null; request: Socket | null }

/** The same connector, which says what it connected to. */
const noting =
  (connect: buildConnector.connector, note: (socket: Socket) => void): buildConnector.connector =>
  (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result
      if (error === null) note(socket)
      callback(...result)
    })

/** Collects one exchange. `end` is called once with the result, whatever happens first. */
const createExchange = ({
  request,
  isProxied,
  line,
  end,
}: {
  request: HttpRequest
  isProxied: boolean
  line: Line
  end: (result: HttpResult) => void
}) => {
  const beganAt = performance.now()
  const chunks: Uint8Array[] = []
  let size = 0
  let isDone = false
  let wasSent = false
  let head: { status: number; headers: Record<string, string> } | null = null
  const tookMs = () => Math.round(performance.now() - beganAt)
  const finish = (result: HttpResult) => {
    if (isDone) return
    isDone = true
    end(result)
  }
  const reply = (cut: HttpReply['cut']) => {
    if (head === null) return
    const { body, isTooLong } = unpackBody(
      Buffer.concat(chunks, size),
      head.headers['content-encoding'] ?? '',
      request.maxReplyBytes,
    )
    finish({ kind: 'reply', ...head, body, cut: isTooLong ? 'too-long' : cut, tookMs: tookMs() })
  }
  const noReply = (reason: HttpNoReply['reason'], code: string) =>
    finish({ kind: 'no-reply', reason, wasSent, code, tookMs: tookMs() })

  /**
   * A proxy that has said something and did not refuse has made the way: what fails then is the channel's.
   */
  const isAtProxy = () => isProxied && !wasSent && !line.proxy?.bytesRead

  const handler: Dispatcher.DispatchHandler = {
    // undici calls this with a connected, verified socket in the tick in which it writes the request: the
    // last moment unsent.
    onRequestStart: (controller) => {
      if (tookMs() < request.timeoutMs) wasSent = true
      else {
        // The process was halted while it connected. Others count this request as over; it must not go out
        // now, beside theirs.
        noReply('timeout', 'TIME_OUT')
        controller.abort(new Error('the time for this request is over'))
      }
    },
    onResponseStart: (_controller, status, headers) => {
      if (status >= 200) head = { status, headers: plainHeaders(headers) }
    },
    onResponseData: (_controller, chunk) => {
      const room = request.maxReplyBytes - size
      chunks.push(chunk.subarray(0, room))
      size += Math.min(chunk.length, room)
      if (chunk.length > room) reply('too-long')
    },
    onResponseEnd: () => reply('no'),
    onResponseError: (_controller, error) => {
      const { reason, code } = isProxied && !wasSent ? failureThroughProxy(error, isAtProxy()) : failureOf(error)
      if (head !== null && reason !== 'timeout') reply('short')
      else noReply(reason, code)
    },
  }
  return {
    handler,
    timeIsUp: () => noReply('timeout', 'TIME_OUT'),
    connectTimeIsUp: () => {
      if (!wasSent) noReply(isAtProxy() ? 'proxy-failed' : 'timeout', 'CONNECT_TIMEOUT')
    },
    /**
     * The rest of a request that others count as over must not go out, beside theirs; its answer may still be
     * read.
     */
    halted: () => {
      if (tookMs() >= request.timeoutMs && line.request?.writableLength) noReply('timeout', 'TIME_OUT')
    },
    stopped: () => noReply('stopped', 'STOPPED'),
  }
}

/** What a connection needs to know about trust; null where the process's own list is right. */
const trust = (extra: readonly string[] | undefined): (() => SecureContext | null) => {
  let context: SecureContext | null = null
  return () => {
    // Made at the first request and not before: the system's certificates are added to the default list at
    // start.
    if (extra?.length) context ??= createSecureContext({ ca: [...getCACertificates('default'), ...extra] })
    return context
  }
}

/**
 * HTTP over undici. Every request has a connection of its own, closed behind it: a kept one that the channel
 * closes in the same moment as the next booking goes out would leave it unknown whether the booking arrived,
 * and no pace here is worth that. HTTP/1.1 only, no retry, no redirect, TLS always verified
 * (`extraCaCertificates`, PEM, are trusted as well). `proxyUrl` may carry a user and password; addresses of
 * this computer never go through it. Expected failures are values.
 */
export const createHttp = ({
  proxyUrl,
  extraCaCertificates,
  connectTimeoutMs = LONGEST_CONNECT_MS,
}: {
  proxyUrl: string | null
  extraCaCertificates?: string[]
  connectTimeoutMs?: number
}): Http => {
  const trusted = trust(extraCaCertificates)

  const dispatcherFor = (url: URL, proxy: string | null, line: Line): Dispatcher => {
    const secureContext = trusted()
    // undici's own timers judge a process that wakes up before it has read what came; 0 switches them off.
    const tls = { timeout: 0, allowH2: false, ...(secureContext === null ? {} : { secureContext }) }
    const limits = { headersTimeout: 0, bodyTimeout: 0, pipelining: 0 }
    const onRequestLine = (connect: buildConnector.connector) =>
      withoutInterim(
        noting(connect, (socket) => {
          line.request = socket
        }),
      )
    const connect = onRequestLine(buildConnector(tls))
    if (proxy === null) return new Client(url.origin, { ...limits, allowH2: false, connect })
    return new ProxyAgent({
      ...limits,
      uri: proxy,
      connections: 1,
      allowH2: false,
      connectTimeout: 0,
      requestTls: tls,
      proxyTls: tls,
      // The connections to the channel that the proxy has made; `options.connect` makes them.
      factory: (origin, options) => {
        const { connect: made } = ProxiedOptions.parse(options)
        return new Client(origin, { ...limits, allowH2: false, connect: onRequestLine(made) })
      },
      clientFactory: (origin, options) => {
        const { connect: made } = ProxiedOptions.parse(options)
        const noted = noting(made, (socket) => {
          line.proxy = socket
        })
        return new Pool(origin, { ...limits, connections: 1, connect: noted })
      },
    })
  }

  const send = (request: HttpRequest): Promise<HttpResult> => {
    const { promise, resolve } = Promise.withResolvers<HttpResult>()
    const url = new URL(request.url)
    const proxy = isLoopback(url.hostname) ? null : proxyUrl
    const line: Line = { proxy: null, request: null }
    const dispatcher = dispatcherFor(url, proxy, line)
    const exchange = createExchange({
      request,
      isProxied: proxy !== null,
      line,
      end: (result) => {
        cancelTimeOut()
        cancelConnectTimeOut()
        request.signal?.removeEventListener('abort', stop)
        resolve(result)
        // Ends the connection, also one that is half made. It rejects when it is ended already, which is what
        // was wanted.
        dispatcher.destroy().catch(() => undefined)
      },
    })
    const stop = exchange.stopped
    const cancelConnectTimeOut = startAwakeTimer(
      Math.min(connectTimeoutMs, request.timeoutMs),
      exchange.connectTimeIsUp,
    )
    const cancelTimeOut = startAwakeTimer(request.timeoutMs, exchange.timeIsUp, exchange.halted)
    if (request.signal?.aborted) stop()
    else {
      request.signal?.addEventListener('abort', stop, { once: true })
      const body = request.body === undefined ? {} : { body: request.body }
      // A packed answer that breaks off says less than a plain one; some channels pack all the same.
      const headers = { 'accept-encoding': 'identity', ...plainHeaders(request.headers) }
      dispatcher.dispatch(
        { origin: url.origin, path: url.pathname + url.search, method: request.method, headers, ...body },
        exchange.handler,
      )
    }
    return promise
  }

  return { send, close: () => Promise.resolve() }
}

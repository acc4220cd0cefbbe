/**
 * One HTTP request and what came of it. The client never retries and never follows a redirect: that is the
 * queue's business.
 */
export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: string
  /** From the start to the last byte of the reply; time in which the process was halted is not counted. */
  timeoutMs: number
  /** A longer reply is cut there and marked. */
  maxReplyBytes: number
  signal?: AbortSignal
}

/** Why there is no whole reply. `stopped`: we ended it ourselves (shutdown). */
export type NoReplyReason =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'timeout'
  | 'tls-expired'
  | 'tls-untrusted'
  | 'tls-wrong-host'
  | 'tls-not-yet-valid'
  | 'tls-other'
  /** The proxy wants a sign-in, or another one. */
  | 'proxy-auth'
  /** The proxy has a rule against it. */
  | 'proxy-forbids'
  /** The proxy works and does not reach the channel. */
  | 'proxy-no-way'
  /** The proxy is not there, does not answer, or answers something else. */
  | 'proxy-failed'
  | 'protocol'
  | 'stopped'
  | 'other'

export type HttpReply = {
  kind: 'reply'
  status: number
  /** Names in lower case; repeated headers joined with a comma. */
  headers: Record<string, string>
  body: Uint8Array
  /** The reply ended before its announced length, or was cut at `maxReplyBytes`. */
  cut: 'no' | 'short' | 'too-long'
  tookMs: number
}

export type HttpNoReply = {
  kind: 'no-reply'
  reason: NoReplyReason
  /** Whether the channel may have read the request: false only when no byte of it can have left. */
  wasSent: boolean
  /** The library's own code, such as ECONNREFUSED. Never holds content. */
  code: string
  tookMs: number
}

export type HttpResult = HttpReply | HttpNoReply

export type Http = {
  send(request: HttpRequest): Promise<HttpResult>
  /** Ends idle connections. Requests in flight go on. */
  close(): Promise<void>
}

import type { NoReplyReason } from '../core/ports/http.ts'
import { errnoOf } from './errno.ts'

/**
 * OpenSSL's, Node's and undici's codes by what they mean to the reader. Unlisted ones are settled by their
 * beginning.
 */
const reasons: Record<string, NoReplyReason> = {
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  ESERVFAIL: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable', // A local firewall forbids the connection.
  EPERM: 'unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ENETRESET: 'reset',
  ENOTCONN: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  HOSTNAME_MISMATCH: 'tls-wrong-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_REVOKED: 'tls-untrusted',
  CERT_REJECTED: 'tls-untrusted',
  CERT_CHAIN_TOO_LONG: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
  INVALID_CA: 'tls-untrusted',
  EPROTO: 'tls-other',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
}

const byBeginning: [string, NoReplyReason][] = [
  ['EAI_', 'dns'],
  ['HPE_', 'protocol'],
  ['ERR_SSL_', 'tls-other'],
  ['ERR_TLS_', 'tls-other'],
  ['ERR_OSSL_', 'tls-other'],
  ['CERT_', 'tls-other'],
  ['CRL_', 'tls-other'],
  ['UNABLE_TO_', 'tls-other'],
]

const reasonOf = (code: string): NoReplyReason =>
  reasons[code] ?? byBeginning.find(([beginning]) => code.startsWith(beginning))?.[1] ?? 'other'

/**
 * A name with several addresses fails with one error that holds one for each; undici wraps errors of a
 * proxy's connection.
 */
const codesOf = (error: unknown): string[] => {
  if (!(error instanceof Error)) return [errnoOf(error)]
  // undici 8 leaves the code of its parser's errors empty.
  if (error.name === 'HTTPParserError') return ['HPE_INVALID']
  const inner = error instanceof AggregateError ? error.errors : error.cause === undefined ? [] : [error.cause]
  return [...inner.flatMap(codesOf), errnoOf(error)]
}

/** The first code of an error, or of what it wraps, that has a meaning here. */
const tellingCode = (error: unknown): string => {
  const codes = codesOf(error)
  return codes.find((code) => reasonOf(code) !== 'other') ?? codes.at(-1) ?? errnoOf(error)
}

export type Failure = { reason: NoReplyReason; code: string }

/** What an error of the HTTP client means on a direct connection, or after the request has left. */
export const failureOf = (error: unknown): Failure => {
  const code = tellingCode(error)
  return { reason: reasonOf(code), code }
}

/**
 * What a proxy's answer to CONNECT says. With 502 and 504 it speaks of the server behind it (RFC 9110, 15.6.3
 * and 15.6.5), and common ones say 503 for the same. Some ask for a sign-in with 401, which is wrong but
 * plain.
 */
const proxyReasons: Record<string, NoReplyReason> = {
  401: 'proxy-auth',
  407: 'proxy-auth',
  403: 'proxy-forbids',
  502: 'proxy-no-way',
  503: 'proxy-no-way',
  504: 'proxy-no-way',
}

/**
 * What it means while the way to the channel leads through a proxy and the request has not left. As long as
 * the proxy has said nothing (`isAtProxy`), names and addresses are its own, and only certificates may be the
 * channel's.
 */
export const failureThroughProxy = (error: unknown, isAtProxy: boolean): Failure => {
  // undici gives the proxy's status in the text alone.
  const status = error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined
  if (status !== undefined) return { reason: proxyReasons[status] ?? 'proxy-failed', code: `PROXY_${status}` }
  const failure = failureOf(error)
  return !isAtProxy || failure.reason.startsWith('tls-') ? failure : { reason: 'proxy-failed', code: failure.code }
}

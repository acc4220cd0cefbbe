import type { CauseName } from '../playbook/entries.ts'
import type { HttpReply } from '../ports/http.ts'
import { foreignText } from './reply-text.ts'
import { namedBy } from './text/named-by.ts'
import type { Asked, Verdict } from './verdict.ts'
import { verdictOf } from './verdict-of.ts'

const HOUR_MS = 3_600_000

/** How long the channel asks to wait, from `Retry-After` as seconds or as a date; never more than an hour. Null without one. */
export const retryAfterOf = (headers: Readonly<Record<string, string>>, at: number): number | null => {
  const value = headers['retry-after']?.trim()
  if (!value) return null
  const ms = /^\d{1,9}(?:\.\d{1,6})?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - at
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), HOUR_MS) : null
}

/** What each status means (docs/channels/pmsxchange.md#pmsx-44 to pmsx-46) where no body says otherwise. */
const causes: Readonly<Record<number, CauseName>> = {
  400: 'bad-request',
  401: 'credentials-refused',
  403: 'forbidden',
  404: 'wrong-address',
  405: 'wrong-method',
  407: 'proxy-auth',
  408: 'request-timeout',
  413: 'too-large',
  415: 'wrong-format',
  429: 'throttled',
  500: 'server-fault',
  501: 'not-supported',
  502: 'gateway-bad',
  503: 'unavailable',
  504: 'gateway-timeout',
  505: 'wrong-http-version',
  511: 'captive-portal',
}

/** The cause of a status alone. */
export const causeOfStatus = (status: number): CauseName => {
  const named = causes[status]
  if (named !== undefined) return named
  if (status >= 300 && status < 400) return 'redirected'
  if (status >= 400 && status < 500) return 'request-refused'
  return status >= 500 && status < 600 ? 'server-fault-other' : 'protocol-broken'
}

/** Statuses beside which a text without markup, or a page, may still say what is meant. */
const isOpenToText = (status: number): boolean =>
  status >= 400 && ![401, 404, 405, 407, 408, 413, 415, 429, 501, 505].includes(status)

/**
 * Judges a reply by its status, for want of an answer in its body; `causeOf` where the channel means something of its own by a status.
 * A gateway's 502 or 504 may hide that the request was carried out.
 */
export const judgeStatus = (
  reply: HttpReply,
  asked: Asked,
  text: string,
  isPage: boolean,
  causeOf: (status: number) => CauseName = causeOfStatus,
): Verdict => {
  const { status } = reply
  const byText = isOpenToText(status) ? namedBy(text, isPage) : null
  const cause = byText ?? causeOf(status)
  return verdictOf(cause, {
    facts: { status: String(status) },
    vendorText: foreignText(text),
    isAnswer: cause === 'throttled',
    isUnknown: cause === 'gateway-bad' || cause === 'gateway-timeout',
    retryAfterMs: retryAfterOf(reply.headers, asked.at),
  })
}

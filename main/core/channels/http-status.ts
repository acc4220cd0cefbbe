import type { CauseName } from '../playbook/entries.ts'
import type { HttpReply } from '../ports/http.ts'
import { namedBy } from '../text/named-by.ts'
import { foreignText, plainWords } from './reply-text.ts'
import type { Asked, Verdict } from './verdict.ts'
import { unknownOutcome, verdictOf } from './verdict-of.ts'

const HOUR_MS = 3_600_000

/**
 * How long the channel asks to wait, from `Retry-After` as seconds or as a date; never more than an hour.
 * Null without one, and for one that is over already: 0, a negative number, or a date that a fast clock of
 * this PC has left behind asks for no wait at all, and the usual one is better than none.
 */
export const retryAfterOf = (headers: Readonly<Record<string, string>>, at: number): number | null => {
  const value = headers['retry-after']?.trim()
  if (!value) return null
  const ms = /^[+-]?\d{1,9}(?:\.\d{1,6})?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - at
  return ms > 0 ? Math.min(ms, HOUR_MS) : null
}

/** What each status means (docs/channels/pmsxchange.md#pmsx-44 to pmsx-46) where no body says otherwise. */
const causes: Readonly<Record<number, CauseName>> = {
  // "Not modified" answers a request with conditions (RFC 9110, section 15.4.5), and none of ours has any.
  304: 'protocol-broken',
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
  // Cloudflare's, for what is wrong between it and the channel; 520, an answer it did not understand, stays a
  // fault of the server.
  521: 'gateway-bad',
  522: 'gateway-timeout',
  523: 'gateway-bad',
  524: 'gateway-timeout',
  525: 'gateway-bad',
  526: 'gateway-bad',
  527: 'gateway-bad',
  530: 'gateway-bad',
  // Some proxies': nothing came from behind them in time.
  598: 'gateway-timeout',
  599: 'gateway-timeout',
}

/**
 * Words by which a 408 says that the request never came in whole, so that nothing can have been carried out.
 */
const saysNothingRead =
  /waiting for (?:the |a )?(?:complete |http |client )?request|did(?: not|n['\u2019]t) (?:receive|send|complete|finish)|not (?:fully |completely )?(?:received|read)|no (?:data|request|bytes?) (?:was |were )?(?:received|read|sent)|incomplete request|before (?:the )?(?:whole |full )?request/i

/**
 * Whether a status without an answer of the channel hides what became of the request: a gateway gave up on
 * the system behind it, or that system broke off. Some of Cloudflare's say that no connection was made;
 * nobody knows which of several tries they speak of.
 */
export const hidesOutcome = (status: number, text: string): boolean =>
  (status === 408 && !saysNothingRead.test(text.slice(0, 4_000))) ||
  [500, 502, 504, 527, 598, 599].includes(status) ||
  (status >= 520 && status <= 524)

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
 * Judges a reply by its status, for want of an answer in its body; `causeOf` where the channel means
 * something of its own by a status. Where the status hides whether the request was carried out, the rule for
 * unknown outcomes holds.
 */
export const judgeStatus = (
  reply: HttpReply,
  asked: Asked,
  text: string,
  isPage: boolean,
  causeOf: (status: number) => CauseName = causeOfStatus,
): Verdict => {
  const { status } = reply
  const byText = isOpenToText(status) ? namedBy(plainWords(text), isPage) : null
  const cause = byText ?? causeOf(status)
  const given = {
    facts: { status: String(status) },
    vendorText: foreignText(text),
    isAnswer: cause === 'throttled',
    retryAfterMs: retryAfterOf(reply.headers, asked.at),
  }
  return byText === null && hidesOutcome(status, text) ? unknownOutcome(cause, asked, given) : verdictOf(cause, given)
}

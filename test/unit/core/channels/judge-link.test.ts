import { describe, expect, it } from 'vitest'
import { judgeSoap } from '../../../../main/core/channels/pmsxchange/judge.ts'
import type { NoReplyReason } from '../../../../main/core/ports/http.ts'
import { answer, asked, error, fault, noReply, PAGE, reply, soap } from './replies.ts'

const html = { headers: { 'content-type': 'text/html' } }

describe('no reply', () => {
  const before: [NoReplyReason, string][] = [
    ['dns', 'dns-failed'],
    ['refused', 'connection-refused'],
    ['unreachable', 'unreachable'],
    ['reset', 'connection-reset'],
    ['timeout', 'connect-timeout'],
    ['tls-expired', 'tls-expired'],
    ['tls-untrusted', 'tls-untrusted'],
    ['tls-wrong-host', 'tls-wrong-host'],
    ['tls-not-yet-valid', 'tls-clock'],
    ['tls-other', 'tls-other'],
    ['proxy-auth', 'proxy-auth'],
    ['proxy-forbids', 'proxy-forbids'],
    ['proxy-no-way', 'proxy-no-way'],
    ['proxy-failed', 'proxy-failed'],
    ['protocol', 'protocol-broken'],
    ['other', 'link-failed'],
  ]
  it.each(before)('%s before anything was sent opens an outage: %s', (reason, cause) => {
    for (const afterUnknownOutcome of ['retry', 'ask'] as const)
      expect(judgeSoap(noReply(reason, false), asked({ afterUnknownOutcome }))).toMatchObject({
        cause,
        outcome: 'retry',
        policy: 'outage',
        isAnswer: false,
        isUnknown: false,
        vendorText: null,
      })
  })

  const after: [NoReplyReason, string][] = [
    ['timeout', 'no-answer'],
    ['reset', 'answer-cut-off'],
    ['unreachable', 'answer-cut-off'],
    ['protocol', 'answer-cut-off'],
    ['other', 'answer-cut-off'],
  ]
  it.each(after)('%s after the request was sent is an unknown outcome', (reason, cause) => {
    expect(judgeSoap(noReply(reason, true), asked())).toMatchObject({
      cause,
      outcome: 'retry',
      policy: 'outage',
      isUnknown: true,
    })
    expect(judgeSoap(noReply(reason, true), asked({ afterUnknownOutcome: 'ask' }))).toMatchObject({
      cause: 'unknown-outcome',
      outcome: 'unsure',
      policy: 'ask',
      isUnknown: true,
      facts: { because: cause },
    })
  })

  it('does not blame the link when Night Porter itself stopped', () => {
    expect(judgeSoap(noReply('stopped', false), asked())).toMatchObject({
      cause: 'stopped-by-us',
      outcome: 'retry',
      policy: 'none',
    })
    expect(judgeSoap(noReply('stopped', true), asked({ afterUnknownOutcome: 'ask' }))).toMatchObject({
      outcome: 'unsure',
    })
  })
})

describe('replies that are no answer', () => {
  it('takes a page under 200 for a captive portal, with a link that does not work', () => {
    expect(judgeSoap(reply(200, PAGE, html), asked())).toMatchObject({
      cause: 'captive-portal',
      policy: 'outage',
      isAnswer: false,
      vendorText: PAGE,
    })
    expect(judgeSoap(reply(200, '<html><body>Sign in</body></html>'), asked()).cause).toBe('captive-portal')
    expect(
      judgeSoap(reply(200, '<?xml version="1.0"?>\n<h:html xmlns:h="http://www.w3.org/1999/xhtml"/>'), asked()).cause,
    ).toBe('captive-portal')
  })

  const whole = answer('<Success/>')
  it.each([
    ['half of an answer', whole.slice(0, -30), 'no'],
    ['half of an answer, marked as cut', whole.slice(0, -30), 'short'],
    ['markup that makes no sense', '<a><b></a>', 'no'],
    ['half of a text, marked as cut', 'Suc', 'short'],
  ] as const)('%s is an unknown outcome', (_, body, cut) => {
    expect(judgeSoap(reply(200, body, { cut }), asked())).toMatchObject({
      cause: 'answer-cut-off',
      outcome: 'retry',
      isUnknown: true,
    })
    expect(judgeSoap(reply(200, body, { cut }), asked({ afterUnknownOutcome: 'ask' })).outcome).toBe('unsure')
  })

  it('reads an answer that is whole although the line said there was more', () => {
    expect(judgeSoap(reply(200, whole, { cut: 'short' }), asked()).cause).toBe('delivered')
  })

  it('treats nothing, and far too much, as an unknown outcome', () => {
    expect(judgeSoap(reply(200, ''), asked())).toMatchObject({ cause: 'answer-empty', isUnknown: true })
    expect(judgeSoap(reply(204, '  \n'), asked()).cause).toBe('answer-empty')
    expect(judgeSoap(reply(200, whole, { cut: 'too-long' }), asked())).toMatchObject({
      cause: 'answer-too-long',
      isUnknown: true,
    })
    expect(judgeSoap(reply(200, new Uint8Array(6_000_000)), asked()).cause).toBe('answer-too-long')
  })

  it('lets the body decide, not the content type', () => {
    for (const type of ['text/plain', 'text/html', 'application/octet-stream', ''])
      expect(judgeSoap(reply(200, whole, { headers: { 'content-type': type } }), asked()).cause).toBe('delivered')
    expect(
      judgeSoap(reply(200, '{"ok":true}', { headers: { 'content-type': 'application/json' } }), asked()).cause,
    ).toBe('foreign-answer')
    expect(judgeSoap(reply(200, 'OK'), asked())).toMatchObject({
      cause: 'foreign-answer',
      policy: 'outage',
      vendorText: 'OK',
    })
  })

  it('does not guess about XML that nobody here knows', () => {
    expect(judgeSoap(reply(200, '<result>fine</result>'), asked())).toMatchObject({
      cause: 'unclear-answer',
      outcome: 'unsure',
      facts: { root: 'result' },
    })
    expect(judgeSoap(reply(200, soap('')), asked()).cause).toBe('unclear-answer')
    expect(judgeSoap(reply(200, answer('')), asked())).toMatchObject({
      cause: 'unclear-answer',
      outcome: 'unsure',
      isUnknown: true,
    })
  })
})

describe('status without a body that says anything', () => {
  const table: [number, string, string, string][] = [
    [301, 'redirected', 'retry', 'outage'],
    [302, 'redirected', 'retry', 'outage'],
    [304, 'protocol-broken', 'retry', 'outage'],
    [307, 'redirected', 'retry', 'outage'],
    [400, 'bad-request', 'failed', 'fail'],
    [401, 'credentials-refused', 'paused', 'pause'],
    [403, 'forbidden', 'paused', 'pause'],
    [404, 'wrong-address', 'failed', 'fail'],
    [405, 'wrong-method', 'failed', 'fail'],
    [407, 'proxy-auth', 'retry', 'outage'],
    [408, 'request-timeout', 'retry', 'outage'],
    [409, 'request-refused', 'failed', 'fail'],
    [413, 'too-large', 'failed', 'fail'],
    [415, 'wrong-format', 'failed', 'fail'],
    [418, 'request-refused', 'failed', 'fail'],
    [429, 'throttled', 'throttled', 'throttle'],
    [500, 'server-fault', 'retry', 'probe'],
    [501, 'not-supported', 'failed', 'fail'],
    [502, 'gateway-bad', 'retry', 'outage'],
    [503, 'unavailable', 'retry', 'outage'],
    [504, 'gateway-timeout', 'retry', 'outage'],
    [505, 'wrong-http-version', 'failed', 'fail'],
    [507, 'server-fault-other', 'retry', 'probe'],
    [520, 'server-fault-other', 'retry', 'probe'],
    [521, 'gateway-bad', 'retry', 'outage'],
    [522, 'gateway-timeout', 'retry', 'outage'],
    [523, 'gateway-bad', 'retry', 'outage'],
    [524, 'gateway-timeout', 'retry', 'outage'],
    [525, 'gateway-bad', 'retry', 'outage'],
    [530, 'gateway-bad', 'retry', 'outage'],
    [511, 'captive-portal', 'retry', 'outage'],
    [999, 'protocol-broken', 'retry', 'outage'],
  ]
  it.each(table)('%i is %s', (status, cause, outcome, policy) => {
    for (const body of ['', PAGE, 'sorry', '<x/>'])
      expect(judgeSoap(reply(status, body, html), asked())).toMatchObject({ cause, outcome, policy })
  })

  it.each([408, 500, 502, 504, 520, 521, 522, 523, 524, 527, 598, 599])(
    '%i hides whether the request was carried out',
    (status) => {
      for (const body of ['', PAGE, 'sorry']) {
        expect(judgeSoap(reply(status, body), asked()).isUnknown).toBe(true)
        expect(judgeSoap(reply(status, body), asked({ afterUnknownOutcome: 'ask' }))).toMatchObject({
          cause: 'unknown-outcome',
          outcome: 'unsure',
        })
      }
    },
  )

  it.each([301, 400, 401, 403, 404, 407, 413, 429, 501, 503, 505, 511, 525, 526])('%i hides nothing', (status) => {
    expect(judgeSoap(reply(status, ''), asked({ afterUnknownOutcome: 'ask' })).isUnknown).toBe(false)
  })

  it.each([
    'Server timeout waiting for the HTTP request from the client.',
    "Your browser didn't send a complete request in time.",
    'The server did not receive a complete request message',
    'The request was not received in time',
  ])('a 408 that says that nothing was read hides nothing: %s', (body) => {
    expect(judgeSoap(reply(408, body), asked({ afterUnknownOutcome: 'ask' }))).toMatchObject({
      cause: 'request-timeout',
      outcome: 'retry',
      isUnknown: false,
    })
  })

  it.each([
    [400, '{"fault":{"faultstring":"Rate limit quota violation. Quota limit exceeded."}}'],
    [503, '{"errors":[{"message":"Too many requests"}]}'],
    [503, '<html><body>Throttle limit reached</body></html>'],
    [503, 'Zu viele Anfragen, bitte später erneut versuchen'],
  ])('a gateway that slows us down under %i is understood: %s', (status, body) => {
    expect(judgeSoap(reply(status, body), asked()).cause).toBe('throttled')
  })

  it('reads Retry-After as seconds and as a date, and never waits longer than an hour', () => {
    const wait = (value: string) =>
      judgeSoap(reply(429, '', { headers: { 'retry-after': value } }), asked()).retryAfterMs
    expect(wait('12')).toBe(12_000)
    expect(wait('Sun, 22 Nov 2026 02:01:30 GMT')).toBe(90_000)
    expect(wait('999999')).toBe(3_600_000)
    expect(wait('soon')).toBeNull()
    expect(judgeSoap(reply(503, '', { headers: { 'retry-after': '30' } }), asked()).retryAfterMs).toBe(30_000)
    expect(
      judgeSoap(
        reply(500, fault('SOAP-ENV:Server', 'Throttle limit reached'), { headers: { 'retry-after': '7' } }),
        asked(),
      ).retryAfterMs,
    ).toBe(7_000)
  })

  it.each(['Sun, 22 Nov 2026 01:00:00 GMT', '0', '0.0', '-5', '-0', '+0', '', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'takes a Retry-After that is over already for no hint: %j',
    (value) => {
      for (const status of [429, 503])
        expect(judgeSoap(reply(status, '', { headers: { 'retry-after': value } }), asked()).retryAfterMs).toBeNull()
    },
  )

  it.each([
    [502, 'Too many requests, slow down', 'throttled'],
    [503, 'Throttle limit reached, please wait', 'throttled'],
    [504, 'Request entity too large', 'too-large'],
    [503, 'Access denied for this site', 'rights-refused'],
    [503, 'Authentication failed', 'credentials-refused'],
    [500, 'Payload too large', 'too-large'],
    [403, 'Too many requests', 'throttled'],
  ])('%i whose text names the reason: %s', (status, body, cause) => {
    expect(judgeSoap(reply(status, body, { headers: { 'content-type': 'text/plain' } }), asked()).cause).toBe(cause)
  })

  it.each([200, 400, 401, 403, 404, 405, 429, 500, 501, 502, 503, 504, 505])(
    'an OTA answer under %i is read first',
    (status) => {
      expect(judgeSoap(reply(status, error('Type="3" Code="402"', 'x')), asked())).toMatchObject({
        cause: 'room-type-unknown',
        isAnswer: true,
      })
      expect(judgeSoap(reply(status, answer('<Success/>')), asked()).outcome).toBe(
        status === 200 ? 'delivered' : 'delivered-with-notes',
      )
    },
  )
})

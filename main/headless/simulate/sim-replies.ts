import { answerRootOf } from '../../core/channels/pmsxchange/ota-messages.ts'
import type { HttpReply, HttpResult, NoReplyReason } from '../../core/ports/http.ts'

/** What the simulated channel may answer. Times are the channel's affair. */

/** What an answer repeats of its request. */
type Answered = { messageType: string; echoToken: string }

const OTA = 'http://www.opentravel.org/OTA/2003/05'
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const reply = (status: number, text: string, headers: Record<string, string>): HttpReply => ({
  kind: 'reply',
  status,
  headers,
  body: new TextEncoder().encode(text),
  cut: 'no',
  tookMs: 0,
})

const soap = (status: number, content: string): HttpReply =>
  reply(status, `<e:Envelope xmlns:e="${SOAP}"><e:Body>${content}</e:Body></e:Envelope>`, {
    'content-type': 'text/xml; charset=utf-8',
  })

const ota = (ask: Answered, content: string): HttpReply => {
  const root = answerRootOf(ask.messageType)
  return soap(200, `<${root} xmlns="${OTA}" EchoToken="${escaped(ask.echoToken)}" Version="1.0">${content}</${root}>`)
}

/** `<Success/>`, also to the test call. */
export const accepted = (ask: Answered): HttpResult => ota(ask, '<Success/>')

/** An OTA error. */
export const refused = (ask: Answered, error: { type?: string; code?: string; text: string }): HttpResult => {
  const type = error.type === undefined ? '' : ` Type="${error.type}"`
  const code = error.code === undefined ? '' : ` Code="${error.code}"`
  return ota(ask, `<Errors><Error${type}${code}>${escaped(error.text)}</Error></Errors>`)
}

/** A SOAP fault, with status 500 as SOAP 1.1 has it. */
export const fault = (code: 'Client' | 'Server', text: string): HttpResult =>
  soap(500, `<e:Fault><faultcode>e:${code}</faultcode><faultstring>${escaped(text)}</faultstring></e:Fault>`)

/** A status with a page that says nothing. */
export const status = (code: number, headers: Record<string, string> = {}): HttpResult =>
  reply(code, '<html><body>.</body></html>', { 'content-type': 'text/html', ...headers })

/** No reply: before anything was sent, or after. */
export const noReply = (reason: NoReplyReason, wasSent: boolean): HttpResult => ({
  kind: 'no-reply',
  reason,
  wasSent,
  code: '',
  tookMs: 0,
})

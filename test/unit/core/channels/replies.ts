import type { ConnectionSettings } from '../../../../main/contract/settings.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import type { Asked } from '../../../../main/core/channels/verdict.ts'
import type { HttpReply, HttpResult, NoReplyReason } from '../../../../main/core/ports/http.ts'

/** Replies as channels write them, made by hand for the tests of the rules. */

export const ECHO = '5f0c1f6e-0d5e-4f39-9a55-0f1b6a3c9e11'
const OTA = 'http://www.opentravel.org/OTA/2003/05'

export const asked = (given: Partial<Asked> = {}): Asked => ({
  kind: 'new',
  echoToken: ECHO,
  isRepeatAfterUnknown: false,
  wasAcceptedBefore: false,
  afterUnknownOutcome: 'retry',
  at: Date.parse('2026-11-22T02:00:00Z'),
  ...given,
})

export const job = (given: Partial<Asked> = {}): Asked =>
  asked({ echoToken: null, afterUnknownOutcome: 'ask', ...given })

/** Settings with one connection of each channel, as they are read from a file. */
const bothConnected = channels.parseSettings({
  version: 1,
  connections: [
    {
      id: 'pmsx',
      kind: 'pmsxchange',
      label: 'SiteMinder',
      url: 'https://channel.invalid/webservices/ABC',
      requestorId: 'ABC',
      username: 'abc',
      passwordSecret: 'pmsx',
    },
    { id: 'prx', kind: 'propexo', label: 'Propexo', url: 'https://jobs.invalid', tokenSecret: 'prx' },
  ],
  folders: [{ id: 'main', path: '/export', connection: 'pmsx' }],
})
if (!bothConnected.ok) throw new Error(JSON.stringify(bothConnected.problems))
export const connections: readonly ConnectionSettings[] = bothConnected.settings.connections

export const reply = (
  status: number,
  body: string | Uint8Array,
  given: Partial<Omit<HttpReply, 'kind'>> = {},
): HttpReply => ({
  kind: 'reply',
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  cut: 'no',
  tookMs: 12,
  ...given,
})

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): HttpReply =>
  reply(status, typeof value === 'string' ? value : JSON.stringify(value), {
    headers: { 'content-type': 'application/json', ...headers },
  })

export const noReply = (reason: NoReplyReason, wasSent: boolean): HttpResult => ({
  kind: 'no-reply',
  reason,
  wasSent,
  code: 'X_CODE',
  tookMs: 5,
})

export const soap = (inner: string): string =>
  `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header/><SOAP-ENV:Body>${inner}</SOAP-ENV:Body></SOAP-ENV:Envelope>`

export const answer = (inner: string, root = 'OTA_HotelResNotifRS', echo = ECHO): string =>
  soap(
    `<${root} xmlns="${OTA}" EchoToken="${echo}" TimeStamp="2026-11-22T02:00:01+00:00" Version="1.0">${inner}</${root}>`,
  )

export const error = (attributes: string, text: string): string =>
  answer(`<Errors><Error ${attributes}>${text}</Error></Errors>`)

export const fault = (code: string, text: string): string =>
  soap(`<SOAP-ENV:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring></SOAP-ENV:Fault>`)

export const fault12 = (code: string, text: string, subcode = ''): string =>
  `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>${code}</e:Value>${
    subcode ? `<e:Subcode><e:Value>${subcode}</e:Value></e:Subcode>` : ''
  }</e:Code><e:Reason><e:Text xml:lang="en">${text}</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>`

export const PAGE =
  '<!DOCTYPE html><html><head><title>Welcome to our Wi-Fi</title></head><body><form action="/login"></form></body></html>'

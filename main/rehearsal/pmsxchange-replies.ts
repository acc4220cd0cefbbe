import { answerRootOf } from '../core/channels/pmsxchange/ota-messages.ts'
import { type Reply, reply, type SeenOutcome } from './reply.ts'

/** The replies of pmsXchange: SOAP 1.1, one OTA answer or one fault in it. */

export const OTA_NAMESPACE = 'http://www.opentravel.org/OTA/2003/05'
export const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/'
const SOAP_TYPE = 'text/xml; charset=utf-8'

/** Escapes text for an XML element; quotes stay as they are, as in the channel's own replies. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Escapes text for a double-quoted attribute. */
export const escapeAttribute = (text: string): string => escapeText(text).replaceAll('"', '&quot;')

const envelope = (content: string): string =>
  `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP_NAMESPACE}"><SOAP-ENV:Header/><SOAP-ENV:Body>${content}</SOAP-ENV:Body></SOAP-ENV:Envelope>`

/** What an OTA answer repeats of its request. */
export type AnswerTo = { messageType: string | null; echoToken: string | null; at: number }

/** What names no message is taken for a reservation. */
const answerRoot = (messageType: string | null): string =>
  answerRootOf(messageType !== null && /^OTA_\w+RQ$/.test(messageType) ? messageType : 'OTA_HotelResNotifRQ')

const ota = (to: AnswerTo, content: string): string => {
  const root = answerRoot(to.messageType)
  const stamp = new Date(to.at).toISOString().replace(/\.\d+Z$/, '+00:00')
  const echo = to.echoToken === null ? '' : ` EchoToken="${escapeAttribute(to.echoToken)}"`
  return envelope(`<${root} xmlns="${OTA_NAMESPACE}"${echo} TimeStamp="${stamp}" Version="1.0">${content}</${root}>`)
}

const attribute = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`

const otaReply = (body: string, outcome: SeenOutcome, what: string): Reply =>
  reply({ status: 200, body, outcome, what, type: SOAP_TYPE })

/** `<Success/>`, for a ping with the text it asked to have back. */
export const success = (to: AnswerTo, echoData: string | null = null): Reply => {
  const echoed = echoData === null ? '' : `<EchoData>${escapeText(echoData)}</EchoData>`
  return otaReply(ota(to, `<Success/>${echoed}`), 'accepted', 'success')
}

/** `<Success/>` beside a warning, as when a record was not processed after all. */
export const successWithWarning = (
  to: AnswerTo,
  warning: { type: string; code?: string | undefined; status: string; recordId?: string | undefined; text: string },
): Reply => {
  const attributes =
    attribute('Type', warning.type) +
    attribute('Code', warning.code) +
    attribute('Status', warning.status) +
    attribute('RecordID', warning.recordId)
  const content = `<Success/><Warnings><Warning${attributes}>${escapeText(warning.text)}</Warning></Warnings>`
  return otaReply(ota(to, content), 'misbehaved', `success with a warning ${warning.status}`)
}

/** An application error. `isShortText` puts the text into the attribute, where some systems keep it. */
export type OtaError = {
  type?: string | undefined
  code?: string | undefined
  text?: string | undefined
  isShortText?: boolean | undefined
}

/** `<Errors>` with one error; HTTP status 200, as the channel answers. */
export const otaErrorReply = (to: AnswerTo, error: OtaError): Reply => {
  const attributes =
    attribute('Type', error.type) +
    attribute('Code', error.code) +
    attribute('ShortText', error.isShortText ? error.text : undefined)
  const text = error.isShortText ? '' : escapeText(error.text ?? '')
  const what = ['error', error.type && `type ${error.type}`, error.code && `code ${error.code}`]
    .filter(Boolean)
    .join(' ')
  return otaReply(ota(to, `<Errors><Error${attributes}>${text}</Error></Errors>`), 'refused', what)
}

/** A SOAP fault. SOAP 1.1 over HTTP gives it status 500. */
export const faultReply = (code: string, text: string): Reply =>
  reply({
    status: 500,
    body: envelope(
      `<SOAP-ENV:Fault><faultcode>${escapeText(code)}</faultcode><faultstring>${escapeText(text)}</faultstring></SOAP-ENV:Fault>`,
    ),
    outcome: 'refused',
    what: `fault ${code}`,
    type: SOAP_TYPE,
  })

/** The faults whose wording the channel documents. */
export const throttleFault = (): Reply =>
  faultReply('SOAP-ENV:Server', 'Throttle limit reached, please try again later...')
export const tooLargeFault = (): Reply => faultReply('SOAP-ENV:Server', 'Unable to process message. Payload too large')

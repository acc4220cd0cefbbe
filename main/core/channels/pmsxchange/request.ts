import type { MessageKind } from '../../../contract/words.ts'
import { DECLARATION, writeXml, type XmlNode } from '../../xml/write.ts'
import { stampMessage } from './stamp.ts'

/**
 * Requests to pmsXchange: SOAP 1.1 with a WS-Security UsernameToken and the password as plain text, UTF-8 and
 * `text/xml` only (docs/channels/pmsxchange.md#pmsx-3, docs/channels/pmsxchange.md#pmsx-10).
 */

export type SoapRequest = { content: string; contentType: string; soapAction: string }

type SignIn = {
  username: string
  password: string
  echoToken: string
  /** Epoch ms. */
  at: number
}
type Sender = SignIn & { requestorId: string }

const SOAP_NS = 'http://schemas.xmlsoap.org/soap/envelope/'
const WSSE_NS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const PASSWORD_TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText'
const OTA_NS = 'http://www.opentravel.org/OTA/2003/05'

/**
 * RequestorID types (OpenTravel code list UIT): a hotel uploads reservations as 10, all else is asked as 22.
 */
const typeOf = (kind: MessageKind): '10' | '22' =>
  kind === 'new' || kind === 'change' || kind === 'cancel' ? '10' : '22'

const security = ({ username, password }: SignIn): XmlNode => ({
  name: 'wsse:Security',
  attributes: { 'xmlns:wsse': WSSE_NS, 'soap:mustUnderstand': '1' },
  children: [
    {
      name: 'wsse:UsernameToken',
      children: [
        { name: 'wsse:Username', children: [username] },
        { name: 'wsse:Password', attributes: { Type: PASSWORD_TEXT }, children: [password] },
      ],
    },
  ],
})

const inEnvelope = (sender: SignIn, body: string): SoapRequest => ({
  content:
    DECLARATION +
    writeXml({
      name: 'soap:Envelope',
      attributes: { 'xmlns:soap': SOAP_NS },
      children: [
        { name: 'soap:Header', children: [security(sender)] },
        { name: 'soap:Body', children: [{ raw: body }] },
      ],
    }),
  contentType: 'text/xml; charset=utf-8',
  // SOAP 1.1 wants the header in every request; the channel names no action, and an empty one leaves it to
  // the body.
  soapAction: '""',
})

/** Epoch ms as the channel's own messages write it: seconds, and the zone as an offset. */
export const otaTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`

/**
 * The request that delivers a message: the PMS's own text in a new envelope, with our EchoToken, TimeStamp
 * and RequestorID. The body is expected as an export was read; text that is not well-formed is sent as it is,
 * for the channel to refuse.
 */
export const buildRequest = (
  message: Sender & { body: string; messageType: string; kind: MessageKind },
): SoapRequest => {
  const { body, kind, requestorId, echoToken, at } = message
  return inEnvelope(
    message,
    stampMessage(body, { echoToken, timeStamp: otaTime(at), requestorType: typeOf(kind), requestorId }),
  )
}

/**
 * The connection test, an OTA_PingRQ that changes nothing. It carries EchoData and no POS
 * (docs/channels/pmsxchange.md#pmsx-13), so it proves the address and the user with the password, but neither
 * the RequestorID nor any hotel. Its EchoData is the EchoToken.
 */
export const buildPing = (sender: SignIn): SoapRequest => {
  const { echoToken, at } = sender
  const ping: XmlNode = {
    name: 'OTA_PingRQ',
    attributes: { xmlns: OTA_NS, EchoToken: echoToken, TimeStamp: otaTime(at), Version: '1.0' },
    children: [{ name: 'EchoData', children: [echoToken] }],
  }
  return inEnvelope(sender, writeXml(ping))
}

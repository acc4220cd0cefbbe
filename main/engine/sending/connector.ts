import type { ConnectionSettings, PmsxchangeSettings } from '../../contract/settings.ts'
import { buildPing, buildRequest } from '../../core/pmsxchange/request.ts'
import type { HttpRequest } from '../../core/ports/http.ts'
import type { Secrets } from '../../core/ports/secrets.ts'
import type { MessageRecord } from '../../core/sending/records.ts'

/** Turns a message into the request its kind of connection wants, with the end point and credentials of this moment. */

export type Prepared = { ok: true; request: Omit<HttpRequest, 'signal'> } | { ok: false; cause: 'secret-missing' | 'unsupported-message' }

const MAX_REPLY_BYTES = 4 * 1024 * 1024

const pmsxchangeTypes = new Set([
  'OTA_HotelResNotifRQ',
  'OTA_HotelResModifyNotifRQ',
  'OTA_CancelRQ',
  'OTA_HotelAvailNotifRQ',
  'OTA_HotelRateAmountNotifRQ',
  'OTA_HotelInvCountNotifRQ',
])

type Moment = { echoToken: string; at: number }

const soapRequest = (connection: PmsxchangeSettings, built: { content: string; contentType: string; soapAction: string | null }) => ({
  method: 'POST' as const,
  url: connection.url,
  headers: { 'content-type': built.contentType, ...(built.soapAction === null ? {} : { soapaction: built.soapAction }) },
  body: built.content,
  timeoutMs: connection.timeoutSeconds * 1000,
  maxReplyBytes: MAX_REPLY_BYTES,
})

/** The request for a message, or why it cannot be made: a secret that is not there, a message type the connection does not take. */
export const prepare = (
  connection: ConnectionSettings,
  message: Pick<MessageRecord, 'messageType' | 'kind'>,
  body: string,
  secrets: Secrets,
  moment: Moment,
): Prepared => {
  if (connection.kind !== 'pmsxchange' || !pmsxchangeTypes.has(message.messageType)) return { ok: false, cause: 'unsupported-message' }
  const password = secrets.get(connection.passwordSecret)
  if (!password.ok) return { ok: false, cause: 'secret-missing' }
  const built = buildRequest({
    body,
    messageType: message.messageType,
    kind: message.kind,
    requestorId: connection.requestorId,
    username: connection.username,
    password: password.value,
    ...moment,
  })
  return { ok: true, request: soapRequest(connection, built) }
}

/** The harmless call that proves link and credentials: an OTA_PingRQ for pmsXchange. */
export const prepareTest = (connection: ConnectionSettings, secrets: Secrets, moment: Moment): Prepared => {
  if (connection.kind !== 'pmsxchange') return { ok: false, cause: 'unsupported-message' }
  const password = secrets.get(connection.passwordSecret)
  if (!password.ok) return { ok: false, cause: 'secret-missing' }
  const built = buildPing({ requestorId: connection.requestorId, username: connection.username, password: password.value, ...moment })
  return { ok: true, request: soapRequest(connection, built) }
}

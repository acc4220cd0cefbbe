import type { ConnectionSettings, PmsxchangeSettings, PropexoSettings } from '../../contract/settings.ts'
import { buildPing, buildRequest } from '../../core/channels/pmsxchange/request.ts'
import {
  buildJobRetry,
  buildJobStatus,
  buildJobWrite,
  isUsableToken,
  type JobRequest,
  nobodysJob,
} from '../../core/channels/propexo/request.ts'
import type { HttpRequest } from '../../core/ports/http.ts'
import type { Secrets } from '../../core/ports/secrets.ts'
import type { MessageRecord } from '../../core/queue/records.ts'

/** Turns a message into the request its kind of connection wants, with the end point and credentials of this moment. */

export type Prepared =
  | { ok: true; request: Omit<HttpRequest, 'signal'> }
  | { ok: false; cause: 'secret-missing' | 'unsupported-message' }

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

/** The Bearer token of a job API, or null where there is none that could stand in a header. */
export const apiToken = (connection: PropexoSettings, secrets: Secrets): string | null => {
  const token = secrets.get(connection.tokenSecret)
  return token.ok && isUsableToken(token.value) ? token.value : null
}

/** Prepares a request to a job API from what builds it, with the token of this moment. */
const jobRequest = (
  connection: PropexoSettings,
  secrets: Secrets,
  requestId: string,
  build: (access: { base: string; token: string; requestId: string }) => JobRequest | null,
): Prepared => {
  const token = apiToken(connection, secrets)
  if (token === null) return { ok: false, cause: 'secret-missing' }
  const request = build({ base: connection.url, token, requestId })
  if (request === null) return { ok: false, cause: 'unsupported-message' }
  return {
    ok: true,
    request: { ...request, timeoutMs: connection.timeoutSeconds * 1000, maxReplyBytes: MAX_REPLY_BYTES },
  }
}

const soapRequest = (
  connection: PmsxchangeSettings,
  built: { content: string; contentType: string; soapAction: string | null },
) => ({
  method: 'POST' as const,
  url: connection.url,
  headers: {
    'content-type': built.contentType,
    ...(built.soapAction === null ? {} : { soapaction: built.soapAction }),
  },
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
  moment: Moment & { retryJobId?: string | null },
): Prepared => {
  const { retryJobId = null, ...stamp } = moment
  if (connection.kind === 'propexo')
    return jobRequest(connection, secrets, stamp.echoToken, (access) =>
      retryJobId !== null && connection.retryPath !== undefined
        ? buildJobRetry(connection.retryPath, retryJobId, access)
        : buildJobWrite(body, access),
    )
  if (!pmsxchangeTypes.has(message.messageType)) return { ok: false, cause: 'unsupported-message' }
  const password = secrets.get(connection.passwordSecret)
  if (!password.ok) return { ok: false, cause: 'secret-missing' }
  const built = buildRequest({
    body,
    messageType: message.messageType,
    kind: message.kind,
    requestorId: connection.requestorId,
    username: connection.username,
    password: password.value,
    ...stamp,
  })
  return { ok: true, request: soapRequest(connection, built) }
}

/** The harmless call that proves link and credentials: an OTA_PingRQ for pmsXchange, a question about nobody's job for a job API. */
export const prepareTest = (connection: ConnectionSettings, secrets: Secrets, moment: Moment): Prepared => {
  if (connection.kind === 'propexo')
    return jobRequest(connection, secrets, moment.echoToken, (access) =>
      buildJobStatus(connection.statusPath, nobodysJob, access),
    )
  const password = secrets.get(connection.passwordSecret)
  if (!password.ok) return { ok: false, cause: 'secret-missing' }
  const built = buildPing({
    requestorId: connection.requestorId,
    username: connection.username,
    password: password.value,
    ...moment,
  })
  return { ok: true, request: soapRequest(connection, built) }
}

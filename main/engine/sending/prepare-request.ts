import type { ConnectionSettings } from '../../contract/settings.ts'
import type { BuiltRequest, SendContext } from '../../core/channels/channel.ts'
import { MAX_REPLY_BYTES } from '../../core/channels/reply-text.ts'
import type { HttpRequest } from '../../core/ports/http.ts'
import { kilobytes } from '../../core/text/kilobytes.ts'
import { utf8Length } from '../../core/xml/utf8-length.ts'
import { type SecretDeps, secretOf } from './secret-of.ts'

/** Turns what a channel builds into a request, with the end point and the secret of this moment. */

export type Prepared =
  /** `secret`: what stands in it and must not come back in a text. */
  | { ok: true; request: Omit<HttpRequest, 'signal'>; bytes: number; secret: string }
  | Extract<BuiltRequest, { ok: false }>
  | { ok: false; cause: 'request-too-large'; facts: { size: string; limit: string } }

/**
 * The request that `build` makes for a connection, or why none can be made: its secret is not there or is for
 * another address, the channel has none for it, or it is larger, as it would go out, than the channel takes.
 */
export const prepareRequest = (
  deps: SecretDeps,
  connection: ConnectionSettings,
  identity: Omit<SendContext, 'secret'>,
  build: (sending: SendContext) => BuiltRequest,
): Prepared => {
  const secret = secretOf(deps, connection)
  if (!secret.ok) return { ok: false, cause: secret.reason === 'other-use' ? 'secret-elsewhere' : 'secret-missing' }
  const built = build({ ...identity, secret: secret.value })
  if (!built.ok) return built
  const bytes = utf8Length(built.request.body ?? '')
  const limit = connection.maxRequestBytes
  if (bytes > limit)
    return { ok: false, cause: 'request-too-large', facts: { size: kilobytes(bytes), limit: kilobytes(limit) } }
  const timeoutMs = connection.timeoutSeconds * 1000
  return {
    ok: true,
    request: { ...built.request, timeoutMs, maxReplyBytes: MAX_REPLY_BYTES },
    bytes,
    secret: secret.value,
  }
}

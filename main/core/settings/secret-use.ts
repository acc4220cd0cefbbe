import type { ConnectionSettings, Settings } from '../../contract/settings.ts'
import type { Connector } from '../channels/channel.ts'
import type { SecretUse } from '../ports/secrets.ts'

/**
 * Where a connection would send its secret: the address's origin, the user that goes along, the proxy on the
 * way.
 */
export const secretUseOf = (
  connection: Pick<ConnectionSettings, 'url'>,
  { secret }: Pick<Connector, 'secret'>,
  { proxy }: Pick<Settings, 'proxy'>,
): SecretUse => ({
  origin: new URL(connection.url).origin,
  user: secret.user,
  proxy: proxy === undefined ? null : new URL(proxy.url).origin,
})

export const isSameUse = (a: SecretUse, b: SecretUse): boolean =>
  a.origin === b.origin && a.user === b.user && a.proxy === b.proxy

import type { ConnectionSettings } from '../../contract/settings.ts'
import type { SecretResult } from '../../core/ports/secrets.ts'
import { secretUseOf } from '../../core/settings/secret-use.ts'
import type { SendingDeps } from './deps.ts'

/** The secrets of connections, each for the address, user and proxy that the settings say now. */

export type SecretDeps = Pick<SendingDeps, 'channels' | 'secrets' | 'settings'>

/** The secret of a connection. One entered for another address, user or proxy is none for it. */
export const secretOf = (deps: SecretDeps, connection: ConnectionSettings): SecretResult => {
  const { secrets, channels, settings } = deps
  const connector = channels.connect(connection)
  const use = secretUseOf(connection, connector, settings())
  const found = secrets.get(connector.secret.name, use)
  if (found.ok || found.reason !== 'unbound') return found
  bindSecrets(deps)
  return secrets.get(connector.secret.name, use)
}

/**
 * Binds what was stored before anybody knew what it was for, as by version 0.1.0 or ahead of the settings, to
 * what the settings say now. From then on it goes nowhere else. A disk that refuses leaves it as it is; the
 * secret counts as missing until then.
 */
export const bindSecrets = ({ channels, secrets, settings }: SecretDeps): void => {
  const connectors = settings().connections.map((connection) => ({
    connection,
    connector: channels.connect(connection),
  }))
  const byName = Map.groupBy(connectors, ({ connector }) => connector.secret.name)
  for (const [name, ones] of byName) {
    if (!secrets.isUnbound(name)) continue
    const uses = ones.map(({ connection, connector }) => secretUseOf(connection, connector, settings()))
    secrets.bind(name, uses)
  }
}

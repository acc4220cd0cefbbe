import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { pausedByPerson, resumed } from '../../core/queue/settle-link.ts'
import type { LinkTestDeps } from '../sending/deps.ts'
import { applyLinkTest, callLinkTest } from '../sending/link-test.ts'
import { release, returnFailed } from '../sending/release.ts'
import type { CallDeps } from './deps.ts'

/**
 * What people do to connections: test, pause, resume. Any process may; the sender sees it in the database.
 */

const noSuch = (deps: Pick<CallDeps, 'texts' | 'settings'>) => ({
  ok: false as const,
  error: {
    code: 'not-found' as const,
    message: deps.texts.in(deps.settings().locale)('calls.no-such-connection'),
  },
})

/**
 * Tests a connection now, with the secrets as they are now. Success releases what credentials or a long
 * outage had stopped.
 */
export const testConnection = async (
  deps: LinkTestDeps & Pick<CallDeps, 'store' | 'log' | 'changed' | 'role'>,
  input: ParsedInput<'connections.test'>,
): Promise<Answer<Output<'connections.test'>>> => {
  const connection = deps.settings().connections.find(({ id }) => id === input.id)
  if (!connection) return noSuch(deps)
  const startedAt = deps.clock.now()
  const test = await callLinkTest(deps, connection)
  deps.log.info('connection-test', {
    connection: connection.id,
    ok: test.ok,
    cause: test.verdict?.cause ?? 'not-sent',
  })
  deps.store.write(() => {
    const link = deps.store.links.get(connection.id)
    if (test.ok || link.outageCause !== null)
      applyLinkTest(deps, connection, test, { startedAt, awakeMs: deps.role.awakeMs() })
  })
  deps.changed('messages')
  return { ok: true, value: { ok: test.ok, steps: test.steps } }
}

/**
 * Stops sending on a connection until a person resumes it, or until `until`. The link is not tried meanwhile,
 * so an outage ends here with its budgets; when sending goes on, the first request tells whether the link is
 * still down.
 */
export const pauseConnection = (
  deps: Pick<CallDeps, 'store' | 'clock' | 'log' | 'texts' | 'settings' | 'host' | 'changed'>,
  input: ParsedInput<'connections.pause'>,
): Answer<Output<'connections.pause'>> => {
  const { store, clock, host } = deps
  const connection = deps.settings().connections.find(({ id }) => id === input.id)
  if (!connection) return noSuch(deps)
  store.write(() => {
    store.links.change(connection.id, (link) => pausedByPerson(link, clock.now(), input.until ?? null), {
      who: host.person,
      reason: input.reason ?? null,
      facts: {},
    })
    returnFailed(deps, connection.id, 'outage-too-long')
  })
  deps.log.info('paused', { connection: connection.id, until: input.until ?? null })
  deps.changed('messages')
  return { ok: true, value: { paused: true } }
}

/** Ends any pause; what it held goes out with a fresh budget. */
export const resumeConnection = (
  deps: Pick<CallDeps, 'store' | 'clock' | 'log' | 'texts' | 'settings' | 'changed'>,
  input: ParsedInput<'connections.resume'>,
): Answer<Output<'connections.resume'>> => {
  const { store } = deps
  const connection = deps.settings().connections.find(({ id }) => id === input.id)
  if (!connection) return noSuch(deps)
  store.write(() => {
    const { pauseCause } = store.links.get(connection.id)
    if (pauseCause === 'paused-by-person') store.links.change(connection.id, resumed)
    else if (pauseCause !== null) release(deps, connection.id)
  })
  deps.log.info('resumed', { connection: connection.id })
  deps.changed('messages')
  return { ok: true, value: { paused: false } }
}

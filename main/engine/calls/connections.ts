import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { pausedByPerson, resumed } from '../../core/queue/settle-link.ts'
import type { EngineContext } from '../deps.ts'
import { applyLinkTest, callLinkTest } from '../sending/link-test.ts'
import { release, returnFailed } from '../sending/release.ts'

/** What people do to connections: test, pause, resume. Any process may; the sender sees it in the database. */

const noSuch = (context: EngineContext) => ({
  ok: false as const,
  error: {
    code: 'not-found' as const,
    message: context.texts.in(context.current().locale)('calls.no-such-connection'),
  },
})

/** Tests a connection now, with the secrets as they are now. Success releases what credentials or a long outage had stopped. */
export const testConnection = async (
  context: EngineContext,
  awakeMs: () => number,
  input: ParsedInput<'connections.test'>,
): Promise<Answer<Output<'connections.test'>>> => {
  const connection = context.current().connections.find(({ id }) => id === input.id)
  if (!connection) return noSuch(context)
  const startedAt = context.clock.now()
  const test = await callLinkTest(context, connection)
  context.log.info('connection-test', {
    connection: connection.id,
    ok: test.ok,
    cause: test.verdict?.cause ?? 'not-sent',
  })
  context.store.write(() => {
    const link = context.store.links.get(connection.id)
    if (test.ok || link.outageCause !== null)
      applyLinkTest(context, connection, test, { startedAt, awakeMs: awakeMs() })
  })
  context.changed('messages')
  return { ok: true, value: { ok: test.ok, steps: test.steps } }
}

/**
 * Stops sending on a connection until someone resumes it, or until `until`. Nobody looks at the link meanwhile, so an outage ends here
 * with its budgets; when sending goes on, the first request tells whether the link is still down.
 */
export const pauseConnection = (
  context: EngineContext,
  input: ParsedInput<'connections.pause'>,
): Answer<Output<'connections.pause'>> => {
  const { store, clock, host } = context
  const connection = context.current().connections.find(({ id }) => id === input.id)
  if (!connection) return noSuch(context)
  store.write(() => {
    store.links.change(connection.id, (link) => pausedByPerson(link, clock.now(), input.until ?? null), {
      who: host.person,
      reason: input.reason ?? null,
      facts: {},
    })
    returnFailed(context, connection.id, 'outage-too-long')
  })
  context.log.info('paused', { connection: connection.id, until: input.until ?? null })
  context.changed('messages')
  return { ok: true, value: { paused: true } }
}

/** Ends any pause; what it held goes out with a fresh budget. */
export const resumeConnection = (
  context: EngineContext,
  input: ParsedInput<'connections.resume'>,
): Answer<Output<'connections.resume'>> => {
  const { store } = context
  const connection = context.current().connections.find(({ id }) => id === input.id)
  if (!connection) return noSuch(context)
  store.write(() => {
    const { pauseCause } = store.links.get(connection.id)
    if (pauseCause === 'paused-by-person') store.links.change(connection.id, resumed)
    else if (pauseCause !== null) release(context, connection.id)
  })
  context.log.info('resumed', { connection: connection.id })
  context.changed('messages')
  return { ok: true, value: { paused: false } }
}

import type { CheckStep } from '../../contract/methods.ts'
import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Connector } from '../../core/channels/channel.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { type CauseName, entries, isCause } from '../../core/playbook/entries.ts'
import { titleOf } from '../../core/playbook/explain.ts'
import type { HttpResult } from '../../core/ports/http.ts'
import { suspect } from '../../core/queue/moves.ts'
import { answered, linkFailed, onTrial, pauseTestFailed } from '../../core/queue/settle-link.ts'
import type { FreeingDeps, LinkTestDeps, SendingDeps } from './deps.ts'
import { prepareRequest } from './prepare-request.ts'
import { release, returnFailed } from './release.ts'
import type { SenderTerm } from './sender-term.ts'

/**
 * The harmless test call of a connection: proves name, line, credentials and an answer, without a booking.
 */

export type LinkTest = {
  steps: CheckStep[]
  verdict: Verdict | null
  result: HttpResult | null
  ok: boolean
  tookMs: number
}

/** Makes the call with secrets and end point of this moment and says, step by step, how far it got. */
export const callLinkTest = async (
  deps: LinkTestDeps,
  connection: ConnectionSettings,
  signal?: AbortSignal,
): Promise<LinkTest> => {
  const { clock, ids } = deps
  const startedAt = clock.now()
  const connector = deps.channels.connect(connection)
  const identity = { requestId: ids.uuid(), at: startedAt }
  const prepared = prepareRequest(deps, connection, identity, connector.buildTest)
  if (!prepared.ok)
    return {
      steps: stepsOf(deps, connection.label, null, prepared.cause),
      verdict: null,
      result: null,
      ok: false,
      tookMs: 0,
    }
  deps.requests.count(connection.id, startedAt, 'test')
  const result = await deps.http().send({ ...prepared.request, ...(signal ? { signal } : {}) })
  const verdict = await deps.parse.judge(connection, 'test', result, {
    kind: 'other',
    echoToken: null,
    isRepeatAfterUnknown: false,
    wasAcceptedBefore: false,
    afterUnknownOutcome: 'retry',
    at: clock.now(),
  })
  const ok = verdict.outcome === 'delivered' || verdict.outcome === 'delivered-with-notes'
  return {
    steps: stepsOf(deps, connection.label, result, verdict.cause, connector.testLeavesOpen ?? null),
    verdict,
    result,
    ok,
    tookMs: clock.now() - startedAt,
  }
}

const stepNames = ['secret', 'name', 'line', 'secure', 'answer', 'credentials'] as const
type StepName = (typeof stepNames)[number]

/** Which step a cause stops at: everything before it passed, everything after it was not reached. */
const stopsAt = (result: HttpResult | null, cause: CauseName): StepName | null => {
  if (result === null || cause === 'secret-missing') return 'secret'
  if (result.kind === 'no-reply') {
    if (result.reason === 'dns') return 'name'
    if (result.reason.startsWith('tls-')) return 'secure'
    return result.wasSent ? 'answer' : 'line'
  }
  const entry = entries[cause]
  if (entry.outcome === 'delivered' || entry.outcome === 'delivered-with-notes') return null
  return entry.policy === 'pause' && !entry.isSetup ? 'credentials' : 'answer'
}

const stepsOf = (
  deps: Pick<LinkTestDeps, 'texts' | 'settings'>,
  label: string,
  result: HttpResult | null,
  cause: CauseName,
  leavesOpen: Connector['testLeavesOpen'] | null = null,
): CheckStep[] => {
  const t = deps.texts.in(deps.settings().locale)
  const stop = stopsAt(result, cause)
  const stopIndex = stop === null ? stepNames.length : stepNames.indexOf(stop)
  return stepNames.map((name, n) => {
    const outcome = n < stopIndex ? 'pass' : n === stopIndex ? 'fail' : 'skipped'
    const why =
      outcome === 'fail' && cause !== 'delivered'
        ? ` ${titleOf({ cause, facts: {}, kind: 'other', connection: { label } }, t)}`
        : ''
    const open = name === 'credentials' && outcome === 'pass' && leavesOpen ? ` ${t(`test.open.${leavesOpen}`)}` : ''
    const sentence = `${t(`test.${name}.${outcome}`)}${why}${open}`
    return { name, result: outcome, sentence }
  })
}

/** The test call in an outage or a pause: success frees the connection, failure moves the ladder on. */
export const runLinkTest = async (
  deps: SendingDeps,
  term: SenderTerm,
  connection: ConnectionSettings,
  signal?: AbortSignal,
): Promise<void> => {
  const { store, clock, log } = deps
  const startedAt = clock.now()
  const test = await callLinkTest(deps, connection, signal)
  log.info('link-test', { connection: connection.id, ok: test.ok, cause: test.verdict?.cause ?? 'not-sent' })
  store.write(() => {
    if (!store.sender.isOwner(term.epoch)) return
    applyLinkTest(deps, connection, test, { startedAt, awakeMs: term.awakeMs() })
  })
  deps.changed('messages')
}

/** Writes what a test call showed. Part of a transaction. */
export const applyLinkTest = (
  deps: FreeingDeps,
  connection: ConnectionSettings,
  test: LinkTest,
  call: { startedAt: number; awakeMs: number },
): void => {
  const { store, clock } = deps
  const now = clock.now()
  const link = store.links.get(connection.id)
  if (test.ok) {
    if (link.outageCause !== null && connection.afterUnknownOutcome === 'ask')
      suspectTried(deps, connection.id, link.outage)
    store.links.change(connection.id, (current) => answered(current, { now, tookMs: test.tookMs }))
    const { pauseCause } = link
    if (pauseCause !== null && isCause(pauseCause) && entries[pauseCause].isBeyondTest)
      store.links.change(connection.id, onTrial)
    else release(deps, connection.id)
  } else if (link.pauseCause !== null) store.links.change(connection.id, (current) => pauseTestFailed(current, now))
  else if (link.outageCause !== null && test.verdict?.isAnswer) {
    // Any answer ends an outage, also one that refuses the test call; what was given up for want of an answer
    // goes again.
    store.links.change(connection.id, (current) => answered(current, { now, tookMs: test.tookMs }))
    returnFailed(deps, connection.id, 'outage-too-long')
  } else if (link.outageCause !== null) {
    const failure = {
      cause: test.verdict?.cause ?? link.outageCause,
      startedAt: call.startedAt,
      retryAfterMs: test.verdict?.retryAfterMs ?? null,
    }
    const failedAt = { now, awakeMs: call.awakeMs, retry: connection.retry }
    store.links.change(connection.id, (current) => linkFailed(current, failure, failedAt))
  }
}

/**
 * Where no booking probes, the test call is what gets through after a failure: what failed before it may be
 * at fault itself.
 */
const suspectTried = ({ store, clock }: FreeingDeps, connection: string, outage: number): void => {
  for (const { id } of store.queue.triedIn(connection, outage))
    store.messages.move(id, suspect, { now: clock.now(), outage })
}

import { type CauseName, entries } from '../playbook/entries.ts'
import type { Asked, Verdict } from './verdict.ts'

/**
 * A verdict with outcome and policy as the playbook has them for this cause, and what was found out laid over
 * it.
 */
export const verdictOf = (cause: CauseName, given: Partial<Verdict> = {}): Verdict => ({
  outcome: entries[cause].outcome,
  policy: entries[cause].policy,
  cause,
  facts: {},
  vendorText: null,
  notes: [],
  isAnswer: false,
  isUnknown: entries[cause].policy === 'ask',
  isUnread: false,
  retryAfterMs: null,
  jobId: null,
  ...given,
})

/**
 * No whole answer to a request that went out: `retry` sends it again (pmsXchange's own rule), `ask` asks a
 * person.
 */
export const unknownOutcome = (cause: CauseName, asked: Asked, given: Partial<Verdict> = {}): Verdict =>
  asked.afterUnknownOutcome === 'ask'
    ? verdictOf('unknown-outcome', { ...given, isUnknown: true, facts: { ...given.facts, because: cause } })
    : verdictOf(cause, { ...given, isUnknown: true })

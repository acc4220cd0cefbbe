import { entries } from '../../playbook/entries.ts'
import type { HttpResult } from '../../ports/http.ts'
import { causeOfStatus } from '../http-status.ts'
import type { Asked, Verdict } from '../verdict.ts'
import { verdictOf } from '../verdict-of.ts'
import { judgeJobStatus } from './job-reply.ts'

/** Judgements on the retry call and on the test call of a job API, over those on its writes and jobs. */

/**
 * The API's retry call makes a new job, or is refused: the old one is not known any more, or did not fail
 * after all. What to do then is a person's choice, because a fresh write could make a second record.
 * Everything else about link, pace and sign-in stays as judged.
 */
export const judgeJobRetry = (verdict: Verdict): Verdict =>
  verdict.outcome === 'failed'
    ? verdictOf('job-retry-refused', { facts: verdict.facts, vendorText: verdict.vendorText, isAnswer: true })
    : verdict

/**
 * Statuses that say "no such job", or that its number is not one: either way the API answered somebody it
 * knows.
 */
const knowsNothing = [400, 404, 410, 422]

/**
 * Judges the test call of a job API, a question about a job that cannot exist: a JSON "not found" proves link
 * and token.
 */
export const judgeJobTest = (result: HttpResult, asked: Asked): Verdict => {
  const looked = judgeJobStatus(result, asked)
  if (result.kind === 'no-reply') return looked.policy === 'poll' ? verdictOf('stopped-by-us') : asItself(looked)
  const isFine = result.status >= 200 && result.status < 300
  if (looked.isAnswer && (isFine || knowsNothing.includes(result.status)))
    return verdictOf('delivered', { isAnswer: true })
  const isUnspoken = looked.policy === 'poll' || looked.cause === 'job-lost'
  return asItself(isUnspoken ? { ...looked, cause: causeOfStatus(result.status) } : looked)
}

const asItself = (verdict: Verdict): Verdict => ({
  ...verdict,
  outcome: entries[verdict.cause].outcome,
  policy: entries[verdict.cause].policy,
})

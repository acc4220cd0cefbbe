import type { CauseName } from '../playbook/entries.ts'
import type { HttpNoReply, NoReplyReason } from '../ports/http.ts'
import type { Asked, Verdict } from './verdict.ts'
import { unknownOutcome, verdictOf } from './verdict-of.ts'

/** Cause of a request that never left, and of one that may have been read before the link broke. */
const causes: Readonly<Record<NoReplyReason, { before: CauseName; after: CauseName }>> = {
  dns: { before: 'dns-failed', after: 'dns-failed' },
  refused: { before: 'connection-refused', after: 'answer-cut-off' },
  unreachable: { before: 'unreachable', after: 'answer-cut-off' },
  reset: { before: 'connection-reset', after: 'answer-cut-off' },
  timeout: { before: 'connect-timeout', after: 'no-answer' },
  'tls-expired': { before: 'tls-expired', after: 'tls-expired' },
  'tls-untrusted': { before: 'tls-untrusted', after: 'tls-untrusted' },
  'tls-wrong-host': { before: 'tls-wrong-host', after: 'tls-wrong-host' },
  'tls-not-yet-valid': { before: 'tls-clock', after: 'tls-clock' },
  'tls-other': { before: 'tls-other', after: 'tls-other' },
  'proxy-auth': { before: 'proxy-auth', after: 'proxy-auth' },
  'proxy-forbids': { before: 'proxy-forbids', after: 'proxy-forbids' },
  'proxy-no-way': { before: 'proxy-no-way', after: 'answer-cut-off' },
  'proxy-failed': { before: 'proxy-failed', after: 'answer-cut-off' },
  protocol: { before: 'protocol-broken', after: 'answer-cut-off' },
  stopped: { before: 'stopped-by-us', after: 'stopped-by-us' },
  other: { before: 'link-failed', after: 'answer-cut-off' },
}

/** Judges a request without a reply. Whether it was sent decides: only then may it have been carried out. */
export const judgeNoReply = (result: HttpNoReply, asked: Asked): Verdict => {
  const { before, after } = causes[result.reason]
  const facts: Record<string, string> = result.code === '' ? {} : { code: result.code }
  return result.wasSent ? unknownOutcome(after, asked, { facts }) : verdictOf(before, { facts })
}

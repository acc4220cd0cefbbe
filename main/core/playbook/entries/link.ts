import { ask, outage, type PlaybookEntry } from '../entry.ts'

const unanswered = { opening: 'safe' } as const
const itsTask = { who: 'hotel-it', urgency: 'now' } as const

/**
 * The way to the channel: no answer, an answer from somebody else, or one that broke off
 * (docs/architecture.md#link-and-message).
 */
export const linkEntries = {
  'dns-failed': outage({ steps: ['check-internet', 'call-it-no-way'] }),
  'connection-refused': outage(),
  unreachable: outage({ steps: ['check-internet', 'call-it-no-way'] }),
  'connection-reset': outage(),
  'connect-timeout': outage({ steps: ['check-internet', 'support-if-long'] }),
  'no-answer': outage(unanswered),
  'answer-cut-off': outage(unanswered),
  'answer-too-long': outage({ ...unanswered, steps: ['support-if-long'] }),
  'answer-empty': outage(unanswered),
  'gateway-bad': outage(unanswered),
  unavailable: outage(),
  'gateway-timeout': outage(unanswered),
  'request-timeout': outage(unanswered),
  'tls-expired': outage({ ...itsTask, steps: ['check-clock', 'call-it-secure', 'support-certificate'] }),
  'tls-untrusted': outage({ ...itsTask, steps: ['call-it-secure', 'it-add-certificate'] }),
  'tls-wrong-host': outage({ ...itsTask, steps: ['call-it-secure', 'it-check-address'] }),
  'tls-clock': outage({ who: 'front-desk', urgency: 'now', steps: ['check-clock', 'call-it-secure'] }),
  'tls-other': outage({ ...itsTask, steps: ['call-it-secure', 'support-certificate'] }),
  'proxy-auth': outage({ ...itsTask, steps: ['call-it-proxy', 'it-check-proxy'] }),
  'proxy-forbids': outage({ ...itsTask, steps: ['call-it-proxy', 'it-allow-channel'] }),
  'proxy-no-way': outage(),
  'proxy-failed': outage({ ...itsTask, steps: ['check-internet', 'call-it-proxy'] }),
  'captive-portal': outage({ ...itsTask, steps: ['sign-in-portal', 'call-it-portal'] }),
  'foreign-answer': outage({ ...itsTask, steps: ['sign-in-portal', 'call-it-portal'] }),
  redirected: outage({ ...itsTask, steps: ['sign-in-portal', 'it-check-address'] }),
  'protocol-broken': outage({ ...itsTask, steps: ['call-it-no-way', 'support-if-long'] }),
  'link-failed': outage({ steps: ['check-internet', 'call-it-no-way'] }),
  'stopped-by-us': outage({ policy: 'none', opening: 'safe', steps: ['nothing'], will: ['after-start'] }),
  'unknown-outcome': ask({ family: 'link' }),
} satisfies Record<string, PlaybookEntry>

import { expect, it } from 'vitest'
import { causeNames, entries, isCause } from '../../../../main/core/playbook/entries.ts'

it.each(causeNames)('%s: outcome, policy and who acts fit together', (cause) => {
  const { outcome, policy, who, resend, family, isSetup, holdsLane } = entries[cause]
  const pairs: Record<string, string[]> = {
    delivered: ['none'],
    'delivered-with-notes': ['none'],
    accepted: ['poll'],
    retry: ['outage', 'probe', 'none'],
    throttled: ['throttle'],
    failed: ['fail'],
    paused: ['pause'],
    unsure: ['ask'],
  }
  expect(pairs[outcome]).toContain(policy)
  if (outcome === 'failed' || outcome === 'unsure' || outcome === 'paused') expect(who).not.toBe('nobody')
  if (outcome === 'unsure') expect(resend).toBe('risky')
  if (outcome === 'throttled' || policy === 'probe') expect(who).toBe('nobody')
  if (policy === 'outage' && who !== 'nobody')
    expect(cause).toMatch(/^(?:tls-|proxy-|captive|foreign|redirected|protocol)/)
  if (isSetup || holdsLane) expect([family, policy]).toEqual(['setup', 'fail'])
  if (outcome === 'failed') expect(entries[cause].steps).not.toContain('nothing')
})

it('knows its own names only', () => {
  expect(isCause('unavailable')).toBe(true)
  for (const name of ['', 'toString', '__proto__', 'constructor', 'nope']) expect(isCause(name)).toBe(false)
})

it('has the causes that the engine sets by its own rules', () => {
  const set = [
    'waiting',
    'outage-too-long',
    'probing-ended-vendor',
    'probing-ended-channel',
    'message-throttled',
    'throttled-long',
    'hotel-held',
    'held-behind-failed',
    'held-behind-unsure',
    'out-of-date',
    'unsupported-message',
    'rewriting-incomplete',
    'hotel-not-named',
    'outside-fence',
    'request-too-large',
    'paused-by-person',
    'secret-missing',
    'secret-elsewhere',
    'crash-during-send',
    'availability-needs-refresh',
    'forbidden-message',
    'content-gone',
    'key-lost',
    'card-security-held',
    'sent-without-card',
    'update-without-day',
    'job-number-twice',
    'job-never-ends',
    'newer-cause',
  ]
  expect(causeNames.filter((cause) => entries[cause].source === 'engine').sort()).toEqual(set.sort())
})

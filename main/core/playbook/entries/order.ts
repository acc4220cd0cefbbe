import { ask, done, fail, type PlaybookEntry } from '../entry.ts'

const desk = { family: 'order', who: 'front-desk' } as const
const engine = { ...desk, source: 'engine' } as const

/**
 * Earlier messages about the same booking: already there, already gone, never there, or held behind one
 * another.
 */
export const orderEntries = {
  'already-there': done(),
  'already-cancelled': done(),
  'cancel-of-unknown': done(),
  'already-exists': fail({ ...desk, steps: ['compare-at-channel', 'close-by-hand', 'call-support'] }),
  'change-of-cancelled': fail({ ...desk, steps: ['compare-at-channel', 'by-hand', 'close-by-hand'] }),
  'change-of-unknown': fail({ ...desk, steps: ['find-new-booking', 'by-hand', 'call-support'] }),
  'cancel-not-found': fail({ ...desk, urgency: 'now', steps: ['cancel-by-hand', 'close-by-hand', 'call-support'] }),
  'reference-unknown': fail({ ...desk, steps: ['compare-at-channel', 'call-support', 'by-hand-if-arrival'] }),
  'cancel-refused': fail({ ...desk, urgency: 'now', steps: ['cancel-by-hand', 'call-support', 'close-by-hand'] }),
  'change-refused': fail({ ...desk, steps: ['change-by-hand', 'call-support', 'close-by-hand'] }),
  'status-conflict': fail({ ...desk, steps: ['compare-at-channel', 'call-support', 'close-by-hand'] }),
  'booking-locked': fail({ ...desk, resend: 'helps', steps: ['close-at-channel', 'resend-after', 'call-support'] }),
  'record-not-processed': fail({ ...desk, who: 'channel-support', steps: ['call-support', 'by-hand-if-arrival'] }),
  'record-partial': ask({ family: 'order' }),
  'answer-pending': ask({ family: 'order' }),
  'held-behind-failed': fail({
    ...engine,
    outcome: 'retry',
    policy: 'none',
    resend: 'risky',
    steps: ['mend-earlier', 'close-earlier'],
    will: ['goes-after-earlier'],
  }),
  'held-behind-unsure': ask({
    ...engine,
    outcome: 'retry',
    policy: 'none',
    opening: 'safe-and-missing',
    steps: ['look-at-earlier', 'say-arrived-earlier'],
    will: ['goes-after-earlier'],
  }),
  'out-of-date': fail({
    ...engine,
    resend: 'risky',
    opening: 'safe',
    steps: ['compare-at-channel', 'close-if-right', 'resend-if-wrong'],
  }),
  'availability-needs-refresh': fail({
    ...engine,
    urgency: 'now',
    steps: ['full-refresh', 'check-rooms-at-channel', 'call-vendor'],
    will: ['sends-new-export'],
  }),
} satisfies Record<string, PlaybookEntry>

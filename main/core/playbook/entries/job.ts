import { ask, done, fail, type PlaybookEntry } from '../entry.ts'

const later = {
  family: 'job',
  who: 'front-desk',
  resend: 'helps',
  urgency: 'this-shift',
  steps: ['resend-in-the-morning', 'call-support-if-again'],
  will: ['stays-or-hour'],
} as const
const engine = { family: 'job', source: 'engine' } as const
const polling = {
  family: 'job',
  outcome: 'accepted',
  policy: 'poll',
  opening: 'safe',
  will: ['asks-again', 'poll-alarm'],
} as const

/** Channels that take a job first and say later what became of it. */
export const jobEntries = {
  'job-accepted': done(polling),
  'job-pending': done(polling),
  'job-unknown-word': done({ ...polling, needs: ['word'], steps: ['nothing', 'support-if-long'] }),
  'job-maintenance': fail(later),
  'job-unreachable': fail(later),
  'job-busy': fail(later),
  'job-refused': fail({
    family: 'job',
    who: 'front-desk',
    needs: ['fields'],
    steps: ['read-answer', 'correct-in-pms', 'export-again'],
    will: ['stays', 'sends-new-export'],
  }),
  'job-rights': fail({
    family: 'job',
    who: 'hotel-it',
    resend: 'helps',
    steps: ['call-it-rights', 'call-support', 'resend-after'],
  }),
  'job-duplicate': fail({
    family: 'job',
    who: 'front-desk',
    resend: 'risky',
    steps: ['compare-at-channel', 'close-by-hand', 'call-support'],
  }),
  'job-retry-refused': fail({
    family: 'job',
    who: 'front-desk',
    resend: 'risky',
    opening: 'safe',
    steps: ['look-first', 'close-if-right', 'resend-if-wrong', 'call-support-if-again'],
  }),
  'job-failed': fail({ family: 'job', steps: ['read-answer', 'call-support', 'by-hand-if-arrival'] }),
  'job-partial': ask({ family: 'job' }),
  'job-lost': ask({ family: 'job', steps: ['look-first', 'say-arrived', 'say-not-arrived', 'call-support'] }),
  'job-no-number': ask({ family: 'job', steps: ['look-first', 'say-arrived', 'say-not-arrived', 'call-support'] }),
  'job-mixed-up': ask({ family: 'job', steps: ['look-first', 'say-arrived', 'say-not-arrived', 'call-support'] }),
  'job-number-twice': ask({
    ...engine,
    steps: ['look-first', 'say-arrived', 'say-not-arrived', 'call-support'],
  }),
  'job-never-ends': ask({
    ...engine,
    urgency: 'now',
    steps: ['look-first', 'say-arrived', 'say-not-arrived', 'call-support'],
  }),
} satisfies Record<string, PlaybookEntry>

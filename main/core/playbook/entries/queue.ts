import { ask, done, fail, outage, type PlaybookEntry } from '../entry.ts'

/** What the engine says of a message by its own rules, without any reply. */
export const queueEntries = {
  waiting: outage({ family: 'queue', source: 'engine', policy: 'none', steps: ['nothing'], will: ['goes-soon'] }),
  'outage-too-long': fail({
    family: 'queue',
    source: 'engine',
    urgency: 'now',
    resend: 'helps',
    steps: ['call-support', 'check-rooms-at-channel', 'by-hand-if-arrival'],
    will: ['test-goes-on', 'goes-out'],
  }),
  'paused-by-person': outage({
    family: 'queue',
    source: 'engine',
    policy: 'none',
    steps: ['resume-when-right'],
    will: ['resumes'],
  }),
  'content-gone': fail({
    family: 'queue',
    source: 'engine',
    who: 'front-desk',
    steps: ['find-in-pms', 'export-again', 'close-by-hand'],
    will: ['sends-new-export'],
  }),
  'key-lost': fail({
    family: 'queue',
    source: 'engine',
    who: 'hotel-it',
    urgency: 'now',
    resend: 'helps',
    steps: ['call-it-recovery-code', 'export-again', 'by-hand-if-arrival'],
    will: ['opens-with-code'],
  }),
  'card-security-held': fail({
    family: 'queue',
    source: 'engine',
    who: 'front-desk',
    resend: 'helps',
    steps: ['enter-code-at-channel', 'send-without-code', 'close-by-hand'],
    will: ['stays'],
  }),
  'crash-during-send': ask({ source: 'engine' }),
  'newer-cause': fail({
    family: 'queue',
    source: 'engine',
    who: 'hotel-it',
    urgency: 'office-hours',
    steps: ['call-it-newer', 'by-hand-if-arrival'],
  }),
  'request-too-large': fail({
    family: 'queue',
    source: 'engine',
    who: 'pms-vendor',
    needs: ['size', 'limit'],
    steps: ['call-vendor', 'export-again', 'by-hand-if-arrival'],
    will: ['stays', 'sends-new-export'],
  }),
  'unsupported-message': fail({
    family: 'queue',
    source: 'engine',
    who: 'hotel-it',
    urgency: 'office-hours',
    steps: ['call-it-unsupported', 'call-vendor', 'close-by-hand'],
  }),
  'rewriting-incomplete': fail({
    family: 'queue',
    source: 'engine',
    who: 'pms-vendor',
    steps: ['call-vendor', 'export-again', 'by-hand-if-arrival'],
    will: ['stays', 'sends-new-export'],
    needs: ['messageType', 'thing'],
  }),
  'outside-fence': fail({
    family: 'queue',
    source: 'engine',
    who: 'hotel-it',
    urgency: 'this-shift',
    resend: 'helps',
    steps: ['call-it-fence', 'resend-after', 'close-by-hand'],
    needs: ['field', 'asked'],
  }),
  'hotel-not-named': fail({
    family: 'queue',
    source: 'engine',
    who: 'front-desk',
    steps: ['cancel-by-hand', 'close-by-hand', 'call-vendor'],
    will: ['stays', 'sends-new-export'],
  }),
} satisfies Record<string, PlaybookEntry>

/** Settled: nothing is left to do. */
export const doneEntries = {
  delivered: done({ outcome: 'delivered', resend: 'risky' }),
  'delivered-with-remark': done({ resend: 'risky', steps: ['read-answer'] }),
  'update-without-day': done({ source: 'engine', resend: 'risky', steps: ['check-weekdays', 'call-vendor'] }),
} satisfies Record<string, PlaybookEntry>

const note = { family: 'note', resend: 'risky', steps: ['nothing'], will: [] } as const

/** Notes beside an outcome: worth knowing, nothing follows from them. */
export const noteEntries = {
  'echo-mismatch': done(note),
  'sent-without-card': done({ ...note, source: 'engine' }),
  'unexpected-root': done(note),
  'odd-status': done(note),
} satisfies Record<string, PlaybookEntry>

/**
 * Answers that are no clear word. Honest entries: they show what the channel wrote and say who can read it.
 */
export const unknownEntries = {
  'unknown-answer': fail({ family: 'unknown', steps: ['read-answer', 'call-support', 'by-hand-if-arrival'] }),
  'unable-to-process': fail({ family: 'unknown', steps: ['read-answer', 'call-support', 'by-hand-if-arrival'] }),
  'rule-refused': fail({ family: 'unknown', steps: ['read-answer', 'call-support', 'by-hand-if-arrival'] }),
  'channel-could-not': fail({
    family: 'unknown',
    resend: 'helps',
    steps: ['call-support', 'resend-after', 'by-hand-if-arrival'],
  }),
  'unclear-answer': ask({ family: 'unknown', steps: ['look-first', 'say-arrived', 'say-not-arrived', 'call-support'] }),
} satisfies Record<string, PlaybookEntry>

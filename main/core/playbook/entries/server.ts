import { fail, type PlaybookEntry, probe } from '../entry.ts'

const busy = { steps: ['nothing'] } as const
const ended = { family: 'server', source: 'engine', urgency: 'this-shift' } as const

/** Faults of the channel itself, tried again on the probe ladder, what becomes of them, and throttling. */
export const serverEntries = {
  'server-fault': probe(),
  'server-fault-other': probe(),
  'soap-server-fault': probe(),
  'channel-processing': probe(),
  'channel-application': probe(),
  'channel-unavailable': probe(busy),
  'channel-busy': probe(busy),
  'channel-asks-again': probe(busy),
  'channel-simultaneous': probe(busy),
  'channel-system-fault': probe(),
  'channel-slow': probe(busy),
  'channel-degraded': probe(busy),
  'probing-ended-vendor': fail({
    ...ended,
    who: 'pms-vendor',
    resend: 'useless',
    steps: ['call-vendor', 'export-again', 'by-hand-if-arrival'],
    will: ['stays', 'sends-new-export'],
  }),
  'probing-ended-channel': fail({
    ...ended,
    resend: 'helps',
    steps: ['call-support', 'resend-after', 'by-hand-if-arrival'],
  }),
  'message-throttled': fail({
    ...ended,
    who: 'pms-vendor',
    resend: 'helps',
    steps: ['call-vendor-smaller', 'it-share-pace', 'resend-after', 'by-hand-if-arrival'],
    will: ['stays', 'sends-new-export'],
  }),
  'throttled-long': probe({
    source: 'engine',
    outcome: 'retry',
    policy: 'none',
    who: 'channel-support',
    urgency: 'this-shift',
    steps: ['call-support-throttled', 'it-share-pace'],
    will: ['next', 'slower'],
  }),
  throttled: probe({ outcome: 'throttled', policy: 'throttle', steps: ['nothing'], will: ['next', 'slower'] }),
} satisfies Record<string, PlaybookEntry>

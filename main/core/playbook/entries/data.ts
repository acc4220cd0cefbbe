import { fail, type PlaybookEntry } from '../entry.ts'

const desk = {
  who: 'front-desk',
  steps: ['correct-in-pms', 'export-again', 'call-vendor-if-right'],
  will: ['stays', 'sends-new-export'],
} as const
const vendor = {
  who: 'pms-vendor',
  urgency: 'office-hours',
  steps: ['call-vendor', 'export-again', 'by-hand-if-arrival'],
  will: ['stays', 'sends-new-export'],
} as const
const part = {
  ...vendor,
  steps: ['check-in-pms', 'call-vendor', 'export-again', 'by-hand-if-arrival'],
  needs: ['thing'],
} as const
const manager = {
  family: 'mapping',
  who: 'hotel-manager',
  resend: 'helps',
  urgency: 'office-hours',
  will: ['stays', 'sends-new-export'],
} as const

/** The booking itself: something is missing in it or written in a way the channel does not take. */
export const dataEntries = {
  'part-missing': fail(part),
  'part-wrong': fail(part),
  'part-unexpected': fail(part),
  'structure-wrong': fail(vendor),
  'name-missing': fail(desk),
  'contact-wrong': fail(desk),
  'address-wrong': fail(desk),
  'date-wrong': fail({ ...desk, isWordedByKind: true }),
  'stay-length': fail({ ...desk, isWordedByKind: true }),
  'guest-count': fail(desk),
  'room-count': fail(desk),
  'currency-wrong': fail({
    ...vendor,
    isWordedByKind: true,
    who: 'hotel-manager',
    steps: ['check-currency', 'call-vendor', 'export-again'],
  }),
  'price-wrong': fail({ ...desk, steps: ['check-price', 'export-again', 'call-vendor-if-right'] }),
  'value-too-long': fail({ ...desk, steps: ['shorten-in-pms', 'export-again', 'call-vendor-if-right'] }),
  'card-wrong': fail({ ...desk, steps: ['check-card', 'export-again', 'call-vendor-if-right'] }),
  'card-refused': fail({ ...desk, steps: ['other-card', 'export-again', 'call-support'] }),
  'payment-refused': fail({ ...desk, steps: ['check-payment', 'export-again', 'call-support'] }),
  'guarantee-missing': fail({ ...desk, steps: ['add-guarantee', 'export-again', 'call-vendor-if-right'] }),
  'source-unknown': fail({ ...vendor, who: 'hotel-manager', steps: ['check-source', 'call-support', 'export-again'] }),
  'discount-wrong': fail({ ...desk, steps: ['check-discount', 'export-again', 'call-support'] }),
  'extras-refused': fail({ ...desk, steps: ['check-extras', 'export-again', 'call-support'] }),
} satisfies Record<string, PlaybookEntry>

/** Rooms and rates as the channel knows them. */
export const mappingEntries = {
  'room-type-unknown': fail({
    ...manager,
    needs: ['roomType'],
    steps: ['map-room', 'resend-after', 'by-hand-if-arrival'],
  }),
  'rate-unknown': fail({ ...manager, needs: ['ratePlan'], steps: ['map-rate', 'resend-after', 'by-hand-if-arrival'] }),
  'room-rate-unknown': fail({
    ...manager,
    needs: ['roomType', 'ratePlan'],
    steps: ['map-both', 'resend-after', 'by-hand-if-arrival'],
  }),
  'mapping-doubled': fail({
    ...manager,
    needs: ['roomType', 'ratePlan'],
    steps: ['map-once', 'resend-after', 'by-hand-if-arrival'],
  }),
  'agent-mapping-missing': fail({
    ...manager,
    needs: ['agentCode'],
    steps: ['map-agent', 'resend-after', 'by-hand-if-arrival'],
  }),
  'no-availability': fail({
    ...manager,
    urgency: 'this-shift',
    steps: ['check-availability', 'resend-after', 'by-hand-if-arrival'],
  }),
  restricted: fail({
    ...manager,
    urgency: 'this-shift',
    steps: ['check-restrictions', 'resend-after', 'by-hand-if-arrival'],
  }),
} satisfies Record<string, PlaybookEntry>

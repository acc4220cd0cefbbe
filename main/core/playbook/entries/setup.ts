import { fail, type PlaybookEntry, pause } from '../entry.ts'

const codes = {
  isBeyondTest: true,
  steps: ['call-it-codes', 'test-codes'],
  will: ['test-next', 'one-goes-ahead'],
} as const
const address = {
  family: 'setup',
  who: 'hotel-it',
  urgency: 'this-shift',
  resend: 'helps',
  isSetup: true,
  steps: ['call-it-address', 'resend-after'],
  will: ['stays', 'three-in-a-row'],
} as const
const vendor = {
  family: 'setup',
  who: 'pms-vendor',
  steps: ['call-vendor', 'export-again', 'by-hand-if-arrival'],
  will: ['stays', 'sends-new-export'],
} as const
const hotel = {
  family: 'setup',
  who: 'hotel-manager',
  urgency: 'now',
  resend: 'helps',
  holdsLane: true,
  will: ['hotel-probe', 'hotel-release'],
} as const

/** User, password, codes, address, rights and hotels: what is wrong for every booking alike. */
export const setupEntries = {
  'wrong-password': pause({ steps: ['call-it-password', 'test-connection'] }),
  'unknown-pms-code': pause({ ...codes, needs: ['requestorId'] }),
  'pms-code-mismatch': pause({ ...codes, needs: ['urlCode', 'requestorId'] }),
  'credentials-refused': pause({ steps: ['call-it-password', 'test-connection', 'support-if-refused'] }),
  'credentials-expired': pause({ steps: ['call-support-new-password', 'call-it-password', 'test-connection'] }),
  'sign-in-method': pause({ steps: ['call-it-password', 'test-connection', 'support-if-refused'] }),
  'authorization-refused': pause({ ...codes, steps: ['call-it-codes', 'call-support', 'test-codes'] }),
  'clock-wrong': pause({ steps: ['check-clock', 'call-it-clock', 'test-connection'] }),
  'token-refused': pause({ steps: ['call-it-token', 'test-connection'] }),
  forbidden: pause({ steps: ['call-it-forbidden', 'call-support', 'test-connection'] }),
  'forbidden-message': fail({
    family: 'setup',
    source: 'engine',
    resend: 'helps',
    steps: ['call-support', 'resend-after', 'by-hand-if-arrival'],
  }),
  'secret-missing': pause({ source: 'engine', steps: ['call-it-password', 'test-connection'], will: ['releases'] }),
  'secret-elsewhere': pause({
    source: 'engine',
    steps: ['call-it-elsewhere', 'test-connection'],
    will: ['releases'],
  }),
  'wrong-address': fail(address),
  'wrong-method': fail(address),
  'wrong-format': fail({ ...address, steps: ['call-it-address', 'call-support', 'resend-after'] }),
  'not-supported': fail({ ...address, steps: ['call-it-address', 'call-support', 'resend-after'] }),
  'wrong-http-version': fail({ ...address, steps: ['call-it-address', 'call-support', 'resend-after'] }),
  'bad-request': fail(vendor),
  'too-large': fail(vendor),
  'request-refused': fail({ family: 'setup', steps: ['call-support', 'by-hand-if-arrival'] }),
  'rights-refused': fail({
    family: 'setup',
    resend: 'helps',
    steps: ['call-support', 'resend-after', 'by-hand-if-arrival'],
  }),
  'request-not-understood': fail(vendor),
  'operation-unsupported': fail({
    ...vendor,
    who: 'channel-support',
    steps: ['call-support', 'call-vendor', 'by-hand-if-arrival'],
  }),
  'protocol-violation': fail(vendor),
  'hotel-not-authorised': fail({
    ...hotel,
    needs: ['hotelCode'],
    steps: ['compare-hotel-code', 'call-support-hotel', 'resend-after'],
  }),
  'hotel-unknown': fail({
    ...hotel,
    needs: ['hotelCode'],
    steps: ['compare-hotel-code', 'call-support-hotel', 'resend-after'],
  }),
  'hotel-not-active': fail({ ...hotel, needs: ['hotelCode'], steps: ['call-support-activate', 'resend-after'] }),
  'hotel-held': fail({
    ...hotel,
    source: 'engine',
    outcome: 'retry',
    policy: 'none',
    holdsLane: false,
    needs: ['hotelCode'],
    steps: ['compare-hotel-code', 'call-support-hotel'],
  }),
} satisfies Record<string, PlaybookEntry>

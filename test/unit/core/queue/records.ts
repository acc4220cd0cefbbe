import type { LaneRecord, LinkRecord, MessageRecord } from '../../../../main/core/queue/records.ts'
import { freshLink } from '../../../../main/core/queue/records.ts'
import type { Judged } from '../../../../main/core/queue/settle.ts'

/** Records for tests, everything plain unless said otherwise. */

export const now = Date.parse('2026-11-22T09:00:00Z')

export const retry = { steps: [5, 10, 20, 40, 60], alarmAfterMinutes: 30, giveUpAfterMinutes: 720 }

export const aMessage = (given: Partial<MessageRecord> = {}): MessageRecord => ({
  seq: 1,
  id: 'm1',
  captureId: 'c1',
  connection: 'pmsx',
  folder: 'main',
  part: 1,
  parts: 1,
  kind: 'new',
  messageType: 'OTA_HotelResNotifRQ',
  hotelCode: 'AURORA',
  lane: 'pmsxchange|AURORA',
  orderKey: 'pmsx|AURORA|res:R1',
  reservationId: 'R1',
  arrival: '2026-12-01',
  departure: '2026-12-03',
  isWhole: true,
  lastModifiedAt: null,
  lastModifiedUntilAt: null,
  lastModifiedForm: null,
  state: 'sending',
  cause: null,
  capturedAt: now - 1_000,
  firstAttemptAt: now - 500,
  nextAttemptAt: null,
  deliveredAt: null,
  attempts: 1,
  step: 0,
  stepSinceAwake: null,
  stepSinceAt: null,
  isSuspect: false,
  isAfterUnknown: false,
  unreadReplies: 0,
  isAskedFor: false,
  throttles: 0,
  throttledAwake: null,
  triedInOutage: 0,
  card: 'none',
  supersededBy: null,
  duplicateOf: null,
  claimEpoch: 1,
  claimedAt: now - 500,
  ...given,
})

export const aLink = (given: Partial<LinkRecord> = {}): LinkRecord => ({ ...freshLink('pmsx'), ...given })

export const aLane = (given: Partial<LaneRecord> = {}): LaneRecord => ({
  lane: 'pmsxchange|AURORA',
  connection: 'pmsx',
  hotelCode: 'AURORA',
  heldCause: null,
  heldSinceAt: null,
  nextProbeAt: null,
  ...given,
})

const plain: Judged = {
  outcome: 'delivered',
  policy: 'none',
  cause: 'delivered',
  linkCause: 'delivered',
  isAnswer: true,
  retryAfterMs: null,
  isUnknown: false,
  isUnread: false,
  holdsLane: false,
  isSetup: false,
}

export const judgedAs = {
  delivered: plain,
  accepted: { ...plain, outcome: 'accepted', policy: 'poll', cause: 'job-accepted' },
  refused: { ...plain, outcome: 'failed', policy: 'fail', cause: 'room-type-unknown' },
  hotelRefused: { ...plain, outcome: 'failed', policy: 'fail', cause: 'hotel-not-authorised', holdsLane: true },
  wrongAddress: { ...plain, outcome: 'failed', policy: 'fail', cause: 'wrong-address', isAnswer: false, isSetup: true },
  noLink: {
    ...plain,
    outcome: 'retry',
    policy: 'outage',
    cause: 'connection-refused',
    linkCause: 'connection-refused',
    isAnswer: false,
  },
  noAnswer: {
    ...plain,
    outcome: 'retry',
    policy: 'outage',
    cause: 'no-answer',
    linkCause: 'no-answer',
    isAnswer: false,
    isUnknown: true,
  },
  bare500: {
    ...plain,
    outcome: 'retry',
    policy: 'probe',
    cause: 'server-fault',
    linkCause: 'server-fault',
    isAnswer: false,
  },
  serverFault: { ...plain, outcome: 'retry', policy: 'probe', cause: 'soap-server-fault' },
  throttled: { ...plain, outcome: 'throttled', policy: 'throttle', cause: 'throttled' },
  wrongPassword: { ...plain, outcome: 'paused', policy: 'pause', cause: 'wrong-password' },
  secretMissing: { ...plain, outcome: 'paused', policy: 'pause', cause: 'secret-missing', isAnswer: false },
  unsure: {
    ...plain,
    outcome: 'unsure',
    policy: 'ask',
    cause: 'unknown-outcome',
    linkCause: 'no-answer',
    isAnswer: false,
    isUnknown: true,
  },
  stopped: { ...plain, outcome: 'retry', policy: 'none', cause: 'stopped-by-us', isAnswer: false, isUnknown: true },
} satisfies Record<string, Judged>

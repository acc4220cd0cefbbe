import type { MessageKind, MessageState } from '../../contract/words.ts'
import type { StoredCause } from '../playbook/stored-cause.ts'
import type { TimeForm } from '../time/written-time.ts'

/** `none`: it holds no card number; `there`: it may; `removed`: it held one, which was taken out. */
type CardState = 'none' | 'there' | 'removed'

/**
 * A message as the rules see it: no content, only what decides about it. `…Awake` counts engine-awake
 * milliseconds.
 */
export type MessageRecord = {
  seq: number
  id: string
  captureId: string
  connection: string
  folder: string
  part: number
  parts: number
  kind: MessageKind
  messageType: string
  hotelCode: string | null
  lane: string
  orderKey: string
  reservationId: string | null
  arrival: string | null
  departure: string | null
  isWhole: boolean
  /**
   * LastModifyDateTime: the earliest and the latest moment it can mean, and how it was written
   * (core/time/written-time.ts).
   */
  lastModifiedAt: number | null
  lastModifiedUntilAt: number | null
  lastModifiedForm: TimeForm | null
  state: MessageState
  cause: StoredCause | null
  capturedAt: number
  firstAttemptAt: number | null
  /** Not before this. Null: as soon as its turn comes. */
  nextAttemptAt: number | null
  deliveredAt: number | null
  attempts: number
  /** Steps of its own ladder already behind it; 0 when it is not being probed. */
  step: number
  stepSinceAwake: number | null
  stepSinceAt: number | null
  /** Its link-like failure was followed by another message's getting through: the fault may be its own. */
  isSuspect: boolean
  /** An attempt since the last answer ended without one after the request was sent. */
  isAfterUnknown: boolean
  /**
   * Whole answers since the last one that could be read, or since a person's word, that nobody could read.
   */
  unreadReplies: number
  /** A person asked for it, and it has not had its answer since. */
  isAskedFor: boolean
  /** How often in a row it was throttled for its own part. */
  throttles: number
  /** When it was throttled last; null: not since its last other answer. */
  throttledAwake: number | null
  /** Number of the outage in which it was tried last. */
  triedInOutage: number
  /** Whether it may still hold a card number. */
  card: CardState
  supersededBy: string | null
  duplicateOf: string | null
  claimEpoch: number | null
  claimedAt: number | null
}

/**
 * What failures in a row have in common: no answer, a bare server error, or the cause of a set-up that is
 * refused.
 */
export type Streak = 'link' | 'server' | StoredCause

/** The link of one connection: is it down, paused, throttled, and when is it looked at again. */
export type LinkRecord = {
  connection: string
  /** Counts outages; messages remember the number of the one they were tried in. */
  outage: number
  /** Null: no outage now. */
  outageCause: StoredCause | null
  outageSinceAt: number | null
  outageSinceAwake: number | null
  probeStep: number
  nextProbeAt: number | null
  hasAlarmed: boolean
  hasGivenUp: boolean
  /** Null: not paused. */
  pauseCause: StoredCause | null
  pausedSinceAt: number | null
  /** A person's pause ends by itself then. */
  pauseUntilAt: number | null
  pauseStep: number
  /** The test call passed but cannot prove what paused the link: one message goes ahead and shows it. */
  isOnTrial: boolean
  nextTestAt: number | null
  lastPauseCause: StoredCause | null
  lastPauseAt: number | null
  throttledUntilAt: number | null
  /** Since when nothing but throttles came back; null: it does not. */
  throttledSinceAt: number | null
  throttledSinceAwake: number | null
  hasThrottleAlarmed: boolean
  /**
   * The order key that alone was throttled since a message last got through; `*`: several were; null: none.
   */
  throttledBy: string | null
  /** The part of the pace that the last throttle left, and when; see adaptive-pace.ts. */
  paceShare: number
  slowedAt: number | null
  /**
   * Same-looking failures of different order keys in a row, which together say that it is not the booking.
   */
  streakOf: Streak | null
  streakKeys: string[]
  lastAnswerAt: number | null
  lastAnswerMs: number | null
  /** When a message last got through, in awake time. */
  lastPassAwake: number | null
}

export type LaneRecord = {
  lane: string
  connection: string
  hotelCode: string | null
  /** Null: not held. */
  heldCause: StoredCause | null
  heldSinceAt: number | null
  nextProbeAt: number | null
}

/** A link nobody has used yet. */
export const freshLink = (connection: string): LinkRecord => ({
  connection,
  outage: 0,
  outageCause: null,
  outageSinceAt: null,
  outageSinceAwake: null,
  probeStep: 0,
  nextProbeAt: null,
  hasAlarmed: false,
  hasGivenUp: false,
  pauseCause: null,
  pausedSinceAt: null,
  pauseUntilAt: null,
  pauseStep: 0,
  isOnTrial: false,
  nextTestAt: null,
  lastPauseCause: null,
  lastPauseAt: null,
  throttledUntilAt: null,
  throttledSinceAt: null,
  throttledSinceAwake: null,
  hasThrottleAlarmed: false,
  throttledBy: null,
  paceShare: 1,
  slowedAt: null,
  streakOf: null,
  streakKeys: [],
  lastAnswerAt: null,
  lastAnswerMs: null,
  lastPassAwake: null,
})

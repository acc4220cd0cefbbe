import type { RetrySettings } from '../../contract/settings.ts'
import type { Outcome, Policy } from '../../contract/words.ts'
import type { CauseName } from '../playbook/entries.ts'
import { stepMs } from './ladder.ts'
import type { LaneRecord, LinkRecord, MessageRecord } from './records.ts'
import { answered, linkFailed, passed, paused, withStreak } from './settle-link.ts'
import { afterThrottle } from './throttling.ts'

/** The judgement on one attempt, as far as the queue needs it. */
export type Judged = {
  outcome: Outcome
  policy: Policy
  cause: CauseName
  /** What was wrong with the line, where `cause` only says what that means for the message. */
  linkCause: CauseName
  isAnswer: boolean
  retryAfterMs: number | null
  /** The request may have been carried out although no whole reply came. */
  isUnknown: boolean
  /** A whole answer came under a 2xx, and nobody can read it. */
  isUnread: boolean
  /** The channel refuses the hotel, not the booking: its lane is held. */
  holdsLane: boolean
  /** An address or method the channel does not know: three order keys in a row say that it is the set-up. */
  isSetup: boolean
}

export type SettleInput = {
  message: MessageRecord
  link: LinkRecord
  lane: LaneRecord
  judged: Judged
  startedAt: number
  now: number
  awakeMs: number
  retry: RetrySettings
  /** No other request went out on the connection in the minute before it. */
  isAlone: boolean
  /**
   * The local check of required elements found something missing; decides who acts, and is asked only, when
   * probing ends.
   */
  isIncomplete: boolean
}

export type Settled = {
  message: MessageRecord
  link: LinkRecord
  lane: LaneRecord
  /** The number of the outage that this answer ended: what was tried in it and failed is suspect now. */
  endedOutage: number | null
  /** Older undelivered messages of the order key are replaced by this one. */
  isSuperseding: boolean
}

const HOUR = 3_600_000
const SETUP_STREAK = 3
const SERVER_STREAK = 3
const SUSPECT_STREAK = 2
/**
 * So many whole answers that nobody can read: each time the message may have been taken, so it does not go
 * again by itself.
 */
const MOST_UNREAD = 2

/**
 * Applies one judgement to the message, its link and its lane (docs/architecture.md#delivery). Pure; the
 * store writes what it gives.
 */
export const settle = (input: SettleInput): Settled => {
  const { judged, now } = input
  const tookMs = Math.max(0, now - input.startedAt)
  const hadOutage = input.link.outageCause !== null ? input.link.outage : null
  const link = judged.isAnswer ? answered(input.link, { now, tookMs }) : input.link
  const message: MessageRecord = {
    ...input.message,
    cause: judged.cause,
    claimEpoch: null,
    nextAttemptAt: null,
    isSuspect: judged.isAnswer ? false : input.message.isSuspect,
    ...(judged.isAnswer && judged.policy !== 'throttle' ? { throttles: 0, throttledAwake: null } : {}),
    unreadReplies: judged.isUnread
      ? input.message.unreadReplies + 1
      : isDefinite(judged)
        ? 0
        : input.message.unreadReplies,
    isAfterUnknown: judged.isUnknown || judged.isUnread || (input.message.isAfterUnknown && !isDefinite(judged)),
  }
  const applied = applyPolicy({ ...input, message, link })
  // What a person asked for stays asked for until it has its answer: a fault on the way must not cost it its
  // place.
  const isStillAsked = applied.message.state === 'waiting' && applied.message.isAskedFor
  const settled = { ...applied, message: { ...applied.message, isAskedFor: isStillAsked } }
  return {
    ...settled,
    lane: laneAfter(input, settled.message),
    endedOutage: judged.isAnswer ? hadOutage : null,
    isSuperseding: settled.message.state === 'delivered' && message.isWhole,
  }
}

/**
 * Whether this judgement ends the probing of its message, so that it must be known whether the request lacks
 * something. Pure.
 */
export const endsProbing = (input: Omit<SettleInput, 'isIncomplete'>): boolean =>
  settle({ ...input, isIncomplete: false }).message.cause === 'probing-ended-channel'

type Part = { message: MessageRecord; link: LinkRecord }

const isDefinite = (judged: Judged): boolean =>
  judged.isAnswer && judged.policy !== 'probe' && judged.policy !== 'throttle'

const applyPolicy = (input: SettleInput): Part => {
  const { message, link, judged, now, awakeMs } = input
  const through = passed(link, awakeMs)
  switch (judged.outcome) {
    case 'delivered':
    case 'delivered-with-notes':
      return { message: { ...message, state: 'delivered', deliveredAt: now, ...noLadder }, link: through }
    case 'accepted':
      return { message: { ...message, state: 'confirming', ...noLadder }, link: through }
    case 'unsure':
      return {
        message: { ...message, state: 'unsure', ...noLadder },
        link: judged.isAnswer ? through : linkFailed(link, failureOf(input), input),
      }
    case 'failed':
      return { message: { ...message, state: 'failed', ...noLadder }, link: failedLink(input) }
    case 'paused':
      return { message: { ...message, state: 'waiting', ...noLadder }, link: paused(link, judged.cause, now) }
    case 'throttled':
      return afterThrottle(message, link, {
        now,
        awakeMs,
        retryAfterMs: judged.retryAfterMs,
        isAlone: input.isAlone,
      })
    case 'retry':
      if (judged.isUnread && message.unreadReplies >= MOST_UNREAD)
        return {
          message: { ...message, state: 'unsure', cause: 'unknown-outcome', ...noLadder },
          link: linkFailed(link, failureOf(input), input),
        }
      // Ended by ourselves, as at a shutdown: no fault of anybody, it simply goes again.
      if (judged.policy === 'none') return { message: { ...message, state: 'waiting' }, link }
      return judged.policy === 'outage' ? afterLinkFailure(input) : afterProbe(input)
  }
}

const noLadder = { step: 0, stepSinceAwake: null, stepSinceAt: null } as const

const failureOf = ({ judged, startedAt }: SettleInput) => ({
  cause: judged.linkCause,
  startedAt,
  retryAfterMs: judged.retryAfterMs,
})

/**
 * Address or method unknown: the third order key in a row pauses the connection. Any other refusal proves the
 * set-up right.
 */
const failedLink = ({ message, link, judged, now, awakeMs }: SettleInput): LinkRecord => {
  if (!judged.isSetup) return judged.isAnswer ? passed(link, awakeMs) : link
  const streak = withStreak(link, judged.cause, message.orderKey)
  return streak.streakKeys.length >= SETUP_STREAK ? paused(streak, judged.cause, now) : streak
}

/**
 * Link-like failure: an outage of the connection, unless this message is suspect itself; two suspects in a
 * row are an outage again.
 */
const afterLinkFailure = (input: SettleInput): Part => {
  const { message, link } = input
  if (message.isSuspect && link.outageCause === null) {
    const streak = withStreak(link, 'link', message.orderKey)
    if (streak.streakKeys.length < SUSPECT_STREAK) return onOwnLadder({ ...input, link: streak })
  }
  const down = linkFailed(link, failureOf(input), input)
  return {
    message: { ...message, state: 'waiting', isSuspect: false, triedInOutage: down.outage, ...noLadder },
    link: down,
  }
}

/**
 * A fault of the channel with this message: its own ladder. Bare 500s of three different order keys in a row
 * are an outage.
 */
const afterProbe = (input: SettleInput): Part => {
  const { message, link, judged } = input
  if (judged.isAnswer) return onOwnLadder(input)
  const streak = withStreak(link, 'server', message.orderKey)
  if (link.outageCause === null && streak.streakKeys.length < SERVER_STREAK)
    return onOwnLadder({ ...input, link: streak })
  const down = linkFailed(streak, failureOf(input), input)
  return { message: { ...message, state: 'waiting', triedInOutage: down.outage, ...noLadder }, link: down }
}

/**
 * Each of the steps once; while nothing else got through, the last one repeats until the alarm. Then somebody
 * must act: the PMS vendor when the request lacks something, else the channel's operations.
 */
const onOwnLadder = ({ message, link, now, awakeMs, retry, isIncomplete }: SettleInput): Part => {
  const sinceAwake = message.stepSinceAwake ?? awakeMs
  const hasStepsLeft = message.step < retry.steps.length
  const hasOthersThrough = link.lastPassAwake !== null && link.lastPassAwake > sinceAwake
  const isBeforeAlarm = awakeMs - sinceAwake < retry.alarmAfterMinutes * 60_000
  if (hasStepsLeft || (!hasOthersThrough && isBeforeAlarm))
    return {
      message: {
        ...message,
        state: 'waiting',
        nextAttemptAt: now + stepMs(retry.steps, message.step),
        step: message.step + 1,
        stepSinceAwake: sinceAwake,
        stepSinceAt: message.stepSinceAt ?? now,
      },
      link,
    }
  return {
    message: {
      ...message,
      state: 'failed',
      cause: isIncomplete ? 'probing-ended-vendor' : 'probing-ended-channel',
      ...noLadder,
    },
    link,
  }
}

/**
 * Holds the lane of a hotel the channel refuses, with one probe an hour; any other answer about the hotel
 * frees it.
 */
const laneAfter = ({ lane, judged, now }: SettleInput, message: MessageRecord): LaneRecord => {
  if (judged.holdsLane && message.state === 'failed')
    return { ...lane, heldCause: judged.cause, heldSinceAt: lane.heldSinceAt ?? now, nextProbeAt: now + HOUR }
  return lane.heldCause !== null && isDefinite(judged) && judged.outcome !== 'paused'
    ? { ...lane, heldCause: null, heldSinceAt: null, nextProbeAt: null }
    : lane
}

import type { RetrySettings } from '../../contract/settings.ts'
import type { CauseName } from '../playbook/entries.ts'
import type { StoredCause } from '../playbook/stored-cause.ts'
import { LONGEST_WISH_MS, pauseTestMs, stepMs } from './ladder.ts'
import type { LaneRecord, LinkRecord, Streak } from './records.ts'
import { noThrottle } from './throttling.ts'

/**
 * What each judgement does to the link of a connection. Pure: record in, record out. Rules:
 * docs/architecture.md#link-and-message.
 */

const HOUR = 3_600_000

export type LinkMoment = { now: number; awakeMs: number; retry: RetrySettings }

/** Any OTA, SOAP or job-API reply ends an outage: the link works, whatever the reply says. */
export const answered = (link: LinkRecord, at: { now: number; tookMs: number }): LinkRecord => ({
  ...endOutage(link),
  lastAnswerAt: at.now,
  lastAnswerMs: at.tookMs,
})

const endOutage = (link: LinkRecord): LinkRecord => ({
  ...link,
  outageCause: null,
  outageSinceAt: null,
  outageSinceAwake: null,
  probeStep: 0,
  nextProbeAt: null,
  hasAlarmed: false,
  hasGivenUp: false,
})

/** A message got through: nothing in a row is against the link any more. */
export const passed = (link: LinkRecord, awakeMs: number): LinkRecord => ({
  ...link,
  ...noThrottle,
  streakOf: null,
  streakKeys: [],
  lastPassAwake: awakeMs,
})

/**
 * The link is down. Opens the outage, or moves its ladder on. A failure of a request that left before the
 * outage was known says nothing new, so the ladder stays where it is.
 */
export const linkFailed = (
  link: LinkRecord,
  failure: { cause: StoredCause; startedAt: number; retryAfterMs: number | null },
  moment: LinkMoment,
): LinkRecord => {
  const { now, awakeMs, retry } = moment
  const wishMs = Math.min(failure.retryAfterMs ?? 0, LONGEST_WISH_MS)
  const wait = (step: number) => now + Math.max(stepMs(retry.steps, step), wishMs)
  if (link.outageCause === null)
    return {
      ...link,
      outage: link.outage + 1,
      outageCause: failure.cause,
      outageSinceAt: now,
      outageSinceAwake: awakeMs,
      probeStep: 0,
      nextProbeAt: wait(0),
      hasAlarmed: false,
      hasGivenUp: false,
    }
  const sinceAt = link.outageSinceAt ?? now
  const isClockSetBack = sinceAt > now
  if (failure.startedAt < sinceAt && !isClockSetBack) return link
  return {
    ...link,
    outageCause: failure.cause,
    outageSinceAt: Math.min(sinceAt, now),
    probeStep: link.probeStep + 1,
    nextProbeAt: wait(link.probeStep + 1),
  }
}

/**
 * Adds one same-looking failure of an order key. The streak tells whether several different bookings in a row
 * met the same wall.
 */
export const withStreak = (link: LinkRecord, of: Streak, orderKey: string): LinkRecord => {
  const keys = link.streakOf === of ? link.streakKeys : []
  return { ...link, streakOf: of, streakKeys: keys.includes(orderKey) ? keys : [...keys, orderKey].slice(-10) }
}

/**
 * Stops the connection because of its set-up or credentials. It tests itself after 5, 15, 30, then every 60
 * minutes; a second identical pause within the hour waits for a change instead. A pause that stands stays
 * what it is: a person's own, and one that other requests, under way at the same moment, had opened already.
 */
export const paused = (link: LinkRecord, cause: CauseName, now: number): LinkRecord => {
  if (link.pauseCause !== null) return link.isOnTrial ? pauseTestFailed(endOutage(link), now) : endOutage(link)
  const isAgain = link.lastPauseCause === cause && link.lastPauseAt !== null && Math.abs(now - link.lastPauseAt) < HOUR
  return {
    ...endOutage(link),
    pauseCause: cause,
    pausedSinceAt: now,
    pauseUntilAt: null,
    pauseStep: 0,
    isOnTrial: false,
    nextTestAt: isAgain ? null : now + pauseTestMs(0),
    lastPauseCause: cause,
    lastPauseAt: now,
    streakOf: null,
    streakKeys: [],
  }
}

/** Ends a pause, whoever or whatever set it. */
export const resumed = (link: LinkRecord): LinkRecord => ({
  ...link,
  pauseCause: null,
  pausedSinceAt: null,
  pauseUntilAt: null,
  pauseStep: 0,
  isOnTrial: false,
  nextTestAt: null,
})

/**
 * The test call passed and cannot prove what the pause is about: the next message shows it. A person's pause
 * stays what it is.
 */
export const onTrial = (link: LinkRecord): LinkRecord =>
  link.pauseCause === null || link.pauseCause === 'paused-by-person'
    ? link
    : { ...link, isOnTrial: true, nextTestAt: null }

/**
 * The self-test of a pause, or the message that went ahead after it, was refused again: the next one is
 * later.
 */
export const pauseTestFailed = (link: LinkRecord, now: number): LinkRecord =>
  // A person's pause that came while the test ran does not test itself.
  link.pauseCause === 'paused-by-person'
    ? link
    : {
        ...link,
        isOnTrial: false,
        pauseStep: link.pauseStep + 1,
        nextTestAt: now + pauseTestMs(link.pauseStep + 1),
      }

/**
 * A person's pause. Nobody looks at the link meanwhile, so an outage ends with it. `untilAt`: when it ends by
 * itself, epoch ms.
 */
export const pausedByPerson = (link: LinkRecord, now: number, untilAt: number | null): LinkRecord => ({
  ...endOutage(resumed(link)),
  pauseCause: 'paused-by-person',
  pausedSinceAt: now,
  pauseUntilAt: untilAt,
})

/** Ends a pause whose time is over. Null: it is not. */
export const endedPause = (link: LinkRecord, now: number): LinkRecord | null =>
  link.pauseCause !== null && link.pauseUntilAt !== null && link.pauseUntilAt <= now ? resumed(link) : null

const isOutageLongerThan = (link: LinkRecord, minutes: number, awakeMs: number): boolean =>
  link.outageCause !== null && link.outageSinceAwake !== null && awakeMs - link.outageSinceAwake >= minutes * 60_000

type AwakeMoment = Omit<LinkMoment, 'now'>

/** The outage has lasted so long that somebody must know. Null: not yet, or it is known. */
export const outageAlarm = (link: LinkRecord, { awakeMs, retry }: AwakeMoment): LinkRecord | null =>
  !link.hasAlarmed && isOutageLongerThan(link, retry.alarmAfterMinutes, awakeMs) ? { ...link, hasAlarmed: true } : null

/** Whether the outage was given up before, or is to be now. */
export const isGivenUp = (link: LinkRecord, { awakeMs, retry }: AwakeMoment): boolean =>
  link.outageCause !== null && (link.hasGivenUp || isOutageLongerThan(link, retry.giveUpAfterMinutes, awakeMs))

/** The link works again, proven by a test call: a pause that the channel caused ends, a person's stays. */
export const released = (link: LinkRecord): LinkRecord =>
  link.pauseCause === null || link.pauseCause === 'paused-by-person' ? link : resumed(link)

/** A hotel that is held is tried at once. Null: it is not held, or is tried already. */
export const probedAtOnce = (lane: LaneRecord): LaneRecord | null =>
  lane.heldCause !== null && lane.nextProbeAt !== null ? { ...lane, nextProbeAt: null } : null

import type { RetrySettings } from '../../contract/settings.ts'
import type { Outcome, Policy } from '../../contract/words.ts'
import type { CauseName } from '../playbook/entries.ts'
import { nextWallTime } from '../time/next-wall-time.ts'
import type { JobRecord } from './job-record.ts'
import { pollMs } from './poll-interval.ts'
import type { LinkRecord, MessageRecord } from './records.ts'
import { answered, linkFailed, passed, paused } from './settle-link.ts'
import { throttled } from './throttling.ts'

/**
 * What one answer to "what became of the job" does to the message, its job and the link. Pure; the store
 * writes what it gives.
 */

/** What connection and channel say about asking. */
type PollRules = {
  /** Seconds from acceptance to the first question. */
  everySeconds: number
  /** The clock time at which a job that failed for maintenance goes again; null: it waits for a person. */
  repeatAt: string | null
  retry: RetrySettings
}

export type PollInput = {
  message: MessageRecord
  job: JobRecord
  link: LinkRecord
  judged: { outcome: Outcome; policy: Policy; cause: CauseName; isAnswer: boolean; retryAfterMs: number | null }
  startedAt: number
  now: number
  awakeMs: number
  rules: PollRules
  timeZone: string
}

export type PollSettled = {
  /** Null: nothing new about the message. */
  message: MessageRecord | null
  job: JobRecord
  link: LinkRecord
  /** Older undelivered messages of the order key are replaced by this one. */
  isSuperseding: boolean
}

/** After so many automatic goes in a row maintenance is more than a night's, and a person looks. */
const MOST_REPEATS = 3

/** A channel of several computers may not know everywhere at once what one of them accepted. */
const NEWS_TRAVELS_MS = 30_000

const noLadder = { step: 0, stepSinceAwake: null, stepSinceAt: null } as const

/** Applies one judgement. `accepted` asks again later; anything else is the job's end. */
export const settlePoll = (given: PollInput): PollSettled => {
  const input = isTooEarlyToKnow(given) ? withoutNews(given) : given
  const { judged } = input
  const link = linkAfter(input)
  switch (judged.outcome) {
    case 'delivered':
    case 'delivered-with-notes':
      return {
        ...ended(input, { state: 'delivered', deliveredAt: input.now }),
        link,
        isSuperseding: input.message.isWhole,
      }
    case 'failed':
      return { ...afterFailure(input), link, isSuperseding: false }
    case 'unsure':
      return { ...ended(input, { state: 'unsure' }), link, isSuperseding: false }
    default:
      return { ...stillOpen(input), link, isSuperseding: false }
  }
}

/**
 * Right after acceptance "no such job", or an answer about another one, may still turn into the right one.
 */
const isTooEarlyToKnow = ({ job, judged, awakeMs }: PollInput): boolean =>
  (judged.cause === 'job-lost' || judged.cause === 'job-mixed-up') && awakeMs - job.acceptedAwake < NEWS_TRAVELS_MS

const withoutNews = (input: PollInput): PollInput => ({
  ...input,
  judged: { ...input.judged, outcome: 'accepted', policy: 'poll', cause: 'job-accepted' },
})

/**
 * The link's part: an answer ends an outage, a look that failed opens one, and the message is not touched by
 * either.
 */
const linkAfter = ({ link: before, message, judged, startedAt, now, awakeMs, rules }: PollInput): LinkRecord => {
  const link = judged.isAnswer ? answered(before, { now, tookMs: Math.max(0, now - startedAt) }) : before
  const { cause, retryAfterMs } = judged
  switch (judged.policy) {
    case 'outage':
      return linkFailed(link, { cause, startedAt, retryAfterMs }, { now, awakeMs, retry: rules.retry })
    case 'pause':
      return paused(link, cause, now)
    case 'throttle':
      return throttled(link, { now, awakeMs, retryAfterMs, orderKey: message.orderKey })
    default:
      return judged.outcome === 'delivered' || judged.outcome === 'delivered-with-notes' ? passed(link, awakeMs) : link
  }
}

type Part = Pick<PollSettled, 'message' | 'job'>

const ended = (
  { message, job, judged, now }: PollInput,
  given: Partial<MessageRecord>,
  cause: CauseName = judged.cause,
): Part => ({
  message: { ...message, ...noLadder, isAskedFor: false, nextAttemptAt: null, cause, ...given },
  job: { ...job, askedAt: now, nextPollAt: null, endedAt: now, outcome: judged.outcome, cause },
})

/**
 * A failed job is a person's matter, but for maintenance where the settings name the hour at which it is
 * tried again.
 */
const afterFailure = (input: PollInput): Part => {
  const { judged, job, now, rules, timeZone } = input
  const { repeatAt } = rules
  if (judged.cause !== 'job-maintenance' || repeatAt === null || job.repeats >= MOST_REPEATS)
    return ended(input, { state: 'failed' })
  return ended(input, { state: 'waiting', nextAttemptAt: nextWallTime(now, repeatAt, timeZone) })
}

/**
 * Asks again later. Past the alarm a job that is still pending is shown as never ending and asked about all
 * the same; one whose word nobody knows is a person's question.
 */
const stillOpen = (input: PollInput): Part => {
  const { message, job, link, judged, now, awakeMs, rules } = input
  const hasAsked = judged.policy === 'poll'
  const polls = job.polls + Number(hasAsked)
  const alarmMs = rules.retry.alarmAfterMinutes * 60_000
  // A question that never gets through while all else does: the link has no alarm of its own, as it would
  // have by twice the time.
  const isNeverAnswered = !hasAsked && link.pauseCause === null && !link.hasAlarmed && !link.hasThrottleAlarmed
  const isOverdue = awakeMs - job.acceptedAwake >= (hasAsked ? alarmMs : isNeverAnswered ? 2 * alarmMs : Infinity)
  if (isOverdue && hasAsked && judged.cause === 'job-unknown-word')
    return ended({ ...input, judged: { ...judged, outcome: 'unsure' } }, { state: 'unsure' }, 'unclear-answer')
  const cause = isOverdue ? 'job-never-ends' : hasAsked ? judged.cause : message.cause
  return {
    message: cause === message.cause ? null : { ...message, cause },
    job: { ...job, polls, askedAt: now, nextPollAt: now + pollMs(rules.everySeconds, polls), cause },
  }
}

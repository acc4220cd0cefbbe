import type { Attempt, Explanation } from '../../contract/message.ts'
import type { Polling } from '../../core/channels/channel.ts'
import type { LinkRecord } from '../../core/queue/records.ts'
import { maskCards } from '../../core/redact/cards.ts'
import { formatTime } from '../../core/time/format.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import type { ViewDeps } from './deps.ts'

/**
 * What the calls add about messages of job APIs: since when, the next question, the words of the system
 * behind the channel, and what to look for.
 */

const MOST_WORDS = 3
const LONGEST_WORD = 300

/**
 * When the channel is asked next about an accepted job; what holds the link holds the question too. Null
 * without one.
 */
export const nextQuestionAt = (
  deps: Pick<ViewDeps, 'store'>,
  message: StoredMessage,
  link: LinkRecord,
): number | null => {
  if (link.pauseCause !== null) return link.pauseUntilAt ?? link.nextTestAt
  const at = deps.store.jobs.latest(message.id)?.nextPollAt ?? null
  if (at === null) return null
  return Math.max(at, link.outageCause === null ? 0 : (link.nextProbeAt ?? 0), link.throttledUntilAt ?? 0)
}

/** When a job that is still open is told to a person, by the wall clock; null where it was told already. */
export const jobAlarmAt = (
  deps: Pick<ViewDeps, 'store'>,
  message: StoredMessage,
  alarmAfterMinutes: number,
): number | null => {
  if (message.state !== 'confirming' || message.cause === 'job-never-ends') return null
  const job = deps.store.jobs.latest(message.id)
  return job === null ? null : job.acceptedAt + alarmAfterMinutes * 60_000
}

/**
 * The attempts with what became of their jobs: the number, the job each one retries, and the job's end as the
 * attempt's outcome.
 */
export const withJobs = (deps: Pick<ViewDeps, 'store'>, messageId: string, attempts: Attempt[]): Attempt[] => {
  const jobs = deps.store.jobs.ofMessage(messageId)
  if (jobs.length === 0) return attempts
  const ids = deps.store.attempts.ids(messageId)
  return attempts.map((attempt): Attempt => {
    const job = jobs.find(({ attemptId }) => attemptId === ids.get(attempt.n))
    if (!job) return attempt
    const { acceptedAt, polls, askedAt, endedAt } = job
    const retryOf = jobs.find(({ id }) => id === job.retryOf)?.jobId ?? null
    return {
      ...attempt,
      outcome: job.outcome ?? attempt.outcome,
      cause: job.cause ?? attempt.cause,
      vendorText: job.vendorText ?? attempt.vendorText,
      job: { id: job.jobId, retryOf, acceptedAt, polls, askedAt, endedAt },
    }
  })
}

/** The explanation of a message of a job API, with what only its jobs and attempts know. */
export const withJobWords = (
  deps: Pick<ViewDeps, 'store' | 'clock' | 'texts' | 'settings'>,
  polling: Polling,
  message: StoredMessage,
  explanation: Explanation,
): Explanation => {
  const more =
    message.state === 'confirming'
      ? sinceWhen(deps, message)
      : needsLooking(message)
        ? afterwards(deps, polling, message)
        : ''
  return more === '' ? explanation : { ...explanation, what: `${explanation.what} ${more}` }
}

const needsLooking = ({ state, cause }: StoredMessage): boolean =>
  state === 'failed' || state === 'unsure' || (state === 'waiting' && cause?.startsWith('job-') === true)

const tools = (deps: Pick<ViewDeps, 'clock' | 'texts' | 'settings'>) => {
  const { locale, timeZone } = deps.settings()
  const time = (at: number) => formatTime(at, { now: deps.clock.now(), timeZone, locale })
  return { t: deps.texts.in(locale), time }
}

const sinceWhen = (deps: Pick<ViewDeps, 'store' | 'clock' | 'texts' | 'settings'>, message: StoredMessage): string => {
  const job = deps.store.jobs.latest(message.id)
  if (!job) return ''
  const { t, time } = tools(deps)
  const since = time(job.acceptedAt)
  return job.askedAt === null
    ? t('job.since', { since })
    : t('job.asked', { since, count: job.polls, asked: time(job.askedAt) })
}

/**
 * The words of the system behind the channel, and, for a message that may have arrived, what to look for at
 * the other side.
 */
const afterwards = (
  deps: Pick<ViewDeps, 'store' | 'clock' | 'texts' | 'settings'>,
  polling: Polling,
  message: StoredMessage,
): string => {
  const { t, time } = tools(deps)
  const [last] = withJobs(deps, message.id, deps.store.attempts.list(message.id))
  const words = message.cause === last?.cause ? wordsOf(polling, last?.vendorText ?? '') : ''
  const says = words === '' ? '' : t('job.says', { words })
  if (message.state !== 'unsure' || !last) return says
  const reference = message.reservationId
  const facts = { time: time(last.startedAt), request: message.messageType.slice(0, 120) }
  const lookFor = reference === null ? t('job.look-for-plain', facts) : t('job.look-for', { ...facts, reference })
  return [says, lookFor].filter(Boolean).join(' ')
}

/** Only what reads as words: markup and whole records stand with the attempt, not in a sentence. */
const wordsOf = (polling: Polling, vendorText: string): string => {
  const text = maskCards(polling.errorLines(vendorText))
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*[[{<]/.test(line))
  return lines
    .slice(0, MOST_WORDS)
    .map((line) => `“${line.trim().slice(0, LONGEST_WORD).replace(/\.$/, '')}”`)
    .join(', ')
}

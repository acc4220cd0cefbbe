import type { CauseName } from '../../playbook/entries.ts'
import { stepMs } from '../ladder.ts'
import type { LinkRecord } from '../records.ts'
import { endsProbing, type Settled, type SettleInput, settle } from '../settle.ts'
import { type PollInput, settlePoll } from '../settle-poll.ts'
import type { JointMove, JointTransition, Transition } from '../transition.ts'
import type { At } from './records.ts'

/** The way of one request: claimed, settled by its answer, or recovered after a crash. */

/** The sender of this epoch takes the message for its next request. */
export const claim: Transition<At & { epoch: number }> = {
  name: 'claim',
  from: ['waiting'],
  to: ['sending'],
  apply: (message, { now, epoch }) => ({
    message: {
      ...message,
      state: 'sending',
      attempts: message.attempts + 1,
      firstAttemptAt: message.firstAttemptAt ?? now,
      claimEpoch: epoch,
      claimedAt: now,
    },
  }),
}

type SettledFacts = Omit<SettleInput, 'message' | 'link' | 'lane' | 'isIncomplete'> & {
  /** Whether the body lacks required elements; null: not looked at yet. */
  isIncomplete: boolean | null
  epoch: number
  /** Number of the attempt that was judged. */
  attempt: number
  facts: Readonly<Record<string, string>>
}

/**
 * The judgement on an attempt. Refused where the message is on its way under another claim by now, and where
 * probing ends before it was looked at whether the body lacks something.
 */
export const settled: JointTransition<SettledFacts, 'other-claim' | 'ends-probing', JointMove & Settled> = {
  name: 'settled',
  from: ['sending'],
  to: ['delivered', 'waiting', 'confirming', 'failed', 'unsure'],
  apply({ message, link, lane, job }, { epoch, attempt, facts, ...given }) {
    if (message.claimEpoch !== epoch || message.attempts !== attempt) return { refused: 'other-claim' }
    const input = { ...given, message, link, lane }
    if (given.isIncomplete === null && endsProbing(input)) return { refused: 'ends-probing' }
    const result = settle({ ...input, isIncomplete: given.isIncomplete === true })
    return { ...result, job, facts, ...pauseFactsOf(result.link, given.judged.cause, facts) }
  },
}

type PollFacts = Omit<PollInput, 'message' | 'link' | 'job'> & {
  jobId: string
  facts: Readonly<Record<string, string>>
  /** What the far system said, laid out to be read. */
  vendorText: string | null
}

/**
 * What became of an accepted job; refused where a person decided meanwhile or another job was made: their
 * word stands.
 */
export const settledByPoll: JointTransition<PollFacts, 'other-job', JointMove & { isNews: boolean }> = {
  name: 'settledByPoll',
  from: ['confirming'],
  to: ['delivered', 'waiting', 'confirming', 'failed', 'unsure'],
  apply({ message, link, lane, job }, { jobId, facts, vendorText, ...given }) {
    if (job === null || job.id !== jobId || job.endedAt !== null) return { refused: 'other-job' }
    const result = settlePoll({ ...given, message, link, job })
    const isAboutLink =
      given.judged.policy === 'outage' || given.judged.policy === 'pause' || given.judged.policy === 'throttle'
    return {
      message: result.message ?? message,
      link: result.link,
      lane,
      job: result.job,
      isSuperseding: result.isSuperseding,
      isNews: result.message !== null,
      ...(result.message === null ? {} : { facts }),
      ...(isAboutLink ? {} : { jobText: vendorText ?? facts.word ?? null }),
      ...pauseFactsOf(result.link, given.judged.cause, facts),
    }
  },
}

/** What the reply named belongs to the pause that it made. */
const pauseFactsOf = (link: LinkRecord, cause: CauseName, facts: Readonly<Record<string, string>>) =>
  link.pauseCause === cause ? { pauseFacts: facts } : {}

type RecoverFacts = At & {
  /** By the rule of its connection for unknown outcomes: it goes again, or a person looks. */
  isRepeated: boolean
  /** Steps of the ladder by which it goes on; null: as soon as its turn comes. */
  steps: readonly number[] | null
}

/** What a crash left on its way may have arrived. */
export const recover: Transition<RecoverFacts> = {
  name: 'recover',
  from: ['sending'],
  to: ['waiting', 'unsure'],
  apply(message, { now, isRepeated, steps }) {
    const hasLadder = isRepeated && steps !== null
    return {
      message: {
        ...message,
        state: isRepeated ? 'waiting' : 'unsure',
        cause: 'crash-during-send',
        isAfterUnknown: true,
        claimEpoch: null,
        nextAttemptAt: hasLadder ? now + stepMs(steps, message.step) : null,
        step: hasLadder ? message.step + 1 : message.step,
      },
      facts: {},
    }
  },
}

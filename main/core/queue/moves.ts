import { type ActRefusal, whyNot } from './acts-of.ts'
import { stepMs } from './ladder.ts'
import type { LinkRecord, MessageRecord } from './records.ts'
import { type Settled, type SettleInput, settle } from './settle.ts'
import { type PollInput, settlePoll } from './settle-poll.ts'
import type { JointMove, JointTransition, Transition } from './transition.ts'

/**
 * Every transition of a message by name. Nothing else changes the state of a stored message; the table of `allowed-moves.ts` bounds
 * what they may do. `facts: {}` clears what an earlier answer left for the explanation.
 */

type At = { now: number }

/** As if it had never been tried, except for its history. */
const retriesReset = (message: MessageRecord): MessageRecord => ({
  ...message,
  step: 0,
  stepSinceAwake: null,
  stepSinceAt: null,
  nextAttemptAt: null,
  isSuspect: false,
  // The end of an outage it was tried in must not take away a time that a person gives it now.
  triedInOutage: 0,
})

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

type SettledFacts = Omit<SettleInput, 'message' | 'link' | 'lane'> & {
  epoch: number
  /** Number of the attempt that was judged. */
  attempt: number
  facts: Readonly<Record<string, string>>
}

/** The judgement on an attempt; refused where the message is on its way under another claim by now. */
export const settled: JointTransition<SettledFacts, 'other-claim', JointMove & Settled> = {
  name: 'settled',
  from: ['sending'],
  to: ['delivered', 'waiting', 'confirming', 'failed', 'unsure'],
  apply({ message, link, lane, job }, { epoch, attempt, facts, ...given }) {
    if (message.claimEpoch !== epoch || message.attempts !== attempt) return { refused: 'other-claim' }
    const result = settle({ ...given, message, link, lane })
    return { ...result, job, facts, ...pauseFactsOf(result.link, given.judged.cause, facts) }
  },
}

type PollFacts = Omit<PollInput, 'message' | 'link' | 'job'> & {
  jobId: string
  facts: Readonly<Record<string, string>>
  /** What the far system said, laid out to be read. */
  vendorText: string | null
}

/** What became of an accepted job; refused where a person decided meanwhile or another job was made: their word stands. */
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
const pauseFactsOf = (link: LinkRecord, cause: string, facts: Readonly<Record<string, string>>) =>
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

/** A state of the booking older than one that was delivered already (a restored backup, a late file); a person may send it all the same. */
export const isOutOfDate = (
  message: Pick<MessageRecord, 'lastModifiedAt' | 'isAskedFor'>,
  newestDeliveredAt: number | null,
): boolean =>
  message.lastModifiedAt !== null &&
  !message.isAskedFor &&
  newestDeliveredAt !== null &&
  message.lastModifiedAt < newestDeliveredAt

/** Fails a message that must not go out. `newestDeliveredAt`: the newest state of its order key that was delivered, epoch ms. */
export const refuse: Transition<At & { newestDeliveredAt: number | null }, 'may-go'> = {
  name: 'refuse',
  from: ['waiting'],
  to: ['failed'],
  apply: (message, { newestDeliveredAt }) =>
    isOutOfDate(message, newestDeliveredAt)
      ? { message: { ...message, state: 'failed', cause: 'out-of-date', nextAttemptAt: null, step: 0 }, facts: {} }
      : { refused: 'may-go' },
}

/** Another message got through after this one's link-like failure: the fault may be its own. A time that a person gave it stays. */
export const suspect: Transition<At & { outage: number }, 'not-tried'> = {
  name: 'suspect',
  from: ['waiting'],
  to: ['waiting'],
  apply: (message, { outage }) =>
    message.triedInOutage === outage && message.nextAttemptAt === null
      ? { message: { ...message, isSuspect: true, step: 1 } }
      : { refused: 'not-tried' },
}

/** The outage took too long; what a person asked for waits for the link. */
export const giveUp: Transition<At, 'asked-for'> = {
  name: 'giveUp',
  from: ['waiting'],
  to: ['failed'],
  apply: (message) =>
    message.isAskedFor
      ? { refused: 'asked-for' }
      : { message: { ...message, state: 'failed', cause: 'outage-too-long', nextAttemptAt: null }, facts: {} },
}

/** What failed for this cause alone goes again, now that the cause is gone. */
export const returnToWaiting: Transition<At & { cause: string }, 'other-cause'> = {
  name: 'returnToWaiting',
  from: ['failed'],
  to: ['waiting'],
  apply: (message, { cause }) =>
    message.cause === cause
      ? { message: { ...retriesReset(message), state: 'waiting', cause: null }, facts: {} }
      : { refused: 'other-cause' },
}

/** A message that a pause held starts its ladder anew. */
export const restartLadder: Transition<At, 'has-none'> = {
  name: 'restartLadder',
  from: ['waiting'],
  to: ['waiting'],
  apply: (message) =>
    message.step > 0 || message.isSuspect ? { message: retriesReset(message) } : { refused: 'has-none' },
}

/** Newer data of its order key was delivered. `by`: the id of the message that replaces it. */
export const supersede: Transition<At & { by: string }> = {
  name: 'supersede',
  from: ['waiting', 'confirming', 'unsure', 'failed'],
  to: ['superseded'],
  apply: (message, { by }) => ({ message: replaced(message, by) }),
}

const replaced = (message: MessageRecord, by: string | null): MessageRecord => ({
  ...message,
  state: 'superseded',
  supersededBy: by,
  nextAttemptAt: null,
})

/** Part of what a failed availability or rates message said was said anew: the PMS must export all of it again. */
export const askForRefresh: Transition<At> = {
  name: 'askForRefresh',
  from: ['failed'],
  to: ['failed'],
  apply: (message) => ({ message: { ...message, cause: 'availability-needs-refresh' } }),
}

type ResendFacts = At & {
  isRepeatRisky: boolean
  /** The person confirmed it and said why. */
  hasReason: boolean
  /** Not before this hour, epoch ms. */
  notBefore: number | null
  /** Whether a cause is explained with the hour at which the message goes; such a cause stays on show until then. */
  isShownWithHour: (cause: string) => boolean
}

/** A person sends it again. */
export const resend: Transition<ResendFacts, ActRefusal> = {
  name: 'resend',
  from: ['waiting', 'failed', 'unsure', 'delivered', 'handled', 'duplicate'],
  to: ['waiting'],
  apply(message, { now, notBefore, isRepeatRisky, hasReason, isShownWithHour }) {
    const refused = whyNot('resend', message, { isRepeatRisky, hasReason })
    if (refused) return { refused }
    const isLater = notBefore !== null && notBefore > now
    const { cause } = message
    const wasWaiting = message.state === 'waiting'
    return {
      message: {
        ...retriesReset(message),
        state: 'waiting',
        cause: isLater ? (cause !== null && isShownWithHour(cause) ? cause : 'waiting') : wasWaiting ? cause : null,
        nextAttemptAt: notBefore,
        isAskedFor: true,
        deliveredAt: null,
      },
      ...(wasWaiting ? {} : { facts: {} }),
    }
  },
}

/** A person looked at the channel: it arrived, or it goes again. */
export const settledByPerson: Transition<At & { hasArrived: boolean }, ActRefusal> = {
  name: 'settledByPerson',
  from: ['unsure', 'confirming'],
  to: ['delivered', 'waiting'],
  apply(message, { now, hasArrived }) {
    const refused = whyNot('settle', message, { isRepeatRisky: false, hasReason: true })
    if (refused) return { refused }
    return {
      message: {
        ...retriesReset(message),
        state: hasArrived ? 'delivered' : 'waiting',
        cause: null,
        deliveredAt: hasArrived ? now : null,
        isAskedFor: !hasArrived,
        isAfterUnknown: false,
      },
      facts: {},
      isSuperseding: hasArrived && message.isWhole,
    }
  },
}

/** A person handled it by hand: nothing goes out for it any more. */
export const close: Transition<At> = {
  name: 'close',
  from: ['waiting', 'confirming', 'unsure', 'failed'],
  to: ['handled'],
  apply: (message) => ({ message: { ...message, state: 'handled', nextAttemptAt: null } }),
}

/** The PMS exported again, unchanged, what had failed. */
export const recapture: Transition<At> = {
  name: 'recapture',
  from: ['failed'],
  to: ['waiting'],
  apply: (message) => ({ message: { ...retriesReset(message), state: 'waiting', cause: null }, facts: {} }),
}

/** A file that could not be read is replaced by what its name brought later. */
export const replaceUnread: Transition<At & { by: string | null }, 'not-a-file'> = {
  name: 'replaceUnread',
  from: ['waiting', 'failed'],
  to: ['superseded'],
  apply: (message, { by }) =>
    message.kind === 'other' ? { message: replaced(message, by) } : { refused: 'not-a-file' },
}

/** An unfinished file that stayed unchanged for too long. */
export const failUnread: Transition<At, 'not-unfinished'> = {
  name: 'failUnread',
  from: ['waiting'],
  to: ['failed'],
  apply: (message) =>
    message.cause === 'file-incomplete'
      ? { message: { ...message, state: 'failed', nextAttemptAt: null } }
      : { refused: 'not-unfinished' },
}

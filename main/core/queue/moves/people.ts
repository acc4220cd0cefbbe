import type { StoredCause } from '../../playbook/stored-cause.ts'
import { type ActRefusal, whyNot } from '../acts-of.ts'
import type { Transition } from '../transition.ts'
import { type At, retriesReset } from './records.ts'

/** What people do. Whether they may is decided by `acts-of.ts`. */

type ResendFacts = At & {
  isRepeatRisky: boolean
  isOvertaken: boolean
  /** The person confirmed it and said why. */
  hasReason: boolean
  /** Not before this hour, epoch ms. */
  notBefore: number | null
  /**
   * Whether a cause is explained with the hour at which the message goes; such a cause stays on show until
   * then.
   */
  isShownWithHour: (cause: StoredCause) => boolean
}

/** A person sends it again. */
export const resend: Transition<ResendFacts, ActRefusal> = {
  name: 'resend',
  from: ['waiting', 'failed', 'unsure', 'delivered', 'handled', 'duplicate'],
  to: ['waiting'],
  apply(message, { now, notBefore, isRepeatRisky, isOvertaken, hasReason, isShownWithHour }) {
    const refused = whyNot('resend', message, { isRepeatRisky, isOvertaken, hasReason })
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
        unreadReplies: 0,
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
    const refused = whyNot('settle', message, { isRepeatRisky: false, isOvertaken: false, hasReason: true })
    if (refused) return { refused }
    return {
      message: {
        ...retriesReset(message),
        state: hasArrived ? 'delivered' : 'waiting',
        cause: null,
        deliveredAt: hasArrived ? now : null,
        isAskedFor: !hasArrived,
        isAfterUnknown: false,
        unreadReplies: 0,
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

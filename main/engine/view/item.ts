import type { Explanation, MessageDetail, MessageItem } from '../../contract/message.ts'
import { explain } from '../../core/playbook/explain.ts'
import { causeInWords, type StoredCause } from '../../core/playbook/stored-cause.ts'
import { type ActFacts, actsOf } from '../../core/queue/acts-of.ts'
import type { LinkRecord } from '../../core/queue/records.ts'
import { maskCards } from '../../core/redact/cards.ts'
import { formatTime } from '../../core/time/format.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import { actFactsOf } from './act-facts.ts'
import type { ViewDeps } from './deps.ts'
import { jobAlarmAt, nextQuestionAt, withJobs, withJobWords } from './job-view.ts'

/**
 * A stored message as the calls show it: what holds it, when it goes next, and the explanation in the hotel's
 * language.
 */

type Held = MessageItem['heldBy']

const hasOpenEnd = (message: StoredMessage): boolean =>
  ['waiting', 'sending', 'confirming', 'unsure', 'failed'].includes(message.state)

/**
 * What the message itself says of the thing a reply complains about; the channel often names only the kind of
 * thing.
 */
export const ownFacts = ({
  hotelCode,
  details,
}: Pick<StoredMessage, 'hotelCode' | 'details'>): Record<string, string> => ({
  ...(hotelCode ? { hotelCode } : {}),
  ...(details.booking?.roomTypes.length ? { roomType: details.booking.roomTypes.join(', ') } : {}),
  ...(details.booking?.ratePlans.length ? { ratePlan: details.booking.ratePlans.join(', ') } : {}),
})

/** What the next time of a message is the time of. */
const nextStep = (message: StoredMessage, link: LinkRecord, held: Held): 'attempt' | 'test' | 'poll' => {
  if (held?.kind === 'pause' || (message.state === 'confirming' && link.pauseCause !== null)) return 'test'
  return message.state === 'confirming' ? 'poll' : 'attempt'
}

export const createItems = (deps: Pick<ViewDeps, 'store' | 'clock' | 'texts' | 'settings' | 'channels'>) => {
  const { store, clock } = deps

  const connectionOf = (message: StoredMessage) =>
    deps.settings().connections.find(({ id }) => id === message.connection)

  const heldBy = (message: StoredMessage, link: LinkRecord): Held => {
    if (message.state !== 'waiting' || message.kind === 'other') return null
    const blocker = store.queue.blocker(message)
    if (blocker) return { kind: 'message', id: blocker.id }
    if (link.pauseCause !== null) return { kind: 'pause', id: message.connection }
    if (link.outageCause !== null) return { kind: 'outage', id: message.connection }
    return null
  }

  /** The cause staff should read: what happened to it, else what holds it. */
  const causeOf = (message: StoredMessage, link: LinkRecord, held: Held): StoredCause | null => {
    if (message.state !== 'waiting') return message.cause
    if (held?.kind === 'pause') return link.pauseCause
    if (held?.kind === 'outage') return link.outageCause
    if (held?.kind === 'message') {
      const state = store.messages.get(held.id)?.state
      if (state === 'failed') return 'held-behind-failed'
      if (state === 'unsure') return 'held-behind-unsure'
    }
    if (held === null && store.links.lane(message.lane, message.connection).heldCause !== null && !message.isAskedFor)
      return 'hotel-held'
    if (held === null && link.hasThrottleAlarmed) return 'throttled-long'
    return message.cause
  }

  const nextAt = (message: StoredMessage, link: LinkRecord, held: Held): number | null => {
    if (message.state === 'confirming') return nextQuestionAt(deps, message, link)
    if (message.state !== 'waiting' || held?.kind === 'message') return null
    if (held?.kind === 'pause') return link.pauseUntilAt ?? link.nextTestAt
    if (held?.kind === 'outage') return Math.max(link.nextProbeAt ?? 0, message.nextAttemptAt ?? 0) || null
    if (link.throttledUntilAt !== null && link.throttledUntilAt > clock.now()) return link.throttledUntilAt
    const lane = store.links.lane(message.lane, message.connection)
    if (lane.heldCause !== null && !message.isAskedFor) return lane.nextProbeAt
    return message.nextAttemptAt
  }

  /**
   * When the alarm rings and when it is given up, as far as a ladder runs. Wall-clock estimates of awake
   * budgets.
   */
  const limits = (
    message: StoredMessage,
    link: LinkRecord,
    held: Held,
  ): { alarmAt: number | null; giveUpAt: number | null } => {
    const retry = connectionOf(message)?.retry
    if (retry && message.state === 'confirming')
      return { alarmAt: jobAlarmAt(deps, message, retry.alarmAfterMinutes), giveUpAt: null }
    const sinceAt = held?.kind === 'outage' ? link.outageSinceAt : message.stepSinceAt
    if (!retry || sinceAt === null || message.state !== 'waiting') return { alarmAt: null, giveUpAt: null }
    const now = clock.now()
    // What is over is not promised any more.
    const ahead = (at: number): number | null => (at > now ? at : null)
    return {
      alarmAt: ahead(sinceAt + retry.alarmAfterMinutes * 60_000),
      giveUpAt: held?.kind === 'outage' ? ahead(sinceAt + retry.giveUpAfterMinutes * 60_000) : null,
    }
  }

  const explanationOf = (
    message: StoredMessage,
    link: LinkRecord,
    held: Held,
    cause: StoredCause | null,
    resend: ActFacts,
  ): Explanation | null => {
    const { locale, timeZone, contacts } = deps.settings()
    const explained = cause === null ? null : causeInWords(cause)
    if (explained === null) return null
    if (!hasOpenEnd(message) && !['duplicate', 'delivered'].includes(message.state)) return null
    if (message.state === 'delivered' && cause === 'delivered') return null
    const pauseFacts = held?.kind === 'pause' ? store.links.pause(message.connection)?.facts : undefined
    const connection = connectionOf(message)
    const polling = connection && cause === message.cause ? deps.channels.connect(connection).polling : null
    const explanation = explain(
      {
        cause: explained,
        facts: { ...ownFacts(message), ...(pauseFacts ?? message.facts) },
        kind: message.kind,
        connection: { label: connection?.label ?? message.connection },
        contacts,
        hasAlarmed: held?.kind === 'outage' && link.hasAlarmed,
        isUntried: held?.kind === 'outage' && message.attempts === 0,
        resend,
        times: { nextAt: nextAt(message, link, held), ...limits(message, link, held) },
        formatTime: (at) => formatTime(at, { now: clock.now(), timeZone, locale }),
      },
      deps.texts.in(locale),
    )
    return polling === null ? explanation : withJobWords(deps, polling, message, explanation)
  }

  const item = (message: StoredMessage): MessageItem => {
    const link = store.links.get(message.connection)
    const held = heldBy(message, link)
    const cause = causeOf(message, link, held)
    const facts = actFactsOf(deps, message)
    return {
      id: message.id,
      connection: message.connection,
      folder: message.folder,
      fileName: message.details.fileName,
      part: { n: message.part, of: message.parts },
      kind: message.kind,
      rewrittenFrom: message.details.rewrittenFrom,
      hotelCode: message.hotelCode,
      reservationId: message.reservationId,
      guest: message.details.guest,
      arrival: message.arrival,
      departure: message.departure,
      state: message.state,
      cause,
      capturedAt: message.capturedAt,
      firstAttemptAt: message.firstAttemptAt,
      nextAttemptAt: nextAt(message, link, held),
      deliveredAt: message.deliveredAt,
      attempts: message.attempts,
      heldBy: held,
      explanation: explanationOf(message, link, held, cause, facts),
      acts: actsOf(message, facts),
    }
  }

  const detail = (message: StoredMessage): MessageDetail => {
    const link = store.links.get(message.connection)
    const held = heldBy(message, link)
    const { alarmAt, giveUpAt } = limits(message, link, held)
    const shown = item(message)
    const times = [
      { at: shown.nextAttemptAt, what: nextStep(message, link, held) },
      { at: alarmAt, what: 'alarm' as const },
      { at: giveUpAt, what: 'give-up' as const },
    ]
    return {
      ...shown,
      attemptList: withJobs(deps, message.id, store.attempts.list(message.id)).map((attempt) => ({
        ...attempt,
        // Some channels repeat in their answer what they were sent.
        vendorText: attempt.vendorText === null ? null : maskCards(attempt.vendorText),
      })),
      next: times.flatMap(({ at, what }) =>
        at === null || (what !== 'attempt' && what !== 'poll' && at < clock.now()) ? [] : [{ at, what }],
      ),
      related: store.messages
        .ofKey(message.orderKey)
        .filter(({ id }) => id !== message.id)
        .map(({ id }) => id),
      supersededBy: message.supersededBy,
      duplicateOf: message.duplicateOf,
      sha256: store.captures.sha256(message.captureId),
      card: message.card,
      booking: message.details.booking,
      actList: store.acts.list(message.id),
    }
  }

  return { item, detail }
}

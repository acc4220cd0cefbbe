import type { CauseGroup } from '../../contract/methods.ts'
import { explain } from '../../core/playbook/explain.ts'
import { causeInWords, type StoredCause } from '../../core/playbook/stored-cause.ts'
import { type ActFacts, whyNot } from '../../core/queue/acts-of.ts'
import { businessDay } from '../../core/time/business-day.ts'
import { formatTime } from '../../core/time/format.ts'
import { actFactsOf } from './act-facts.ts'
import type { ViewDeps } from './deps.ts'
import { ownFacts } from './item.ts'

const FIRST_FEW = 5

/**
 * What needs someone, grouped by cause and connection, pauses included with all they hold: arrivals today
 * first, then the largest.
 */
export const listCauses = (
  deps: Pick<ViewDeps, 'store' | 'channels' | 'clock' | 'texts' | 'settings'>,
): CauseGroup[] => {
  const { store, clock } = deps
  const settings = deps.settings()
  const now = clock.now()
  const { day } = businessDay(now, settings.timeZone, settings.dayEndsAt)
  const t = deps.texts.in(settings.locale)

  const explained = (
    cause: StoredCause,
    connection: string,
    facts: Record<string, string>,
    kind: Parameters<typeof explain>[0]['kind'],
    nextAt: number | null,
    resend?: ActFacts,
  ) => {
    const label = settings.connections.find(({ id }) => id === connection)?.label ?? connection
    return explain(
      {
        cause: causeInWords(cause) ?? 'unknown-answer',
        facts,
        kind,
        connection: { label },
        contacts: settings.contacts,
        times: { nextAt, alarmAt: null, giveUpAt: null },
        ...(resend === undefined ? {} : { resend }),
        formatTime: (at) => formatTime(at, { now, timeZone: settings.timeZone, locale: settings.locale }),
      },
      t,
    )
  }

  const contactOf = (who: CauseGroup['who']): CauseGroup['contact'] => {
    const contact = who === 'nobody' ? undefined : settings.contacts[who]
    return contact ? { name: contact.name ?? null, phone: contact.phone ?? null, hours: contact.hours ?? null } : null
  }

  const failed = [...store.lists.causes(day), ...store.lists.held(day)].map((group): CauseGroup => {
    const first = group.cause.startsWith('held-behind-')
      ? store.lists.ofHeld(group.cause, group.connection, FIRST_FEW)
      : store.lists.ofCause(group.cause, group.connection, day, FIRST_FEW)
    const [head] = first
    const acting = first.map((message) => ({ message, facts: actFactsOf(deps, message) }))
    const all = (is: (facts: ActFacts) => boolean): boolean => acting.length > 0 && acting.every((one) => is(one.facts))
    const { title, what, who, urgency, resend, steps, will } = explained(
      group.cause,
      group.connection,
      sharedFacts(first.map((message) => ({ ...ownFacts(message), ...message.facts }))),
      head?.kind ?? 'other',
      null,
      { isRepeatRisky: all((facts) => facts.isRepeatRisky), isOvertaken: all((facts) => facts.isOvertaken) },
    )
    return {
      ...group,
      title,
      what,
      who,
      // Who stands at the desk today cannot wait for the office.
      urgency: group.arrivingToday > 0 && urgency === 'office-hours' ? 'this-shift' : urgency,
      resend,
      canResend: acting.some(
        ({ message, facts }) =>
          message.state === 'failed' && whyNot('resend', message, { ...facts, hasReason: true }) === null,
      ),
      steps,
      will,
      contact: contactOf(who),
      paused: false,
      first: first.map(({ id, details, reservationId, arrival }) => ({
        id,
        guest: details.guest,
        reservationId,
        arrival,
        fileName: details.fileName,
      })),
    }
  })

  const paused = settings.connections.flatMap((connection): CauseGroup[] => {
    const link = store.links.get(connection.id)
    if (link.pauseCause === null) return []
    const { title, what, who, urgency, resend, steps, will } = explained(
      link.pauseCause,
      connection.id,
      store.links.pause(connection.id)?.facts ?? {},
      'other',
      link.pauseUntilAt ?? link.nextTestAt,
    )
    const held = store.lists.heldOf(connection.id)
    return [
      {
        cause: link.pauseCause,
        connection: connection.id,
        title,
        what,
        who,
        urgency,
        resend,
        canResend: false,
        steps,
        will,
        contact: contactOf(who),
        reservations: held.reservations,
        messages: held.messages,
        arrivingToday: 0,
        oldestAt: link.pausedSinceAt ?? now,
        paused: true,
        first: [],
      },
    ]
  })

  return [...paused, ...failed].sort(
    (a, b) =>
      Number(b.paused) - Number(a.paused) ||
      Number(b.arrivingToday > 0) - Number(a.arrivingToday > 0) ||
      b.reservations - a.reservations ||
      a.oldestAt - b.oldestAt,
  )
}

/** Only what all the first messages say alike: a title for a group must be true of each. */
const sharedFacts = (all: Record<string, string>[]): Record<string, string> => {
  const [first, ...rest] = all
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([key, value]) => rest.every((facts) => facts[key] === value)),
  )
}

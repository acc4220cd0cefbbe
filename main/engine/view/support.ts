import { causeInWords } from '../../core/playbook/stored-cause.ts'
import { supportText } from '../../core/playbook/support-text.ts'
import { maskCards } from '../../core/redact/cards.ts'
import { businessDay } from '../../core/time/business-day.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import type { ViewDeps } from './deps.ts'
import { ownFacts } from './item.ts'

/**
 * The ready text about one message for the support that must help. The channel's words are in it without this
 * message's guest values.
 */
export const supportTextOf = (
  deps: Pick<ViewDeps, 'store' | 'clock' | 'texts' | 'settings' | 'host'>,
  message: StoredMessage,
): string => {
  const { store, clock } = deps
  const { connections, hotelName, locale, timeZone, dayEndsAt } = deps.settings()
  const attempts = store.attempts.list(message.id)
  const [last] = attempts
  const cause = (message.cause === null ? null : causeInWords(message.cause)) ?? 'waiting'
  const { day } = businessDay(clock.now(), timeZone, dayEndsAt)
  const group = store.lists
    .causes(day)
    .find((one) => one.cause === message.cause && one.connection === message.connection)
  return maskCards(
    supportText(
      {
        cause,
        facts: { ...ownFacts(message), ...message.facts },
        kind: message.kind,
        connection: { label: connections.find(({ id }) => id === message.connection)?.label ?? message.connection },
        hotelName,
        hotelCode: message.hotelCode,
        reservationId: message.reservationId,
        attempts: message.attempts,
        firstAttemptAt: message.firstAttemptAt,
        lastAttemptAt: last?.startedAt ?? null,
        echoToken: last?.echoToken ?? null,
        jobId: null,
        httpStatus: last?.httpStatus ?? null,
        vendorText: last?.vendorText ?? null,
        guestValues: [message.details.guest ?? '', ...message.details.names],
        others: Math.max(0, (group?.reservations ?? 1) - 1),
        version: deps.host.version,
        formatTime: (at) =>
          new Intl.DateTimeFormat(locale === 'de' ? 'de-AT' : 'en-GB', {
            timeZone,
            dateStyle: 'medium',
            timeStyle: 'long',
          }).format(at),
      },
      deps.texts.in(locale),
    ),
  )
}

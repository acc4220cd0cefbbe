import type { CauseGroup } from '../../main/contract/methods.ts'
import { type Language, MINUTE, messagesOf, pick, type Scenario, type World } from './screens-data.ts'

const contact = { name: 'Jana Brandt', phone: '+43 1 0000 120', hours: 'Mo–Fr 08:00–17:00' }

/** The groups that need somebody, from the messages as they are now. */
export const causesOf = ({ messages, scenario, language, nowAt }: Omit<World, 'causes'>): CauseGroup[] => {
  const groups = Map.groupBy(
    messages.filter(({ state }) => state === 'failed' || state === 'unsure'),
    ({ cause }) => cause ?? '',
  )
  const found = [...groups].flatMap(([cause, members]): CauseGroup[] => {
    const explanation = members[0]?.explanation
    if (!explanation) return []
    return [
      {
        ...explanation,
        canResend: true,
        ...{
          cause,
          connection: 'pmsx',
          paused: false,
          oldestAt: Math.min(...members.map(({ capturedAt }) => capturedAt)),
        },
        contact: explanation.who === 'hotel-it' ? contact : null,
        reservations: members.length,
        messages: members.length,
        arrivingToday: members.filter(({ arrival }) => arrival === '2026-11-12').length,
        first: members
          .slice(0, 4)
          .map(({ id, guest, reservationId, arrival, fileName }) => ({ id, guest, reservationId, arrival, fileName })),
      },
    ]
  })
  if (scenario !== 'paused' && scenario !== 'stopped') return found
  const byPerson = scenario === 'paused'
  const members = messages.filter(({ heldBy }) => heldBy?.kind === 'pause')
  const pause: CauseGroup = {
    cause: byPerson ? 'paused-by-person' : 'password-refused',
    connection: 'pmsx',
    title: byPerson
      ? pick(language, 'Sending is paused until 06:00', 'Das Senden ist bis 06:00 Uhr angehalten')
      : pick(language, 'SiteMinder does not accept the password', 'SiteMinder nimmt das Passwort nicht an'),
    what: pick(language, 'All bookings are safe in your PMS.', 'Alle Buchungen sind sicher in Ihrem PMS.'),
    who: byPerson ? 'nobody' : 'hotel-it',
    contact: byPerson ? null : contact,
    urgency: byPerson ? 'office-hours' : 'now',
    resend: 'useless',
    canResend: true,
    steps: byPerson
      ? []
      : [
          pick(
            language,
            'Ask hotel IT to enter the new password.',
            'Bitten Sie die Hotel-IT, das neue Passwort einzugeben.',
          ),
        ],
    will: pick(language, 'Night Porter tests it again at 05:27.', 'Night Porter prüft um 05:27 Uhr noch einmal.'),
    ...{ reservations: 4, messages: members.length, arrivingToday: 2, oldestAt: nowAt - 5 * MINUTE, paused: true },
    first: members
      .slice(0, 4)
      .map(({ id, guest, reservationId, arrival, fileName }) => ({ id, guest, reservationId, arrival, fileName })),
  }
  return [...found, pause]
}

/** A world in one of its moods. */
export const createWorld = (scenario: Scenario, language: Language, nowAt: number): World => {
  const messages = messagesOf(scenario, nowAt, language)
  return { scenario, language, nowAt, messages, causes: causesOf({ messages, scenario, language, nowAt }) }
}

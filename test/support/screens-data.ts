import type { Attempt, Explanation, MessageDetail, MessageItem } from '../../main/contract/message.ts'
import type { CauseGroup } from '../../main/contract/methods.ts'
import { storedCause } from '../../main/core/playbook/stored-cause.ts'
import { actsOf } from '../../main/core/queue/acts-of.ts'

/** An invented hotel for looking at the screens: nothing here was copied from a real one. */

export type Scenario = 'ok' | 'busy' | 'attention' | 'stopped' | 'paused' | 'rehearsal' | 'empty'
export type Language = 'en' | 'de'
export type World = {
  scenario: Scenario
  language: Language
  nowAt: number
  messages: MessageDetail[]
  causes: CauseGroup[]
}

export const MINUTE = 60_000
/** A text in one of the two languages. */
export const pick = (language: Language, en: string, de: string): string => (language === 'de' ? de : en)

type Draft = Partial<MessageDetail> & Pick<MessageDetail, 'id'>

/**
 * A message with everything filled in that a test does not care about, and the acts that the engine gives for
 * its state.
 */
export const message = (nowAt: number, draft: Draft): MessageDetail => withActs(filledIn(nowAt, draft))

/** The same after its state was changed. */
export const withActs = (one: MessageDetail): MessageDetail => ({
  ...one,
  acts: actsOf(
    {
      ...one,
      cause: one.cause === null ? null : storedCause(one.cause),
      messageType: one.kind === 'other' ? 'file' : one.kind,
    },
    { isRepeatRisky: false, isOvertaken: false },
  ),
})

const filledIn = (nowAt: number, draft: Draft): MessageDetail => ({
  connection: 'pmsx',
  folder: 'main',
  fileName: `OUT_${draft.id}.xml`,
  part: { n: 1, of: 1 },
  kind: 'new',
  rewrittenFrom: null,
  hotelCode: 'LIND1',
  reservationId: `LH-${draft.id}`,
  guest: null,
  arrival: null,
  departure: null,
  state: 'waiting',
  cause: null,
  capturedAt: nowAt - 5 * MINUTE,
  firstAttemptAt: null,
  nextAttemptAt: null,
  deliveredAt: null,
  attempts: draft.attemptList?.length ?? 0,
  heldBy: null,
  explanation: null,
  acts: [],
  attemptList: [],
  next: [],
  related: [],
  supersededBy: null,
  duplicateOf: null,
  sha256: 'ab'.repeat(32),
  card: 'none',
  booking: null,
  actList: [],
  ...draft,
})

/** One try that ended. */
export const attempt = (n: number, startedAt: number, rest: Partial<Attempt> = {}): Attempt => ({
  n,
  startedAt,
  endedAt: startedAt + 800,
  echoToken: `6d1f0c5e-0000-4000-8000-00000000000${n % 10}`,
  httpStatus: 500,
  outcome: 'retry',
  cause: 'channel-fault',
  vendorText: 'soap:Server: The service is not able to process the request at the moment',
  ...rest,
})

/** The item of a detail, as the list gives it. */
export const itemOf = ({
  attemptList,
  next,
  related,
  supersededBy,
  duplicateOf,
  sha256,
  booking,
  actList,
  ...item
}: MessageDetail): MessageItem => item

const roomUnknown = (l: Language): Explanation => ({
  title: pick(l, 'SiteMinder does not know room type PNTH', 'SiteMinder kennt den Zimmertyp PNTH nicht'),
  what: pick(
    l,
    'The booking is safe in your PMS. SiteMinder refused it because PNTH is not in its list of room types.',
    'Die Buchung ist sicher in Ihrem PMS. SiteMinder hat sie abgelehnt, weil PNTH nicht in seiner Liste der Zimmertypen steht.',
  ),
  who: 'hotel-it',
  urgency: 'office-hours',
  resend: 'useless',
  steps: [
    pick(l, 'Ask hotel IT to map PNTH at SiteMinder.', 'Bitten Sie die Hotel-IT, PNTH bei SiteMinder zuzuordnen.'),
    pick(l, 'When it is done, press Resend.', 'Wenn das erledigt ist, drücken Sie „Erneut senden“.'),
  ],
  will: pick(l, 'Night Porter keeps the booking until then.', 'Night Porter bewahrt die Buchung bis dahin auf.'),
})

const surnameMissing = (l: Language): Explanation => ({
  title: pick(l, 'The guest’s surname is missing', 'Der Nachname des Gastes fehlt'),
  what: pick(
    l,
    'The booking is safe in your PMS. SiteMinder needs a surname and got none.',
    'Die Buchung ist sicher in Ihrem PMS. SiteMinder braucht einen Nachnamen und bekam keinen.',
  ),
  who: 'front-desk',
  urgency: 'this-shift',
  resend: 'helps',
  steps: [pick(l, 'Add the surname in the PMS and save.', 'Ergänzen Sie den Nachnamen im PMS und speichern Sie.')],
  will: pick(l, 'Night Porter sends the new export by itself.', 'Night Porter sendet den neuen Export von selbst.'),
})

const mayHaveArrived = (l: Language): Explanation => ({
  title: pick(
    l,
    'SiteMinder took the booking and never answered',
    'SiteMinder nahm die Buchung an und antwortete nicht',
  ),
  what: pick(
    l,
    'The booking is safe in your PMS. It may be at SiteMinder already.',
    'Die Buchung ist sicher in Ihrem PMS. Vielleicht ist sie schon bei SiteMinder.',
  ),
  who: 'front-desk',
  urgency: 'now',
  resend: 'risky',
  steps: [pick(l, 'Look for the booking at SiteMinder.', 'Suchen Sie die Buchung bei SiteMinder.')],
  will: pick(
    l,
    'Night Porter does not send it again by itself.',
    'Night Porter sendet sie nicht von selbst noch einmal.',
  ),
})

const channelFault = (l: Language): Explanation => ({
  title: pick(l, 'SiteMinder had a fault of its own', 'SiteMinder hatte einen eigenen Fehler'),
  what: pick(
    l,
    'The booking is safe in your PMS. SiteMinder had a fault of its own; there is nothing for you to do.',
    'Die Buchung ist sicher in Ihrem PMS. SiteMinder hatte einen eigenen Fehler; Sie müssen nichts tun.',
  ),
  who: 'nobody',
  urgency: 'office-hours',
  resend: 'helps',
  steps: [],
  will: '',
})

const failedOnes = (now: number, l: Language): MessageDetail[] => {
  const failed = (
    id: string,
    guest: string | null,
    arrival: string,
    departure: string,
    explanation: Explanation,
    cause: string,
  ): MessageDetail =>
    message(now, {
      ...{ id, guest, arrival, departure, explanation, cause, state: 'failed' },
      capturedAt: now - 26 * MINUTE,
      firstAttemptAt: now - 25 * MINUTE,
      attemptList: [
        attempt(1, now - 25 * MINUTE, {
          httpStatus: 200,
          outcome: 'failed',
          cause,
          vendorText: 'Type 3, Code 402: Room type PNTH is not valid for LIND1',
        }),
      ],
    })
  return [
    failed('7101', 'Adeyemi, Folake', '2026-11-12', '2026-11-15', roomUnknown(l), 'room-type-unknown'),
    failed('7102', 'Sørensen, Maja', '2026-11-12', '2026-11-13', roomUnknown(l), 'room-type-unknown'),
    failed('7103', 'Delgado, Inés', '2026-11-18', '2026-11-21', roomUnknown(l), 'room-type-unknown'),
    failed('7104', 'Kowalczyk, Piotr', '2026-11-24', '2026-11-28', roomUnknown(l), 'room-type-unknown'),
    failed('7105', 'Weißenberger, Tom', '2026-12-30', '2027-01-02', roomUnknown(l), 'room-type-unknown'),
    failed('7106', null, '2026-11-14', '2026-11-16', surnameMissing(l), 'surname-missing'),
    failed('7107', null, '2026-11-19', '2026-11-20', surnameMissing(l), 'surname-missing'),
    withActs({
      ...failed('7108', 'Iyer, Kavya', '2026-11-13', '2026-11-14', mayHaveArrived(l), 'no-answer'),
      state: 'unsure',
    }),
  ]
}

const retried = (now: number, l: Language): MessageDetail => {
  const first = now - 198_000
  const times = [0, 5, 15, 35, 75, 135, 195].map((seconds) => first + seconds * 1000)
  return message(now, {
    id: '7201',
    kind: 'change',
    guest: 'Haddad-Lindqvist, Samir',
    arrival: '2026-11-12',
    departure: '2026-11-16',
    cause: 'channel-fault',
    explanation: channelFault(l),
    capturedAt: first - 7000,
    firstAttemptAt: first,
    nextAttemptAt: first + 255_000,
    attemptList: times.map((at, index) => attempt(index + 1, at)).reverse(),
    next: [
      { at: first + 255_000, what: 'attempt' },
      { at: first + 30 * MINUTE, what: 'alarm' },
      { at: first + 720 * MINUTE, what: 'give-up' },
    ],
    related: ['7001', '7201', '7202'],
    booking: {
      rooms: 1,
      roomTypes: ['DBLB'],
      ratePlans: ['FLEX'],
      adults: 2,
      children: 1,
      total: { amount: '612.00', currency: 'EUR' },
      wishes: [pick(l, 'Baby cot', 'Kinderbett'), pick(l, 'late arrival', 'späte Anreise')],
      card: { brand: 'Visa', lastFour: '4242' },
    },
  })
}

const goingOut = (now: number, l: Language): MessageDetail[] => [
  retried(now, l),
  message(now, {
    ...{ id: '7202', kind: 'change', guest: 'Haddad-Lindqvist, Samir', arrival: '2026-11-12', departure: '2026-11-17' },
    capturedAt: now - MINUTE,
    heldBy: { kind: 'message', id: '7201' },
    related: ['7001', '7201', '7202'],
  }),
  message(now, {
    id: '7203',
    state: 'sending',
    guest: 'Tanizaki, Yui',
    arrival: '2026-12-03',
    departure: '2026-12-09',
  }),
]

const held = (now: number, l: Language, kind: 'outage' | 'pause'): MessageDetail[] =>
  [
    ['7301', 'Adeyemi, Folake', 'new', '2026-11-12', '2026-11-16'],
    ['7302', 'Sørensen, Maja', 'change', '2026-11-12', '2026-11-13'],
    ['7303', null, 'availability', '2026-11-12', '2026-11-30'],
    ['7304', 'Delgado, Inés', 'new', '2026-11-14', '2026-11-17'],
    ['7305', 'Kowalczyk, Piotr', 'cancel', '2026-11-15', '2026-11-18'],
  ].map(([id, guest, messageKind, arrival, departure]) =>
    message(now, {
      ...{ id: id ?? '', guest: guest ?? null, arrival: arrival ?? null, departure: departure ?? null },
      kind:
        messageKind === 'availability' || messageKind === 'cancel' || messageKind === 'change' ? messageKind : 'new',
      heldBy: { kind, id: 'pmsx' },
      nextAttemptAt: kind === 'outage' ? now + MINUTE : null,
      explanation: kind === 'outage' ? channelFault(l) : null,
      next:
        kind === 'outage'
          ? [
              { at: now + MINUTE, what: 'attempt' as const },
              { at: now + 16 * MINUTE, what: 'alarm' as const },
            ]
          : [],
    }),
  )

const deliveredOnes = (now: number): MessageDetail[] =>
  (
    [
      ['7001', 'Haddad-Lindqvist, Samir', 'new', '2026-11-12', '2026-11-15', 680],
      ['7002', 'Rossi, Elena', 'new', '2026-11-12', '2026-11-14', 21],
      ['7003', 'Brennan, Aoife', 'change', '2026-11-13', '2026-11-15', 66],
      ['7004', null, 'availability', '2026-11-12', '2026-11-30', 150],
      ['7005', 'Petrova, Irina', 'cancel', '2026-11-20', '2026-11-22', 180],
      ['7006', 'Ferreira, Inês', 'new', '2026-12-28', '2027-01-03', 310],
      ['7007', null, 'rates', '2026-12-01', '2027-01-31', 400],
      ['7008', 'Vandenberghe, Lotte', 'change', '2026-11-20', '2026-11-22', 420],
    ] as const
  ).map(([id, guest, kind, arrival, departure, ago]) =>
    message(now, {
      ...{ id, guest, kind, arrival, departure, state: 'delivered' },
      reservationId: guest === null ? null : `LH-${id}`,
      capturedAt: now - (ago + 1) * MINUTE,
      firstAttemptAt: now - ago * MINUTE,
      deliveredAt: now - ago * MINUTE,
      attemptList: [
        attempt(1, now - ago * MINUTE, { httpStatus: 200, outcome: 'delivered', cause: null, vendorText: 'Success' }),
      ],
    }),
  )

const closedOnes = (now: number): MessageDetail[] => [
  message(now, {
    ...{
      id: '6901',
      guest: 'Adeyemi, Folake',
      kind: 'change',
      arrival: '2026-11-03',
      departure: '2026-11-04',
      state: 'superseded',
    },
    supersededBy: '7002',
    capturedAt: now - 20 * 1440 * MINUTE,
  }),
  message(now, {
    ...{ id: '6902', guest: 'Okonkwo, Ada', arrival: '2026-11-08', departure: '2026-11-09', state: 'handled' },
    capturedAt: now - 30 * 1440 * MINUTE,
    actList: [{ at: now - 30 * 1440 * MINUTE + MINUTE, what: 'closed', who: 'T. Weber', reason: 'Entered by hand' }],
  }),
]

/** The messages of the hotel in one of its moods. */
export const messagesOf = (scenario: Scenario, now: number, l: Language): MessageDetail[] => {
  if (scenario === 'empty') return []
  const past = [...deliveredOnes(now), ...closedOnes(now)]
  if (scenario === 'ok') return past
  if (scenario === 'busy' || scenario === 'rehearsal') return [...held(now, l, 'outage'), ...past]
  if (scenario === 'paused' || scenario === 'stopped') return [...held(now, l, 'pause'), ...past]
  return [...failedOnes(now, l), ...goingOut(now, l), ...past]
}
